"""The API for the team's programs."""
