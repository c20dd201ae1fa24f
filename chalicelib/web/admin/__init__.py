"""The team's own pages and API, which a function of their own answers."""
