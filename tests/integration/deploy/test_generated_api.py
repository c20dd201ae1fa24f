"""The API that Chalice generates from app.py, against what API Gateway takes.

Chalice and moto accept both of these; AWS refuses them.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from collections import defaultdict

import pytest
from chalice.deploy.swagger import TemplatedSwaggerGenerator

from app import app


@pytest.fixture(scope="module")
def paths() -> list[list[str]]:
    swagger = TemplatedSwaggerGenerator().generate_swagger(app)
    return [[part for part in path.split("/") if part] for path in swagger["paths"]]


def test_it_has_at_most_250_resources(paths: list[list[str]]) -> None:
    resources = {tuple(path[:depth]) for path in paths for depth in range(len(path) + 1)}
    assert 0 < len(resources) <= 250  # API Gateway takes 300


def test_it_has_one_variable_name_a_level(paths: list[list[str]]) -> None:
    names = defaultdict(set)
    for path in paths:
        for depth, part in enumerate(path):
            if part.startswith("{"):
                names[tuple(path[:depth])].add(part)
    assert names
    assert all(len(found) == 1 for found in names.values()), names
