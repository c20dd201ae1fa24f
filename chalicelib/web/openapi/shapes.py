"""Shapes of JSON, as JSON Schema 2020-12 writes them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.durations import WRITTEN, duration_text
from chalicelib.domain.ids import LENGTH

Shape = dict[str, Any]

ID: Shape = {"type": "string", "pattern": f"^[a-z0-9]{{{LENGTH}}}$"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
TEXT: Shape = {"type": "string"}
URL: Shape = {"type": "string", "format": "uri"}
YES_OR_NO: Shape = {"type": "boolean"}
NOTHING: Shape = {"type": "null"}


def ref(name: str) -> Shape:
    """The shape of that name among the document's."""
    return {"$ref": f"#/components/schemas/{name}"}


def told(shape: Shape, description: str) -> Shape:
    """The shape, with what it means."""
    return {**shape, "description": description}


def such_as(shape: Shape, *examples: Shape) -> Shape:
    """The shape, with what fits it."""
    return {**shape, "examples": list(examples)}


def or_nothing(shape: Shape) -> Shape:
    """The shape, or null."""
    if "$ref" in shape or "anyOf" in shape:
        return {"anyOf": [shape, NOTHING]}
    nullable = {**shape, "type": [shape["type"], "null"]}
    return {**nullable, "enum": [*shape["enum"], None]} if "enum" in shape else nullable


def word_of(words: Iterable[StrEnum]) -> Shape:
    """One of the words."""
    return {"type": "string", "enum": [word.value for word in words]}


def always(value: str | int | bool) -> Shape:
    """This very value."""
    return {"const": value}


def words(most: int) -> Shape:
    """What people read: not blank, and at most so many characters."""
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S"}


def whole_number(least: int, most: int | None = None) -> Shape:
    bounds = {"minimum": least} if most is None else {"minimum": least, "maximum": most}
    return {"type": "integer", **bounds}


def lasting(least: timedelta, most: timedelta) -> Shape:
    """A duration as people write it, such as 90m."""
    return {
        "type": "string",
        "pattern": rf"^\s*{WRITTEN}\s*$",
        "description": f"From {duration_text(least)} to {duration_text(most)}, such as 90m or 2h.",
    }


def list_of(shape: Shape, **more: int) -> Shape:
    return {"type": "array", "items": shape, **more}


def by_name(shape: Shape, names: Shape | None = None) -> Shape:
    """Values of one shape, by names that aren't known beforehand."""
    named = {"propertyNames": names} if names else {}
    return {"type": "object", "additionalProperties": shape, **named}


def answer(shapes: Mapping[str, Shape], *, perhaps: Mapping[str, Shape] | None = None) -> Shape:
    """What we answer: the first shapes are always there, the others perhaps."""
    return {
        "type": "object",
        "properties": {**shapes, **(perhaps or {})},
        "required": list(shapes),
    }


def body(needed: Mapping[str, Shape], may: Mapping[str, Shape]) -> Shape:
    """What is sent to the team's API: null counts as left out, and no other key is taken."""
    return {
        "type": "object",
        "properties": {**needed, **{name: or_nothing(shape) for name, shape in may.items()}},
        "required": list(needed),
        "additionalProperties": False,
    }
