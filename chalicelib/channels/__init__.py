"""The wing that hands news to those who asked for it."""
