"""What was written of an incident or a maintenance, for programs and for notices: plain text.

Pages have it as HTML, by the templates updates.html and told.html.
"""

from collections.abc import Iterator

from chalicelib import markdown
from chalicelib.domain.incidents import IncidentUpdate, Text, text_of
from chalicelib.domain.remarks import aspect_words, labelled
from chalicelib.words import Tongue


def body_of(update: IncidentUpdate, language: str) -> Text:
    """The update's words in the language, or as they were written; without Markdown."""
    told = text_of(update, language)
    return Text(plain(told.text, update), told.language)


def whole_of(update: IncidentUpdate, tongue: Tongue) -> Text:
    """The same with the labelled lines below it."""
    body = body_of(update, tongue.code)
    return Text("\n\n".join((body.text, *_lines(update, tongue))), body.language)


def plain(written: str, update: IncidentUpdate) -> str:
    """Some words of that update without Markdown; what our checks say has none."""
    return written if update.is_automatic else markdown.plain_of(written)


def _lines(update: IncidentUpdate, tongue: Tongue) -> Iterator[str]:
    labels = aspect_words(tongue)
    for aspect, written in update.aspects.items():
        yield labelled(labels[aspect], plain(written, update), tongue)
