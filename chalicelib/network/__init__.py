"""The network outside AWS: one request to one server, past the guard, under one deadline.

Probes look through it, and channels post through it. It judges nothing.
"""
