"""Reading a document place by place, so that one reading finds every fault and not the first.

A reader is a function from a `Place` to a value. It raises `Unusable` when the place as a whole
can't be used, and notes what is wrong further down by reading those places in turn.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.domain.faults import Fault, Path
from chalicelib.words import ENGLISH

T = TypeVar("T")
D = TypeVar("D")
Reader = Callable[["Place"], T]

QUOTED_AT_MOST = 80
# A value that couldn't be made of what was written, and of which that was said already: it is
# there, and has no further fault.
LOST = object()
_KINDS: tuple[tuple[type, str], ...] = (
    (type(None), "empty"),
    (bool, "true or false"),  # before int, of which it is a kind
    (int, "a number"),
    (float, "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "keys with values"),
)


class Unusable(Exception):
    """What is wrong with the value that is being read, in one sentence: `str` is English.

    Where strangers may meet it, its text is `marked`, with `{names}` for values.
    """

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(ENGLISH.say(text, **values))


@dataclass(frozen=True, slots=True)
class Place:
    """A value, where it stands in the document, and where its faults are collected."""

    value: object
    path: Path
    faults: list[Fault]

    def at(self, step: str | int, value: object) -> "Place":
        return Place(value, (*self.path, step), self.faults)

    def note(self, message: str) -> None:
        self.faults.append(Fault(self.path, message))

    def read(self, reader: Reader[T], default: D) -> T | D:
        """What the reader makes of this place; `default` when it is unusable, which is noted."""
        if self.value is LOST:
            return default
        try:
            return reader(self)
        except Unusable as why:
            self.note(str(why))
            return default

    def fields(self, known: Sequence[str]) -> "Fields":
        """This mapping, to be read key by key; keys that aren't known are noted here and now."""
        if not isinstance(self.value, dict):
            raise Unusable(f"This must be keys with values, but it is {kind_of(self.value)}.")
        misspelt = {
            meant
            for key, value in self.value.items()
            if key not in known and (meant := _refuse_key(self.at(str(key), value), key, known))
        }
        return Fields(self, self.value, frozenset(misspelt))

    def items(self) -> list["Place"]:
        if not isinstance(self.value, list):
            raise Unusable(
                f"This must be a list, but it is {kind_of(self.value)}; "
                'begin each item with "- " on a line of its own.'
            )
        return [self.at(index, item) for index, item in enumerate(self.value)]


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with known keys. A key without a value counts as left out.

    `misspelt` are the keys that an unknown one was taken for: they aren't called missing as well.
    """

    place: Place
    values: Mapping[object, object]
    misspelt: frozenset[str]

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def at(self, key: str) -> Place:
        return self.place.at(key, self.values.get(key))

    def read(self, key: str, reader: Reader[T], default: D) -> T | D:
        """The value of `key`, or `default` when it is left out or unusable."""
        return self.at(key).read(reader, default) if key in self else default

    def need(self, key: str, reader: Reader[T], *, wanted: str, default: D) -> T | D:
        """The value of a key that must be there; without it, `wanted` says what to write."""
        if key not in self and key not in self.misspelt:
            self.at(key).note(f'"{key}" is missing; write {wanted}.')
        return self.read(key, reader, default)


def list_of(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A reader of lists, which leaves out the items that are unusable."""

    def read(place: Place) -> tuple[T, ...]:
        items = [item.read(reader, None) for item in place.items()]
        return tuple(item for item in items if item is not None)

    return read


def kind_of(value: object) -> str:
    """What somebody who doesn't program calls such a value."""
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "a date or time")


def quoted(text: str) -> str:
    """The text as a fault repeats it: on one line, and not at any length."""
    plain = " ".join(text.split())
    return f'"{plain if len(plain) <= QUOTED_AT_MOST else plain[: QUOTED_AT_MOST - 1] + "…"}"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, whatever its case."""
    by_folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else None


def _refuse_key(place: Place, key: object, known: Sequence[str]) -> str | None:
    """Note that the key isn't known; returns the key that was probably meant."""
    if not isinstance(key, str):
        place.note(f"This key is {kind_of(key)}; put quotes around it, or take it out.")
        return None
    meant = nearest(key, known)
    if meant:
        place.note(f'{quoted(key)} isn\'t known here; did you mean "{meant}"?')
    else:
        place.note(f"{quoted(key)} isn't known here; the keys are {', '.join(known)}.")
    return meant
