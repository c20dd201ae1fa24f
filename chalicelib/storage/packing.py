"""Frozen dataclasses to JSON and back, by their own type hints.

A field that is missing from stored JSON takes its default, so that a newer version of the code
reads what an older one wrote; one that the code no longer knows is ignored.
"""

import base64
import json
import types
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: object) -> str:
    """Compact JSON, with the keys in the order of the fields."""
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False)


def from_json(kind: type[T], text: str) -> T:
    """The value of that type; what `to_json` wrote comes back equal."""
    value: T = _typed(kind, json.loads(text))
    return value


def pack(value: object) -> bytes:
    """`to_json`, compressed."""
    return zlib.compress(to_json(value).encode(), 6)


def unpack(kind: type[T], packed: bytes) -> T:
    return from_json(kind, zlib.decompress(packed).decode())


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    for kind, encode in _ENCODERS:
        if isinstance(value, kind):
            return encode(value)
    return value


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(hint: Any, value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of type
    if value is None or hint in (Any, object):
        return value
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _typed_any([a for a in get_args(hint) if a is not type(None)], value)
    if origin is tuple:
        return _typed_tuple(get_args(hint), value)
    if origin is not None and issubclass(origin, Mapping):
        key_type, item_type = get_args(hint)
        return {key_type(key): _typed(item_type, item) for key, item in value.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _typed(hints[name], value[name]) for name in hints if name in value})
    if hint in _DECODERS:
        return _DECODERS[hint](value)
    return hint(value)


def _typed_any(hints: list[Any], value: Any) -> Any:
    """As the first of the types that takes the value: enums know their words, dataclasses which
    fields they need.
    """
    *others, last = hints
    for hint in others:
        with suppress(ValueError, TypeError):
            return _typed(hint, value)
    return _typed(last, value)


def _typed_tuple(arguments: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_typed(arguments[0], item) for item in value)
    return tuple(_typed(hint, item) for hint, item in zip(arguments, value, strict=True))


_ENCODERS: tuple[tuple[type, Callable[[Any], object]], ...] = (
    (Enum, lambda member: member.value),
    (date, lambda day: day.isoformat()),  # datetime too, which is a kind of date
    (timedelta, timedelta.total_seconds),
    (Decimal, str),
    (bytes, lambda raw: base64.b64encode(raw).decode()),
)
_DECODERS: dict[Any, Any] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    timedelta: lambda seconds: timedelta(seconds=seconds),
    bytes: base64.b64decode,
}
