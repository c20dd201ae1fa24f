"""Plain data and rules. It stands on the standard library alone; time is always an argument."""
