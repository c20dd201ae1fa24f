"""The door for AWS events."""
