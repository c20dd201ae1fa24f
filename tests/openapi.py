"""The document of `/openapi.json`, for tests: its operations, and what fits its shapes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.web.openapi.document import document
from tests.gateway import Answer

Json = Any
DOCUMENT = document()
_NAMED = re.compile(r"\(\?P<(\w+)>((?:[^()\[\]]|\[[^]]*\])*)\)")


def addresses_of(pattern: str) -> Iterator[str]:
    """A route's addresses as the document writes them: with names in braces, each word by itself.

    What may follow or not is two addresses.
    """
    if pattern.endswith("(/.*)?"):
        yield from addresses_of(pattern.removesuffix("(/.*)?"))
        yield from addresses_of(pattern.removesuffix("(/.*)?") + r"/(?P<path>.*)")
        return
    named = _NAMED.search(pattern)
    if named is None:
        yield re.sub(r"\\(.)", r"\1", pattern)
        return
    name, form = named.groups()
    words = form.split("|") if re.fullmatch(r"\w+(\|\w+)+", form) else [f"{{{name}}}"]
    for word in words:
        yield from addresses_of(pattern[: named.start()] + word + pattern[named.end() :])


def operations() -> Iterator[tuple[str, str, Json]]:
    """Each address, method, and what the document says of the two."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def strict(shape: Json) -> Json:
    """The shape, in which no key may stand that it doesn't name."""
    if isinstance(shape, list):
        return [strict(each) for each in shape]
    if not isinstance(shape, Mapping):
        return shape
    closed = {key: strict(value) for key, value in shape.items()}
    if "properties" in shape and "additionalProperties" not in shape and "type" in shape:
        closed["additionalProperties"] = False
    return closed


def faults(value: Json, shape: Json) -> list[str]:
    """What of the value doesn't fit that shape; keys that the document doesn't name are faults."""
    schemas = strict(DOCUMENT["components"]["schemas"])
    whole = {**strict(shape), "components": {"schemas": schemas}}
    found = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)
    return [f"{each.json_path}: {each.message}" for each in found]


def shape_of(path: str, method: str, status: int, media: str = "application/json") -> Json:
    """The shape of that answer."""
    response = DOCUMENT["paths"][path][method.lower()]["responses"][str(status)]
    if "$ref" in response:
        name = response["$ref"].rpartition("/")[2]
        response = DOCUMENT["components"]["responses"][name]
    return response["content"][media]["schema"]


def fitting(answer: Answer, path: str, method: str = "GET") -> Any:
    """The body, which has the shape that the document says."""
    media = answer.headers["content-type"].partition(";")[0]
    assert faults(answer.json, shape_of(path, method, answer.status, media)) == [], answer.text
    return answer.json
