"""Another DynamoDB engine behind embedded AWS: its calls are handed on, signed anew."""

import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from devstack.environment import ACCESS_KEY, SECRET_KEY
from devstack.invocations import REGION

_PATIENCE_SECONDS = 3
_HANDED_ON = {"HTTP_X_AMZ_TARGET": "X-Amz-Target", "CONTENT_TYPE": "Content-Type"}


_HANDED_BACK = ("Content-Type", "x-amz-crc32", "x-amzn-RequestId")


class Unreachable(Exception):
    """Nobody answers at the endpoint; the sentence names it and the setting."""


def reach(endpoint: str) -> None:
    """Knocks at the engine's port. Raises `Unreachable`."""
    parts = urlsplit(endpoint)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), timeout=_PATIENCE_SECONDS).close()
    except OSError as error:
        raise Unreachable(
            f"Nothing answers at DYNAMODB_ENDPOINT {endpoint} ({error.strerror or error}); "
            "start the DynamoDB engine there first."
        ) from error


def forwarded(
    endpoint: str, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """The engine's answer to a WSGI request.

    It is signed with the devstack's own key: DynamoDB Local keeps a set of tables for each key,
    and another process may have come with another.
    """
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {name: environ[key] for key, name in _HANDED_ON.items() if key in environ}
    request = AWSRequest("POST", endpoint, headers=headers, data=body)
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "dynamodb", REGION).add_auth(request)
    try:
        answer = URLLib3Session().send(request.prepare())
    except BotoCoreError as error:
        start_response("502 Bad Gateway", [("Content-Type", "text/plain")])
        return [f"The DynamoDB engine at {endpoint} doesn't answer: {error}\n".encode()]
    kept = [(name, answer.headers[name]) for name in _HANDED_BACK if name in answer.headers]
    start_response(f"{answer.status_code} DynamoDB", kept)
    return [answer.content]
