"""Candor's code as it runs on Lambda; the roof above it is app.py. docs/architecture.md draws the floors."""
