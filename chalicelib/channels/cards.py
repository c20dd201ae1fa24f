"""Cards: what is said in a chat, before it takes the form of one service."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from chalicelib.channels import wording
from chalicelib.domain.components import Indicator
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.page import Link
from chalicelib.words import tongue

_CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Plain text, which each service escapes in its own way.

    `sender` is whose news it is. `facts` are lines beside the words; the first of `links` leads to
    where all of it stands. `indicator` is how bad it is, None where that says nothing.
    """

    sender: str
    headline: str
    paragraphs: tuple[str, ...]
    facts: tuple[str, ...] = ()
    links: tuple[Link, ...]
    indicator: Indicator | None
    at: datetime

    @property
    def summary(self) -> str:
        """One line that says it where nothing else of the card is shown."""
        return f"[{self.sender}] {self.headline}"

    @property
    def body(self) -> str:
        return "\n\n".join(each for each in self.paragraphs if each.strip())


def card_of(outgoing: Notification | Nudge | Confirmation, link: str = "") -> Card:
    """The card; `link` leads to the subscription to news, and opens a nudge's form at once."""
    match outgoing:
        case Notification():
            return _of_news(outgoing, link)
        case Nudge():
            return _of_nudge(outgoing, link)
        case Confirmation():
            return _of_question(outgoing, link)
        case _:
            assert_never(outgoing)


def fitted(
    text: str,
    most: int,
    escape: Callable[[str], str] = str,
    measure: Callable[[str], int] | None = None,
) -> str:
    """The escaped text, or as much of its beginning as measures `most` with a "…" at its end.

    It is cut before it is escaped, so that no entity is.
    """
    size = measure or units
    whole = escape(text)
    if size(whole) <= most:
        return whole

    def cut(length: int) -> str:
        return escape(text[:length].rstrip() + _CUT)

    length = bisect_right(range(len(text)), most, key=lambda each: size(cut(each))) - 1
    return cut(max(length, 0))


def units(text: str) -> int:
    """How long JavaScript says that it is: an emoji may count as two."""
    return len(text.encode("utf-16-le")) // 2


def _of_news(news: Notification, link: str) -> Card:
    speaking = tongue(news.language)
    words = (
        speaking.say("Details, and a calendar")
        if news.ends_at
        else speaking.say("Follow this incident")
    )
    unsubscribe = (Link(speaking.say("Unsubscribe"), link),) if link else ()
    return Card(
        sender=news.page_name,
        headline=wording.headline(news),
        paragraphs=tuple(wording.paragraphs(news)),
        facts=wording.facts_of(news),
        links=(Link(words, news.url), *unsubscribe),
        indicator=news.particulars.indicator if news.particulars else None,
        at=news.at,
    )


def _of_question(asking: Confirmation, link: str) -> Card:
    speaking = tongue(asking.language)
    return Card(
        sender=asking.page_name,
        headline=speaking.say("Do you want to hear from us here?"),
        paragraphs=(wording.question(asking),),
        links=(
            Link(speaking.say("See what was chosen, and say yes"), link),
            Link(speaking.say("To the current status"), asking.page_url),
        ),
        indicator=None,
        at=asking.at,
    )


def _of_nudge(nudge: Nudge, link: str) -> Card:
    by_link = (Link("Without signing in, once, within a day", link),) if link else ()
    return Card(
        sender=f"{nudge.page_name}: team",
        headline=nudge.title,
        paragraphs=(nudge.text,),
        links=(Link("See to it", nudge.url), *by_link),
        indicator=None,
        at=nudge.at,
    )
