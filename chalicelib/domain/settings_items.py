"""Signers and templates one by one: added, changed and taken out of their list by their keys."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Fault, InvalidFields
from chalicelib.domain.page import PageSettings
from chalicelib.domain.settings_fields import settings_of
from chalicelib.domain.signers import signers_document
from chalicelib.domain.templates import templates_document

Item = Mapping[str, object]


class ItemKind(StrEnum):
    """Which list of the settings."""

    SIGNERS = "signers"
    TEMPLATES = "templates"


def with_new(kind: ItemKind, item: Item, before: PageSettings) -> PageSettings:
    """The settings with one more. Raises InvalidFields, its faults at the fields of the item."""
    listed = _items(kind, before)
    return _read(kind, [*listed, dict(item)], len(listed), before)


def with_changed(kind: ItemKind, key: str, item: Item, before: PageSettings) -> PageSettings:
    """The settings with that one in place of the one of the same key. Raises NotFound, too."""
    listed = _items(kind, before)
    number = _number(kind, key, before)
    listed[number] = {"key": key, **item}
    return _read(kind, listed, number, before)


def without(kind: ItemKind, key: str, before: PageSettings) -> PageSettings:
    """The settings without that one. Raises NotFound."""
    listed, number = _items(kind, before), _number(kind, key, before)
    del listed[number]
    return _read(kind, listed, number, before)


def item_of(kind: ItemKind, key: str, page: PageSettings) -> Mapping[str, str]:
    """The one of that key, as a definition has it. Raises NotFound."""
    found = _items(kind, page)[_number(kind, key, page)]
    return {name: str(value) for name, value in found.items()}


def _items(kind: ItemKind, page: PageSettings) -> list[dict[str, object]]:
    match kind:
        case ItemKind.SIGNERS:
            return [dict(each) for each in signers_document(page.signers)]
        case ItemKind.TEMPLATES:
            return [dict(each) for each in templates_document(page.templates)]


def _number(kind: ItemKind, key: str, page: PageSettings) -> int:
    keys = [each["key"] for each in _items(kind, page)]
    if key not in keys:
        raise NotFound("There is nobody and nothing called {key} among them any more.", key=key)
    return keys.index(key)


def _read(
    kind: ItemKind, listed: list[dict[str, object]], number: int, before: PageSettings
) -> PageSettings:
    try:
        return settings_of({kind.value: listed}, before)
    except InvalidFields as error:
        own = (kind.value, number)
        faults = tuple(
            Fault(each.path[2:] if each.path[:2] == own else each.path, each.message)
            for each in error.faults
        )
        raise InvalidFields(faults) from None
