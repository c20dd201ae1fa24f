"""Requests as API Gateway hands them to the function, for tests without a socket."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.lambda_context import Context


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Somebody at an address, who sends these headers with every request.

    `base` is what stands before our own paths: "/status" on API Gateway's own address.
    """

    client: str = "198.51.100.7"
    base: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html,*/*"})

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: str | bytes, content_type: str, **headers: str) -> Answer:
        return self.send("POST", path, body, **{"Content-Type": content_type, **headers})

    def send(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> Answer:
        import app

        sent = {**self.headers, **{name.replace("_", "-"): v for name, v in headers.items()}}
        text = body if isinstance(body, str) else None
        event = event_of(method, path, sent, text, base=self.base, client=self.client)
        if isinstance(body, bytes):
            event |= _as_the_gateway_has_it(body, sent, app.app.api.binary_types)
        answer = app.app(json.loads(json.dumps(event)), Context("api_handler"))
        answer = json.loads(json.dumps(answer, ensure_ascii=False).encode())
        many = {k: ", ".join(v) for k, v in answer.get("multiValueHeaders", {}).items()}
        own = {name.lower(): value for name, value in {**answer["headers"], **many}.items()}
        return Answer(status=answer["statusCode"], headers=own, text=answer["body"])


def _as_the_gateway_has_it(
    body: bytes, headers: dict[str, str], binary_types: list[str]
) -> dict[str, Any]:
    """Base64 for what the API calls binary, else as text, which other bytes don't survive."""
    media = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    if media.partition(";")[0] in binary_types:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return {"body": body.decode("utf-8", "replace")}


def event_of(
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: str | None = None,
    *,
    base: str = "",
    client: str = "198.51.100.7",
) -> dict[str, Any]:
    """A request as the event of a Lambda proxy integration."""
    path, _, asked = path.partition("?")
    query = parse_qs(asked, keep_blank_values=True)
    proxy, sent = path.lstrip("/"), headers or {}
    resource = "/{proxy+}" if proxy else "/"
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": proxy} if proxy else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"{base}{path}",
            "stage": "status",
            "identity": {"sourceIp": client},
        },
        "body": body,
        "isBase64Encoded": False,
    }
