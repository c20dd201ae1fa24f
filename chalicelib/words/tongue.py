"""A language as one speaks it: phrases in it, and dates, lists and numbers as it writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, reduce
from gettext import GNUTranslations, NullTranslations
from typing import TypeAlias
from zoneinfo import ZoneInfo

from chalicelib.words.facts import LANGUAGES, Facts, facts_of, folder

Day: TypeAlias = date  # Tongue has a `date` of its own


def marked(text: str) -> str:
    """The text itself, noted as a phrase for translators: for tables that `say` reads from."""
    return text


def marked_n(one: str, many: str) -> tuple[str, str]:
    """As `marked`, for `say_n`."""
    return one, many


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language. `code` is what addresses call it, `direction` is "ltr" or "rtl"."""

    code: str

    @property
    def facts(self) -> Facts:
        """How it writes things; read from its file when first asked for."""
        return facts_of(self.code)

    @property
    def name(self) -> str:
        """What the language calls itself: Deutsch."""
        return self.facts.name

    @property
    def direction(self) -> str:
        return self.facts.direction

    @property
    def locale(self) -> str:
        """As the Open Graph protocol names it: de_DE."""
        return self.facts.locale

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters."""
        return self.facts.is_latin

    def say(self, text: str, **values: object) -> str:
        """The phrase in this language; `{name}` in it becomes the value of that name.

        Phrases are written in English, whole sentences, so that translators can turn them
        around. One without a translation stays English.
        """
        said = self.phrase(text)
        return said.format(**values) if values else said

    def say_n(self, one: str, many: str, n: int, **values: object) -> str:
        """The phrase for `n` things; `{n}` in it is the number as this language writes it."""
        return self.phrase_n(one, many, n).format(n=self.number(n), **values)

    def phrase(self, text: str) -> str:
        """The phrase as translators wrote it, with its `{names}`."""
        return _catalogue(self.code).gettext(text) if text else ""

    def phrase_n(self, one: str, many: str, n: int) -> str:
        """As `phrase`, for `n` things."""
        return _catalogue(self.code).ngettext(one, many, n)

    def sentences(self, *sentences: str) -> str:
        """Whole sentences as one paragraph."""
        return reduce(
            lambda first, second: self.say("{first} {second}", first=first, second=second),
            sentences,
        )

    def listed(self, names: Sequence[str]) -> str:
        """The names as in a sentence: A; A and B; A, B and C. None are ""."""
        match list(names):
            case []:
                return ""
            case [only]:
                return only
            case [first, second]:
                return self.facts.list_two.format(first, second)
            case [first, *middle, before_last, last]:
                ending = self.facts.list_end.format(before_last, last)
                for each in reversed(middle):
                    ending = self.facts.list_middle.format(each, ending)
                return self.facts.list_start.format(first, ending)
        raise AssertionError(names)

    def day(self, day: Day) -> str:
        """Such as 22 November 2026."""
        return self._dated(self.facts.date, day)

    def date(self, at: datetime, zone: str) -> str:
        """Such as 22 November 2026: the day in that zone."""
        return self.day(at.astimezone(ZoneInfo(zone)).date())

    def short_date(self, day: Day) -> str:
        """Such as 22 Nov."""
        return self._dated(self.facts.short_date, day)

    def month(self, day: Day) -> str:
        """Such as November 2026."""
        return self._dated(self.facts.month, day)

    def clock_time(self, at: datetime, zone: str) -> str:
        """Such as 12:03 UTC, in that zone."""
        local = at.astimezone(ZoneInfo(zone))
        time = self.facts.time.format(hour=local.hour, minute=local.minute)
        return f"{time} {local.strftime('%Z')}"

    def date_and_time(self, at: datetime, zone: str) -> str:
        """Such as 22 November 2026, 12:03 UTC, in that zone."""
        return self.facts.date_and_time.format(self.clock_time(at, zone), self.date(at, zone))

    def duration(self, span: timedelta) -> str:
        """Such as: less than a minute, 1 minute, 2 hours and 5 minutes, 3 days and 1 hour."""
        minutes = int(span.total_seconds() // 60)
        if minutes < 1:
            return self.say("less than a minute")
        days, minutes = divmod(minutes, 24 * 60)
        hours, minutes = divmod(minutes, 60)
        parts = [
            *([self._counted("{n} day", "{n} days", days)] if days else []),
            *([self._counted("{n} hour", "{n} hours", hours)] if hours else []),
            *([self._counted("{n} minute", "{n} minutes", minutes)] if minutes else []),
        ]
        if len(parts) == 1:
            return parts[0]
        return self.say("{larger} and {smaller}", larger=parts[0], smaller=parts[1])

    def number(self, value: int | float | Decimal, places: int = 0) -> str:
        """Such as 8,757 or, with two places, 8,757.50; rounded where it has more places."""
        written = f"{value:,.{places}f}"
        if self.facts.decimal == ".":
            return written.replace(",", self.facts.group)
        whole, _, fraction = written.partition(".")
        grouped = whole.replace(",", self.facts.group)
        return f"{grouped}{self.facts.decimal}{fraction}" if fraction else grouped

    def percent(self, value: Decimal | str) -> str:
        """Such as 99.96%: every digit that is given, and no other; nothing is rounded."""
        exact = Decimal(value)
        exponent = exact.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        return self.facts.percent.format(self.number(exact, places))

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The short names of the days, in the order of this language's weeks."""
        first, names = self.facts.first_weekday, self.facts.weekdays_short
        return names[first:] + names[:first]

    @property
    def weekday_names(self) -> tuple[str, ...]:
        """As `weekdays`, in full."""
        first, names = self.facts.first_weekday, self.facts.weekdays
        return names[first:] + names[:first]

    @property
    def first_weekday(self) -> int:
        """On which day weeks begin, as `calendar` counts: 0 is Monday."""
        return self.facts.first_weekday

    def _counted(self, one: str, many: str, n: int) -> str:
        """As `say_n`, with the bare digits."""
        return self.phrase_n(one, many, n).format(n=n)

    def _dated(self, pattern: str, day: Day) -> str:
        return pattern.format(
            day=day.day,
            month=day.month,
            month_name=self.facts.months[day.month - 1],
            month_short=self.facts.months_short[day.month - 1],
            year=day.year,
        )


@cache
def tongue(code: str) -> Tongue:
    """The language with that code, one of LANGUAGES."""
    if code not in LANGUAGES:
        raise ValueError(f"There are no words in {code!r}; there are in {', '.join(LANGUAGES)}.")
    return Tongue(code=code)


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    with (folder(code) / "LC_MESSAGES" / "candor.mo").open("rb") as file:
        return GNUTranslations(file)


ENGLISH = tongue("en")
