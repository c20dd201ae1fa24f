"""What is known of a language besides its words. `make words` writes it down, from Unicode's CLDR.

Patterns are for `str.format`: dates know `day`, `month`, `month_name`, `month_short` and `year`,
times `hour` and `minute`, and the others take what they join by its position.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "locales"

# By their codes in addresses; English is what the phrases themselves are written in.
LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "ja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How a language writes things. Months start with January, weekdays with Monday.

    `name` is its own name for itself, `locale` the country's that it is most at home in, de_DE.
    `first_weekday` is where its weeks begin: 0 for Monday. A list of more than two is built
    from its end: `list_end`, then `list_middle`, `list_start`.
    """

    name: str
    locale: str
    direction: str  # "ltr" or "rtl"
    is_latin: bool  # whether it is written in Latin letters
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    first_weekday: int
    date: str
    short_date: str
    month: str
    time: str
    date_and_time: str
    list_two: str
    list_start: str
    list_middle: str
    list_end: str
    decimal: str
    group: str
    percent: str


def folder(code: str) -> Path:
    """Where the language's files are; gettext writes pt_BR for what addresses call pt-BR."""
    return LOCALES / code.replace("-", "_")


@cache
def facts_of(code: str) -> Facts:
    """What is known of the language with that code, one of LANGUAGES."""
    known: dict[str, Any] = json.loads((folder(code) / "facts.json").read_text(encoding="utf-8"))
    lists = {key: tuple(value) for key, value in known.items() if isinstance(value, list)}
    return Facts(**(known | lists))
