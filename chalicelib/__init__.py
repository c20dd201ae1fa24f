"""Candor as it runs on Lambda, below app.py. docs/architecture.md draws the floors."""
