"""A reply in the form that Lambda hands to API Gateway."""

from typing import Any

from chalice.app import Response

from chalicelib.web.responses import Reply


class _Ready(Response):
    """In its form already: the body is text, and a header has one value.

    Chalice's own would sort the headers by that, and look for the type of the body among binary
    ones, which takes as long as all of our own code.
    """

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002 - the signature is Chalice's
        return {
            "statusCode": self.status_code,
            "headers": self.headers,
            "multiValueHeaders": {},
            "body": self.body,
        }


class _AsItCame(Response):
    """The answer of another function of ours, which is in that form already."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002 - the signature is Chalice's
        answer: dict[str, Any] = self.body
        return answer


def as_it_came(answer: dict[str, Any]) -> Response:
    """Another function's answer as Chalice's response."""
    return _AsItCame(body=answer)


def proxy_response(reply: Reply) -> Response:
    """The reply as Chalice's response."""
    return _Ready(body=reply.body, status_code=reply.status, headers=dict(reply.headers))
