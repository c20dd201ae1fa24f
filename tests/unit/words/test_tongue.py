"""Each language as people who speak it write it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from catalogues.locale_facts import locale
from chalicelib.words import ENGLISH, LANGUAGES, tongue

AT = datetime(2026, 11, 2, 8, 5, tzinfo=UTC)
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
every_language = pytest.mark.parametrize("code", LANGUAGES)


def test_only_languages_that_there_are_are_spoken() -> None:
    with pytest.raises(ValueError, match="no words in 'tlh'; there are in en, de, fr"):
        tongue("tlh")


def test_a_language_is_made_once() -> None:
    assert tongue("de") is tongue("de")
    assert tongue("en") is ENGLISH


@pytest.mark.parametrize(
    ("code", "name", "of_open_graph"),
    [
        ("en", "English", "en_GB"),
        ("de", "Deutsch", "de_DE"),
        ("fr", "Français", "fr_FR"),
        ("es", "Español", "es_ES"),
        ("pt-BR", "Português (Brasil)", "pt_BR"),
        ("ja", "日本語", "ja_JP"),
    ],
)
def test_a_language_is_called_by_its_own_name(code: str, name: str, of_open_graph: str) -> None:
    spoken = tongue(code)
    assert (spoken.name, spoken.locale, spoken.direction) == (name, of_open_graph, "ltr")


@pytest.mark.parametrize(
    ("code", "day", "short", "month", "moment"),
    [
        ("en", "2 November 2026", "2 Nov", "November 2026", "2 November 2026, 09:05 CET"),
        ("de", "2. November 2026", "2. Nov.", "November 2026", "2. November 2026, 09:05 CET"),
        ("fr", "2 novembre 2026", "2 nov.", "novembre 2026", "2 novembre 2026, 09:05 CET"),
        (
            "es",
            "2 de noviembre de 2026",
            "2 nov",
            "noviembre de 2026",
            "2 de noviembre de 2026, 9:05 CET",
        ),
        (
            "pt-BR",
            "2 de novembro de 2026",
            "2 de nov.",
            "novembro de 2026",
            "2 de novembro de 2026 09:05 CET",
        ),
        ("ja", "2026年11月2日", "11月2日", "2026年11月", "2026年11月2日 9:05 CET"),
    ],
)
def test_dates_are_written_as_the_language_does(
    code: str, day: str, short: str, month: str, moment: str
) -> None:
    spoken, on = tongue(code), AT.date()
    assert (spoken.day(on), spoken.date(AT, "Etc/UTC")) == (day, day)
    assert (spoken.short_date(on), spoken.month(on)) == (short, month)
    assert spoken.date_and_time(AT, "Europe/Berlin") == moment


@every_language
@given(day=st.dates())
def test_every_date_is_as_unicode_has_it(code: str, day: date) -> None:
    """Babel writes by the same patterns, by other code."""
    written = format_date(day, "long", locale=locale(code))
    assert tongue(code).day(day) == written


def test_a_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert tongue("de").date(late, "Asia/Tokyo") == "3. November 2026"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ["A", "A and B", "A, B and C", "A, B, C and D"]),
        ("de", ["A", "A und B", "A, B und C", "A, B, C und D"]),
        ("fr", ["A", "A et B", "A, B et C", "A, B, C et D"]),
        ("es", ["A", "A y B", "A, B y C", "A, B, C y D"]),
        ("pt-BR", ["A", "A e B", "A, B e C", "A, B, C e D"]),
        ("ja", ["A", "A、B", "A、B、C", "A、B、C、D"]),
    ],
)
def test_names_are_listed_as_the_language_does(code: str, texts: list[str]) -> None:
    assert [tongue(code).listed("ABCD"[:count]) for count in (1, 2, 3, 4)] == texts


@every_language
@given(names=st.lists(st.text(), max_size=8))
def test_a_list_is_as_unicode_has_it_whatever_is_in_it(code: str, names: list[str]) -> None:
    # Babel fills in the names one after the other: braces in one would catch the next.
    if not any("{" in name for name in names):
        assert tongue(code).listed(names) == format_list(names, locale=locale(code))
    assert all(name in tongue(code).listed(names) for name in names)


@pytest.mark.parametrize(
    ("code", "number", "percent"),
    [
        ("en", "8,757.50", "99.96%"),
        ("de", "8.757,50", f"99,96{NBSP}%"),
        ("fr", f"8{NARROW}757,50", f"99,96{NBSP}%"),
        ("es", "8.757,50", f"99,96{NBSP}%"),
        ("pt-BR", "8.757,50", "99,96%"),
        ("ja", "8,757.50", "99.96%"),
    ],
)
def test_numbers_have_the_languages_signs(code: str, number: str, percent: str) -> None:
    spoken = tongue(code)
    assert spoken.number(8757.5, 2) == number
    assert spoken.percent(Decimal("99.96")) == spoken.percent("99.96") == percent


@every_language
@given(value=st.decimals(0, 100_000, places=3))
def test_a_percentage_keeps_every_digit_and_rounds_none(code: str, value: Decimal) -> None:
    written = format_percent(
        value / 100, "#,##0.000" + locale(code).percent_formats[None].pattern[5:], locale(code)
    )
    assert tongue(code).percent(value) == written
    assert tongue(code).number(value, 3) == format_decimal(value, "#,##0.000", locale(code))


def test_99_999_percent_are_never_100() -> None:
    assert [tongue(code).percent("99.999")[:6] for code in ("en", "de")] == ["99.999", "99,999"]
    assert ENGLISH.percent("100") == "100%"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ["less than a minute", "1 minute", "2 minutes", "1 hour and 5 minutes", "2 days"]),
        ("de", ["weniger als eine Minute", "1 Minute", "2 Minuten", "1 Stunde und 5 Minuten"]),
        ("fr", ["moins d’une minute", "1 minute", "2 minutes", "1 heure et 5 minutes"]),
        ("es", ["menos de un minuto", "1 minuto", "2 minutos", "1 hora y 5 minutos", "2 días"]),
        ("pt-BR", ["menos de um minuto", "1 minuto", "2 minutos", "1 hora e 5 minutos", "2 dias"]),
        ("ja", ["1分未満", "1分", "2分", "1時間5分", "2日"]),
    ],
)
def test_durations_are_told_with_the_languages_plurals(code: str, texts: list[str]) -> None:
    minutes = (0.5, 1, 2, 65, 2 * 24 * 60)
    told = [tongue(code).duration(timedelta(minutes=each)) for each in minutes]
    assert told[: len(texts)] == texts


@pytest.mark.parametrize(
    ("code", "first", "names"),
    [("en", 0, "Mon Tue"), ("de", 0, "Mo Di"), ("pt-BR", 6, "dom. seg."), ("ja", 6, "日 月")],
)
def test_weeks_begin_where_the_language_begins_them(code: str, first: int, names: str) -> None:
    spoken = tongue(code)
    assert spoken.first_weekday == first
    assert len(spoken.weekdays) == len(spoken.weekday_names) == 7
    assert list(spoken.weekdays[:2]) == names.split()


def test_weekdays_have_full_names_in_the_same_order() -> None:
    assert tongue("pt-BR").weekday_names[0] == "domingo"
    assert tongue("de").weekday_names[0] == "Montag"


@every_language
def test_what_has_no_translation_is_said_in_english(code: str) -> None:
    assert tongue(code).say("A phrase that nobody wrote down, {name}", name="x").endswith(", x")
    assert tongue(code).say("") == ""


def test_braces_in_a_value_are_just_braces() -> None:
    assert tongue("de").say("Started: {time}", time="{0} {time}").endswith("{0} {time}")
    assert ENGLISH.say("as it is: {}") == "as it is: {}"
