"""The alphabet of SMS by its codes, as the standard's own table has them.

3GPP TS 23.038, 6.2.1 and 6.2.1.1. It is written out here once more, so that an SMS isn't held
against the very table by which it was made.
"""

_ESCAPE = 0x1B
_DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION = {
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_CODES = {char: (code,) for code, char in enumerate(_DEFAULT) if code != _ESCAPE} | {
    char: (_ESCAPE, code) for code, char in _EXTENSION.items()
}
# All that a text on one line can have but blanks.
LETTERS = frozenset(char for char in _CODES if not char.isspace())


def encoded(text: str) -> bytes:
    """The text's septets, one a byte. Raises KeyError for what isn't in the alphabet."""
    return bytes(septet for char in text for septet in _CODES[char])
