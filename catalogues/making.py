"""Every file below chalicelib/words/locales, as it has to be."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog

from catalogues import phrases
from catalogues.locale_facts import facts_json
from chalicelib.words.facts import LANGUAGES

TRANSLATED = tuple(code for code in LANGUAGES if code != "en")


def made(locales: Path) -> Mapping[Path, bytes]:
    """What belongs into the folder, by path, given the translations that are there."""
    wanted = phrases.template(locales.parent.parent)
    files = {locales / f"{phrases.DOMAIN}.pot": phrases.po(wanted)}
    for code in LANGUAGES:
        files[folder(locales, code) / "facts.json"] = facts_json(code).encode()
    for code in TRANSLATED:
        path = po_path(locales, code)
        catalogue = phrases.translated(code, wanted, path)
        files[path] = phrases.po(catalogue)
        files[path.with_suffix(".mo")] = phrases.mo(catalogue)
    return files


def untranslated(locales: Path) -> Mapping[str, Sequence[str]]:
    """By language, the phrases that still wait for their translation, or for a second look."""
    wanted = phrases.template(locales.parent.parent)
    return {
        code: [
            text_of(message.id)
            for message in phrases.phrases(catalogue_of(locales, code, wanted))
            if message.fuzzy or not is_complete(message.string)
        ]
        for code in TRANSLATED
    }


def catalogue_of(locales: Path, code: str, wanted: Catalog) -> Catalog:
    return phrases.translated(code, wanted, po_path(locales, code))


def po_path(locales: Path, code: str) -> Path:
    return folder(locales, code) / "LC_MESSAGES" / f"{phrases.DOMAIN}.po"


def folder(locales: Path, code: str) -> Path:
    return locales / code.replace("-", "_")


def is_complete(string: str | Sequence[str] | None) -> bool:
    """Whether each form of a translation is there."""
    forms = [string] if isinstance(string, str) else list(string or ())
    return bool(forms) and all(forms)


def text_of(message_id: str | Sequence[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
