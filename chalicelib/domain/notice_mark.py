"""What tells the server-down notice from any other page, for whoever meets it."""

# Exports, scripts and proxies look for these very signs, so they stand nowhere else.
NOTICE_MARK = '<meta name="candor" content="notice">'
