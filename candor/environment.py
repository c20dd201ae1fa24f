"""Which system a command talks to: set in the environment, before anything reads it from there."""

import json
import os
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from http.client import HTTPConnection, HTTPException

from botocore.exceptions import ProfileNotFound
from botocore.session import Session

from chalicelib import clock
from chalicelib.domain.errors import Unavailable

PORT = 8000  # of the devstack's page; its console is one port further, its AWS two
# What the devstack itself uses: on DynamoDB Local, other keys or regions would be other tables.
_NOBODY = "devstack"
_REGION = "us-east-1"
_PATIENCE_S = 3


def use_stage(stage: str | None) -> None:
    """Talk to this stage in AWS; None leaves it to STAGE, and to `dev` without that.

    The region may stand in an AWS profile; the app itself looks for it in the environment only.
    """
    if stage:
        os.environ["STAGE"] = stage
    if not {"AWS_REGION", "AWS_DEFAULT_REGION"} & os.environ.keys():
        with suppress(ProfileNotFound):  # said in a sentence when the profile is used
            if region := Session().get_config_variable("region"):
                os.environ["AWS_DEFAULT_REGION"] = region


def use_devstack() -> None:
    """Talk to the system that `make run` started on this machine, and to no account in AWS.

    Its clock may run ahead of the wall's, so the time is asked of it as well.
    """
    port = _port()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # a profile or an endpoint of somebody's own would go first
    os.environ |= {
        "STAGE": "dev",
        "BASE_URL": f"http://localhost:{port}",
        "AWS_ENDPOINT_URL": f"http://localhost:{port + 2}",
        "AWS_ACCESS_KEY_ID": _NOBODY,
        "AWS_SECRET_ACCESS_KEY": _NOBODY,
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if engine := os.environ.get("DYNAMODB_ENDPOINT"):
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = engine
    clock.now = partial(_now_there, port + 1)


def _now_there(console: int) -> datetime:
    """The time of the devstack whose console is at that port. Raises Unavailable."""
    # Straight to this machine: a proxy of the environment would not find it.
    with closing(HTTPConnection("localhost", console, timeout=_PATIENCE_S)) as connection:
        try:
            connection.request("GET", "/clock.json")
            return datetime.fromisoformat(json.load(connection.getresponse())["now"])
        except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
            raise Unavailable(
                f"The console at http://localhost:{console}/ did not say what time it is "
                f"({type(error).__name__})."
            ) from error


def _port() -> int:
    text = os.environ.get("PORT", "")
    return int(text) if text.isdecimal() else PORT
