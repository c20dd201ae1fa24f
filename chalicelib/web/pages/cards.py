"""What a chat shows of a link: title and description, with the state in words."""

from dataclasses import dataclass

from chalicelib.domain.headline import headline
from chalicelib.domain.incidents import Incident, name_of
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.snapshot import View
from chalicelib.domain.wording import stage_words
from chalicelib.said import body_of
from chalicelib.web.programs.columns import printable
from chalicelib.words import Tongue

_LONGEST = 200  # more is cut by whoever shows it, amid a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`url` is absolute; `site` is the page's name. For templates/cards.html."""

    title: str
    description: str
    url: str
    site: str


def page_card(view: View, tongue: Tongue, path: str = "/", title: str = "") -> Card:
    """Of the page, or of one below it at `path` (with its language's code): how things are."""
    name = view.snapshot.page.name
    return Card(
        title=f"{name}: {title}" if title else name,
        description=headline(view, tongue).words,
        url=f"{view.snapshot.url}{path}",
        site=name,
    )


def told_card(view: View, told: Incident | Maintenance, tongue: Tongue, path: str) -> Card:
    """Of an incident or a maintenance: its stage and its name, and the newest that was said."""
    stage = stage_words(tongue)[told.stage]
    name = name_of(told, tongue.code).text
    return Card(
        title=f"{stage}: {name}",
        description=_short(body_of(told.updates[-1], tongue.code).text),
        url=f"{view.snapshot.url}{path}",
        site=view.snapshot.page.name,
    )


def _short(text: str) -> str:
    """In one line, cut between words where it is long."""
    whole = printable(text)
    if len(whole) <= _LONGEST:
        return whole
    cut = whole[:_LONGEST]
    return f"{cut.rpartition(' ')[0] or cut}…"
