"""GSM-7: the alphabet of SMS, in which 160 characters fit into one.

3GPP TS 23.038, 6.2.1: the default alphabet, and its extension, of which each takes two septets.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€")
_PLAIN = {
    "–": "-",
    "—": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "•": "-",
    "×": "x",
    "→": "->",
    "`": "'",
    "\N{ACUTE ACCENT}": "'",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "œ": "oe",
    "Œ": "OE",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
}
_UNKNOWN = "?"
_SHORTENED = "..."


def septets(text: str) -> int:
    """How much room the text takes, of which all is in the alphabet."""
    return sum(2 if char in _EXTENSION else 1 for char in text)


def spelt(text: str) -> str:
    """The text on one line in that alphabet.

    Accents that it has stay, others go; letters of other scripts become one question mark a word,
    and what is no letter at all, such as emoji, nothing.
    """
    line = "".join(_spelt(char) for char in unicodedata.normalize("NFC", " ".join(text.split())))
    while _UNKNOWN * 2 in line:
        line = line.replace(_UNKNOWN * 2, _UNKNOWN)
    return " ".join(line.split())


def fitted(text: str, room: int) -> str:
    """As much of a spelt text as takes at most so many septets, cut between words if it can be."""
    if septets(text) <= room:
        return text
    left = room - len(_SHORTENED)
    if left <= 0:
        return ""
    kept = _beginning(text, left)
    is_between = text[len(kept) : len(kept) + 1] == " "
    whole = kept if is_between else kept.rpartition(" ")[0]
    return (whole or kept).rstrip(" ,;:-") + _SHORTENED


def _spelt(char: str) -> str:
    if char in _BASIC or char in _EXTENSION:
        return " " if char.isspace() else char
    if char in _PLAIN:
        return _PLAIN[char]
    bare = unicodedata.normalize("NFKD", char)
    known = "".join(each for each in bare if each in _BASIC or each in _EXTENSION)
    if known:
        return known
    return _UNKNOWN if any(unicodedata.category(each)[0] in "LN" for each in bare) else ""


def _beginning(text: str, room: int) -> str:
    taken = 0
    for at, char in enumerate(text):
        taken += septets(char)
        if taken > room:
            return text[:at]
    return text
