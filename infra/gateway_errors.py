"""What API Gateway says when a request never reaches the app, or the app's answer is no answer.

`chalice deploy` can't set these, and takes them away: it puts the whole API anew. So they are set
after each deployment, and then deployed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import boto3
from botocore.config import Config


@dataclass(frozen=True, slots=True)
class GatewayError:
    """One of API Gateway's response types, in our words. `status` None keeps each error's own.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    """

    response_type: str
    status: HTTPStatus | None
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


_AGAIN_SOON = {"Retry-After": "30"}
_SORRY = (
    "The status page itself has a problem just now. That says nothing about the services it "
    "watches. Please try again in half a minute."
)

GATEWAY_ERRORS = (
    GatewayError(
        "MISSING_AUTHENTICATION_TOKEN",  # its name for a method or a path that no route has
        HTTPStatus.NOT_FOUND,
        "There is nothing here",
        "This address or method is not known to the status page.",
    ),
    GatewayError(
        "REQUEST_TOO_LARGE",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Too much at once",
        "The request is larger than the status page takes. Please send less.",
    ),
    GatewayError(
        "THROTTLED",
        HTTPStatus.TOO_MANY_REQUESTS,
        "A lot of visitors just now",
        "More people ask than the status page answers at once. Please try again in half a minute.",
        _AGAIN_SOON,
    ),
    GatewayError(
        "INTEGRATION_TIMEOUT",
        HTTPStatus.GATEWAY_TIMEOUT,
        "The status page took too long",
        _SORRY,
        _AGAIN_SOON,
    ),
    GatewayError(
        "INTEGRATION_FAILURE",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The status page could not answer",
        _SORRY,
        _AGAIN_SOON,
    ),
    GatewayError(
        "DEFAULT_4XX",
        None,
        "The status page can't use this request",
        "Please check the address and what was sent with it.",
    ),
    GatewayError("DEFAULT_5XX", None, "The status page could not answer", _SORRY, _AGAIN_SOON),
)

# No stored copy may outlive the trouble.
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_HTML = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<h1>{title}</h1>
<p>{detail}</p>
</html>
"""


def set_gateway_errors(api_id: str, api_stage: str) -> None:
    """Gives the API our words for its own errors, and deploys it so that they are said."""
    # API Gateway takes few changes a second, and says so; waiting is all that is to be done.
    patient = Config(retries={"mode": "standard", "max_attempts": 10})
    gateway = boto3.client("apigateway", config=patient)
    for error in GATEWAY_ERRORS:
        own_status = {} if error.status is None else {"statusCode": str(error.status.value)}
        gateway.put_gateway_response(
            restApiId=api_id,
            responseType=error.response_type,
            responseParameters=_parameters(error),
            responseTemplates=_templates(error),
            **own_status,
        )
    gateway.create_deployment(
        restApiId=api_id, stageName=api_stage, description="Errors in our own words"
    )


def _parameters(error: GatewayError) -> dict[str, str]:
    # The inner quotes are API Gateway's sign for a fixed value.
    return {
        f"gatewayresponse.header.{name}": f"'{value}'"
        for name, value in {**_HEADERS, **error.headers}.items()
    }


def _templates(error: GatewayError) -> dict[str, str]:
    """One body a content type: API Gateway goes by the request's Accept, and else takes JSON."""
    problem: dict[str, object] = {"type": "about:blank", "title": error.title}
    if error.status is not None:
        problem["status"] = error.status.value
    problem["detail"] = error.detail
    document = json.dumps(problem)
    return {
        "application/json": document,
        "application/problem+json": document,
        "text/html": _HTML.format(title=error.title, detail=error.detail),
    }
