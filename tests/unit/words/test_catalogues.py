"""The catalogues are whole, and what is shipped is what `make words` makes."""

import string
from collections.abc import Iterator, Sequence

import pytest
from babel.messages.catalog import Catalog, Message
from babel.units import format_unit

from catalogues import phrases
from catalogues.locale_facts import facts, for_format, locale
from catalogues.making import TRANSLATED, catalogue_of, made, text_of, untranslated
from chalicelib.words import LANGUAGES, tongue
from chalicelib.words.facts import LOCALES

AGAIN = "run `make words`"
NUMBERS = (0, 1, 2, 5, 21, 1_000_000)
every_translation = pytest.mark.parametrize("code", TRANSLATED)


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return phrases.template(LOCALES.parent.parent)


def forms(string_or_forms: object) -> list[str]:
    if isinstance(string_or_forms, str):
        return [string_or_forms]
    assert isinstance(string_or_forms, Sequence)
    return [str(each) for each in string_or_forms]


def names_in(text: str) -> set[str]:
    """The placeholders in a phrase; raises ValueError for a brace that is not one."""
    fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    assert all(name.isidentifier() for name in fields), text
    return set(fields)


def translations(code: str, wanted: Catalog) -> Iterator[Message]:
    return phrases.phrases(catalogue_of(LOCALES, code, wanted))


def test_what_is_shipped_is_what_the_command_makes() -> None:
    stale = [
        path.relative_to(LOCALES).as_posix()
        for path, content in made(LOCALES).items()
        if not path.exists() or path.read_bytes() != content
    ]
    assert stale == [], AGAIN


def test_nothing_else_is_shipped() -> None:
    known = set(made(LOCALES))
    assert {path for path in LOCALES.rglob("*") if path.is_file()} == known


def test_the_same_words_make_the_same_files() -> None:
    assert made(LOCALES) == made(LOCALES)


def test_every_phrase_is_translated_into_every_language() -> None:
    assert untranslated(LOCALES) == {code: [] for code in TRANSLATED}


def test_english_is_written_in_the_code_and_all_else_translated() -> None:
    assert {"en", *TRANSLATED} == set(LANGUAGES)


def test_phrases_have_only_names_in_braces(wanted: Catalog) -> None:
    for message in phrases.phrases(wanted):
        for text in forms(message.id):
            names_in(text)


@every_translation
def test_a_translation_has_the_placeholders_of_its_phrase(code: str, wanted: Catalog) -> None:
    """A form for one thing may leave out the number, as in "an hour"."""
    for message in translations(code, wanted):
        asked = {name for text in forms(message.id) for name in names_in(text)}
        for text in forms(message.string):
            assert asked - {"n"} <= names_in(text) <= asked, text_of(message.id)


@every_translation
def test_a_translation_keeps_what_frames_its_phrase(code: str, wanted: Catalog) -> None:
    """Blanks at its ends, and whether it is a sentence with a full stop or goes on within one."""
    for message in translations(code, wanted):
        for source, text in zip(forms(message.id)[-1:] * 9, forms(message.string), strict=False):
            assert text == text.strip() or source != source.strip(), source
            assert text.endswith((".", "。")) == source.endswith("."), (source, text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_saying_never_fails_in_any_language(code: str, wanted: Catalog) -> None:
    spoken = tongue(code)
    for message in phrases.phrases(wanted):
        texts = forms(message.id)
        values = {name: "{x}" for text in texts for name in names_in(text)}
        if len(texts) == 1:
            said = spoken.say(texts[0], **values)
            assert said.count("{x}") >= len(values) or not values
        else:
            others = {name: value for name, value in values.items() if name != "n"}
            for number in NUMBERS:
                said = spoken.say_n(texts[0], texts[1], number, **others)
                assert said.count("{x}") >= len(others)


@pytest.mark.parametrize("code", ["de", "fr", "es"])  # of the others Babel has no long names
@pytest.mark.parametrize("unit", ["day", "hour", "minute"])
def test_units_are_those_of_unicode(code: str, unit: str) -> None:
    """An independent source of the plurals, but for the kind of blank between."""
    for number in (1, 2, 5):
        written = format_unit(number, f"duration-{unit}", "long", locale=locale(code).language)
        ours = tongue(code).say_n(f"{{n}} {unit}", f"{{n}} {unit}s", number)
        assert ours.split() == written.split()


@pytest.mark.parametrize(
    ("pattern", "converted"),
    [
        ("d MMMM y", "{day} {month_name} {year}"),
        ("d 'de' MMM", "{day} de {month_short}"),
        ("dd.MM.y", "{day:02}.{month:02}.{year}"),
        ("H:mm", "{hour}:{minute:02}"),
        ("y年M月d日", "{year}年{month}月{day}日"),
    ],
)
def test_patterns_of_unicode_become_patterns_of_python(pattern: str, converted: str) -> None:
    assert for_format(pattern) == converted


def test_a_language_that_runs_from_right_to_left_is_known_as_one() -> None:
    hebrew = facts("he")
    assert (hebrew.direction, hebrew.is_latin, hebrew.first_weekday) == ("rtl", False, 6)


def test_a_pattern_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError):
        for_format("EEEE d")
