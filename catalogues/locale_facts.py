"""What Babel knows of a language, as chalicelib.words.facts keeps it."""

import json
import re
from dataclasses import asdict

from babel import Locale
from babel.core import get_global

from chalicelib.words.facts import Facts

# English as candor writes it: 22 November 2026, no comma before "and".
_CLDR = {"en": "en_GB"}
_OWN_NAME = {"en": "English"}

_FIELDS = {
    "d": "{day}",
    "dd": "{day:02}",
    "M": "{month}",
    "MM": "{month:02}",
    "MMM": "{month_short}",
    "MMMM": "{month_name}",
    "y": "{year}",
    "H": "{hour}",
    "HH": "{hour:02}",
    "mm": "{minute:02}",
}
_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*")


def locale(code: str) -> Locale:
    """Babel's locale for a language of ours."""
    return Locale.parse(_CLDR.get(code, code), sep="-" if "-" in code else "_")


def facts(code: str) -> Facts:
    """All that pages need of the language's locale."""
    known = locale(code)
    skeletons, lists = known.datetime_skeletons, known.list_patterns["standard"]
    symbols = known.number_symbols["latn"]
    _, script, country = get_global("likely_subtags")[known.language].split("_")
    home = Locale(known.language, known.territory or country)
    own_name = _OWN_NAME.get(code) or known.get_display_name() or code
    return Facts(
        name=own_name[0].upper() + own_name[1:],
        locale=str(home),
        direction=known.text_direction,
        is_latin=script == "Latn",
        months=_months(known, "wide"),
        months_short=_months(known, "abbreviated"),
        weekdays=_weekdays(known, "wide"),
        weekdays_short=_weekdays(known, "abbreviated"),
        first_weekday=home.first_week_day,
        date=for_format(known.date_formats["long"].pattern),
        short_date=for_format(skeletons["MMMd"].pattern),
        month=for_format(skeletons["yMMMM"].pattern),
        time=for_format(skeletons["Hm"].pattern),
        date_and_time=str(known.datetime_formats["medium"]),
        list_two=lists["2"],
        list_start=lists["start"],
        list_middle=lists["middle"],
        list_end=lists["end"],
        decimal=symbols["decimal"],
        group=symbols["group"],
        percent=known.percent_formats[None].pattern.replace("#,##0", "{0}"),
    )


def facts_json(code: str) -> str:
    """The facts as they are shipped."""
    return json.dumps(asdict(facts(code)), ensure_ascii=False, indent=1) + "\n"


def for_format(pattern: str) -> str:
    """A CLDR pattern (d 'de' MMMM) as one for `str.format` ({day} de {month_name}).

    https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
    """
    return _TOKEN.sub(lambda m: m[1] if m[1] is not None else _FIELDS[m[0]], pattern)


def _months(known: Locale, width: str) -> tuple[str, ...]:
    return tuple(known.months["format"][width][month] for month in range(1, 13))


def _weekdays(known: Locale, width: str) -> tuple[str, ...]:
    return tuple(known.days["stand-alone"][width][day] for day in range(7))
