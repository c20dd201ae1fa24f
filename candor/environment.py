"""Which system a command talks to: set in the environment, before anything reads it from there."""

import os
from contextlib import suppress

from botocore.exceptions import ProfileNotFound
from botocore.session import Session

PORT = 8000  # of the devstack's page; its AWS is two ports further
# What the devstack itself uses: on DynamoDB Local, other keys or regions would be other tables.
_NOBODY = "devstack"
_REGION = "us-east-1"


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
    """Talk to the system that `make run` started on this machine, and to no account in AWS."""
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


def _port() -> int:
    text = os.environ.get("PORT", "")
    return int(text) if text.isdecimal() else PORT
