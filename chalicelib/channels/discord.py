"""Discord's webhooks: one embed, which mentions nobody.

https://docs.discord.com/developers/resources/message#embed-object has the limits.
"""

import re
from collections.abc import Mapping

from chalicelib.channels.bodies import Body, encoded
from chalicelib.channels.cards import Card, fitted, units
from chalicelib.domain.components import Indicator

TITLE_LENGTH, DESCRIPTION_LENGTH = 256, 4096
_FACTS_LENGTH, _SENDER_LENGTH = 1000, 200
_COLORS: Mapping[Indicator, int] = {
    Indicator.NONE: 0x2ECC71,
    Indicator.MINOR: 0xF1C40F,
    Indicator.MAJOR: 0xE67E22,
    Indicator.CRITICAL: 0xE74C3C,
    Indicator.MAINTENANCE: 0x3498DB,
}
# A backslash in an address would become a part of it.
_MARKUP = re.compile(r"(https?://[\w\-.:/?#!$&'+,;=%]+)|([\\*_~`|<>\[\]#@])", re.ASCII)


def body_of(card: Card) -> bytes:
    """The JSON to post."""
    embed: Body = {
        "title": fitted(card.headline, TITLE_LENGTH, escaped),
        "url": card.links[0].url,
        "description": _description(card),
        "timestamp": card.at.isoformat(),
        "footer": {"text": fitted(card.sender, _SENDER_LENGTH)},
    }
    if card.indicator is not None:
        embed["color"] = _COLORS[card.indicator]
    # Nothing that anybody writes calls @everyone, a role or a person.
    return encoded({"embeds": [embed], "allowed_mentions": {"parse": []}})


def escaped(text: str) -> str:
    """The text with nothing in it that Markdown would change, and no mention."""
    return _MARKUP.sub(lambda found: found[1] or f"\\{found[2]}", text)


def _description(card: Card) -> str:
    """The words, and below them what is never cut away in favour of them."""
    facts = fitted("\n".join(card.facts), _FACTS_LENGTH, escaped)
    # The first is that of the title.
    links = "\n".join(f"{link.text}: {link.url}" for link in card.links[1:])
    below = "".join(f"\n\n{each}" for each in (facts, links) if each)
    return fitted(card.body, DESCRIPTION_LENGTH - units(below), escaped) + below
