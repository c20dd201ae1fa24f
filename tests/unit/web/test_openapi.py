"""The OpenAPI document says all that the routes answer, and nothing else."""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib.domain.components import ComponentStatus
from chalicelib.web import routes
from chalicelib.web.admin import routes as of_the_team
from chalicelib.web.openapi.document import VERSION
from tests.openapi import DOCUMENT, addresses_of, faults, operations

PROJECT = Path(__file__).resolve().parents[3]
SCHEMAS = DOCUMENT["components"]["schemas"]


def answered() -> set[tuple[str, str]]:
    known: list[tuple[str, Iterable[str]]] = [
        *((route.pattern.pattern, route.answers) for route in routes.ROUTES),
        *((route.pattern.pattern, route.methods) for route in of_the_team.ROUTES),
    ]
    return {
        (address, method)
        for pattern, methods in known
        for address in addresses_of(pattern)
        for method in methods
    }


def test_every_route_is_described_and_nothing_else_is() -> None:
    described = {(path, method) for path, method, _ in operations()}
    assert described - answered() == set()
    assert answered() - described == set()


def test_what_a_route_asks_for_is_what_the_document_says() -> None:
    """Of the team's API a key, of its pages a session, of all else nothing."""
    for path, method, operation in operations():
        matching = [
            route
            for route in of_the_team.ROUTES
            if path in addresses_of(route.pattern.pattern) and method in route.methods
        ]
        is_open = all(route.action is None for route in matching)
        scheme = "key" if path.startswith("/api/admin") else "session"
        assert operation["security"] == ([] if is_open else [{scheme: []}]), (method, path)


def test_the_document_is_valid() -> None:
    assert [str(each) for each in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_name_of_an_operation_is_its_own() -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations())
    assert [name for name, count in names.items() if count > 1] == []


def references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_part_is_there_and_used() -> None:
    parts = ("schemas", "responses", "parameters")
    named = {
        f"#/components/{part}/{each}" for part in parts for each in DOCUMENT["components"][part]
    }
    assert set(references(DOCUMENT)) == named


@pytest.mark.parametrize("name", [name for name, shape in SCHEMAS.items() if "examples" in shape])
def test_examples_fit_their_shapes(name: str) -> None:
    shape = SCHEMAS[name]
    assert [
        faults(each, {"$ref": f"#/components/schemas/{name}"}) for each in shape["examples"]
    ] == [[] for _ in shape["examples"]]


def test_every_body_that_is_sent_as_json_has_an_example() -> None:
    sent = {
        shape["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations()
        for media, shape in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json"
    }
    assert [name for name in sorted(sent) if "examples" not in SCHEMAS[name]] == []


def test_the_api_of_statuspage_has_no_word_for_what_is_not_seen() -> None:
    known = SCHEMAS["Component"]["properties"]["status"]["enum"]
    assert set(known) == set(ComponentStatus) - {ComponentStatus.NO_DATA}


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION


def test_the_copy_in_the_documents_is_this_very_document() -> None:
    """`make openapi` writes it again."""
    copy = (PROJECT / "docs" / "openapi.json").read_text("utf-8")
    assert json.loads(copy) == DOCUMENT


def test_no_view_of_the_page_pays_for_it() -> None:
    """Neither the routes nor all that they import need the document."""
    asked = (
        "import sys, chalicelib.web.routes; "
        "print([name for name in sys.modules if 'openapi' in name])"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
