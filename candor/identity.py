"""Who sits at the terminal, for the audit log."""

import getpass
from functools import cache

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.actors import Actor, terminal
from chalicelib.patience import ACCOUNT


@cache
def at_terminal(*, local: bool) -> Actor:
    """The user of this machine; and in AWS the one whose credentials are used, by its ARN."""
    user = _user()
    arn = None if local else _arn()
    if arn is None:
        return terminal(user)
    # Of an assumed role the last part is the session, which is named after its person as a rule.
    return terminal(f"{user} ({arn.rpartition('/')[2]})", arn)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # in a container, a user may have a number alone
        return "somebody"


def _arn() -> str | None:
    """None when AWS doesn't say: what is done next will fail in a sentence of its own."""
    try:
        return boto3.client("sts", config=ACCOUNT.config()).get_caller_identity()["Arn"]
    except (BotoCoreError, ClientError):
        return None
