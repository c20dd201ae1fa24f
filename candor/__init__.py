"""The operator's command. It is never shipped to Lambda: YAML and the terminal stay here."""
