"""The environment of the process while the devstack runs: nothing in it reaches a real account."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from devstack.invocations import REGION

# Letters and digits alone, as DynamoDB Local wants its key; one engine has one table set a key.
ACCESS_KEY = "devstack"
SECRET_KEY = "devstack"  # noqa: S105 - a secret of nobody: nothing of AWS is ever asked with it

_NOBODY = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    # The terminal tells of trouble; what goes well is on the console.
    "POWERTOOLS_LOG_LEVEL": os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
}


@contextmanager
def of_nobody(settings: Mapping[str, str]) -> Iterator[None]:
    """The person's own profile, keys and endpoints are out of reach; all is put back after."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with patch.dict(os.environ, {**kept, **_NOBODY, **settings}, clear=True):
        yield
