"""Entries: one thing of a definition as a flat list of fields, to be written or compared."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: where it stands below its thing, its value in the document, and its default.

    None means that it isn't there. A `hidden` value may be somebody's secret: it is written, but
    never shown.
    """

    path: tuple[str, ...]
    value: object
    default: object = None
    hidden: bool = False

    @property
    def is_default(self) -> bool:
        return self.value == self.default


def nested(entries: Iterable[Entry]) -> dict[str, object]:
    """The entries as a mapping of mappings, without those that say what is so by default."""
    document: dict[str, object] = {}
    for entry in entries:
        if not entry.is_default:
            _put(document, entry)
    return document


def _put(document: dict[str, object], entry: Entry) -> None:
    *folders, last = entry.path
    for folder in folders:
        below = document.setdefault(folder, {})
        assert isinstance(below, dict)
        document = below
    document[last] = entry.value
