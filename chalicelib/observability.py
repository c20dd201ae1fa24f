"""Logs: one JSON line a unit of work, with keys, by Powertools."""

from aws_lambda_powertools import Logger

from chalicelib.settings import APP_NAME

# The name differs from the Chalice app's: Chalice puts a handler of its own on the logger of that
# name, and each line would be written twice.
logger = Logger(service=f"{APP_NAME}-log", utc=True)
