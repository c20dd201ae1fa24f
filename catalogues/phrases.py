"""From the phrases in code and templates to the catalogues that translators fill."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from catalogues.locale_facts import locale

DOMAIN = "candor"
_ONE, _MANY = (1,), (1, 2)
_KEYWORDS = {
    "say": _ONE,
    "say_n": _MANY,
    "_counted": _MANY,
    "marked": _ONE,
    "marked_n": _MANY,
    "_": _ONE,
    "n_": _MANY,
}
_SOURCES = {"**/*.py": "python", "**/*.html": "jinja2", "**/*.txt": "jinja2", "**/*.xml": "jinja2"}
_COMMENT = "Translators:"
_WIDTH = 100


class _Catalogue(Catalog):
    """One whose header tells what programs need, and no date: the same words, the same file."""

    def _headers(self) -> list[tuple[str, str]]:
        language = [] if self.locale is None else [("Language", str(self.locale_identifier))]
        plurals = [] if self.locale is None else [("Plural-Forms", self.plural_forms)]
        return [
            ("Project-Id-Version", "Candor"),
            *language,
            *plurals,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    mime_headers = property(_headers, Catalog._set_mime_headers)


def template(chalicelib: Path) -> Catalog:
    """Every phrase in the code and the templates, untranslated."""
    made = _empty(None)
    for path, method in _sources(chalicelib):
        with path.open("rb") as file:
            found = list(extract(method, file, _KEYWORDS, (_COMMENT,), {"silent": "false"}))
        place = (path.relative_to(chalicelib.parent).as_posix(), 1)
        for _, message, comments, context in found:
            made.add(message, None, [place], auto_comments=comments, context=context)
    return made


def translated(code: str, wanted: Catalog, written: Path) -> Catalog:
    """The catalogue of the language: what `written` has of the phrases that are wanted.

    Phrases that are new, or changed, are there without a translation; old ones are gone.
    """
    made = _empty(code)
    before = _read(written)
    for message in wanted:
        if message.id:
            known = before.get(message.id, message.context) if before else None
            made.add(
                message.id,
                known.string if known else None,
                message.locations,
                flags=known.flags if known else (),
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else (),
                context=message.context,
            )
    return made


def phrases(catalogue: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in catalogue if message.id)


def po(catalogue: Catalog) -> bytes:
    """As people read and write it; where a phrase stands is said without lines, which move."""
    file = BytesIO()
    write_po(file, catalogue, width=_WIDTH, sort_output=True, include_lineno=False)
    return file.getvalue()


def mo(catalogue: Catalog) -> bytes:
    """As gettext reads it."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _empty(code: str | None) -> Catalog:
    title = f"# Candor in {code}." if code else "# Candor's phrases, for translators."
    comment = f"{title} Translate here, then run `make words`."
    return _Catalogue(locale(code) if code else None, DOMAIN, header_comment=comment, fuzzy=False)


def _read(written: Path) -> Catalog | None:
    if not written.exists():
        return None
    with written.open("rb") as file:
        return read_po(file)


def _sources(chalicelib: Path) -> Iterator[tuple[Path, str]]:
    for pattern, method in _SOURCES.items():
        for path in sorted(chalicelib.glob(pattern)):
            yield path, method
