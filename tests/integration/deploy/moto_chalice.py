"""moto's server, taught what it lacks for `chalice deploy`.

moto imports OpenAPI 3 with a description; Chalice sends Swagger 2.0 without one. moto can't look a
layer up by its ARN, which Chalice does at every deployment but the first. And an API that is put
anew loses its gateway responses on AWS, but not in moto.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.apigateway.models import APIGatewayBackend, RestAPI
from moto.awslambda.exceptions import UnknownLayerException
from moto.awslambda.responses import LambdaResponse
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.server import ThreadedMotoServer

ACCOUNT = DEFAULT_ACCOUNT_ID
REGION = "eu-west-1"


def _as_moto_reads_it(document: dict[str, Any]) -> dict[str, Any]:
    read = {**document, "info": {"description": "", **document["info"]}}
    if read.pop("swagger", None):
        read["openapi"] = "3.0.1"
    return read


def _teach(monkeypatch: pytest.MonkeyPatch) -> None:
    import_api, put_api = APIGatewayBackend.import_rest_api, APIGatewayBackend.put_rest_api

    def import_rest_api(
        self: APIGatewayBackend, api_doc: dict[str, Any], fail_on_warnings: bool
    ) -> RestAPI:
        return import_api(self, _as_moto_reads_it(api_doc), fail_on_warnings)

    def put_rest_api(
        self: APIGatewayBackend,
        function_id: str,
        api_doc: dict[str, Any],
        fail_on_warnings: bool,
        mode: str = "merge",
    ) -> RestAPI:
        if mode == "overwrite":
            self.get_rest_api(function_id).gateway_responses.clear()
        return put_api(self, function_id, _as_moto_reads_it(api_doc), fail_on_warnings, mode)

    monkeypatch.setattr(APIGatewayBackend, "import_rest_api", import_rest_api)
    monkeypatch.setattr(APIGatewayBackend, "put_rest_api", put_rest_api)
    monkeypatch.setattr(
        LambdaResponse, "get_layer_version_by_arn", _get_layer_version_by_arn, raising=False
    )


def _get_layer_version_by_arn(self: LambdaResponse) -> str:
    version = self.backend.layers_versions_by_arn(self.querystring["Arn"][0])
    if version is None:
        raise UnknownLayerException()
    return json.dumps(version.get_layer_version())


@contextmanager
def embedded_aws() -> Iterator[str]:
    """An empty AWS on a free port, which every client in the environment finds; gives its URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _teach(monkeypatch)
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        try:
            _, port = server.get_host_and_port()
            url = f"http://localhost:{port}"
            _point_at(url, monkeypatch)
            _forget_everything(url)
            yield url
            _forget_everything(url)
        finally:
            server.stop()


def _forget_everything(url: str) -> None:
    """moto's memory is one a process: what other tests left would be found here."""
    urlopen(Request(f"{url}/moto-api/reset", method="POST"), timeout=10).close()


def _point_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # boto3 remembers the credentials and the region of the first client of a process.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    for unwanted in (
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_SESSION_TOKEN",
    ):
        monkeypatch.delenv(unwanted, raising=False)
