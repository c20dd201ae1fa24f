"""Pages for the team: plain forms first."""
