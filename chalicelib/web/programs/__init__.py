"""What programs read: the API v2, feeds, calendars, badges, the banner, the terminal."""
