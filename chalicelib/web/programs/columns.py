"""Text for a terminal: as wide as it looks, and nothing in it that a terminal would obey."""

import unicodedata
from collections.abc import Iterator


def printable(text: str) -> str:
    """The text in one line, without control characters and marks that turn its direction."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def width(text: str) -> int:
    """How many columns it takes; Chinese and Japanese characters take two, accents none."""
    return sum(_width_of(character) for character in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces up to that column."""
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int, indent: str = "") -> list[str]:
    """Lines of at most so many columns; words are broken only when they are longer than that."""
    room = columns - width(indent)
    lines = [""]
    for word in printable(text).split():
        for piece in _pieces(word, room):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return [indent + line for line in lines]


def _pieces(word: str, room: int) -> Iterator[str]:
    """The word, or parts of it that fit."""
    piece = ""
    for character in word:
        if piece and width(piece) + _width_of(character) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def _width_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
