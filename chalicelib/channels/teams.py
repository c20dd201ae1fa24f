"""Microsoft Teams: an Adaptive Card in the envelope that a workflow takes.

https://adaptivecards.io/explorer; version 1.2 is what every one of Teams' clients shows.
"""

import json
import re
from collections.abc import Iterator, Mapping

from chalicelib.channels.bodies import Body, encoded
from chalicelib.channels.cards import Card, fitted
from chalicelib.domain.components import Indicator

# Bytes of JSON, which together stay below the 28 KB of a message.
_HEADLINE_SIZE, _BODY_SIZE, _FACTS_SIZE, _SENDER_SIZE = 1500, 16_000, 3000, 500
_COLORS: Mapping[Indicator | None, str] = {
    None: "default",
    Indicator.NONE: "good",
    Indicator.MINOR: "warning",
    Indicator.MAJOR: "attention",
    Indicator.CRITICAL: "attention",
    Indicator.MAINTENANCE: "accent",
}
# Teams' clients don't agree on backslashes: some show them. An invisible character (U+034F)
# before what Markdown means something by keeps its meaning from it, in all of them.
_JOINER = "\u034f"
_MARKUP = re.compile(r"(https?://[\w\-.~:/?#@!$&'+,;=%]+)|(?=[*_])|(?<=\])(?=\()", re.ASCII)


def body_of(card: Card) -> bytes:
    """The JSON to post."""
    content: Body = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "fallbackText": _fitted(card.summary, _HEADLINE_SIZE),
        "msteams": {"width": "full"},
        "body": list(_blocks(card)),
        "actions": [
            {"type": "Action.OpenUrl", "title": link.text, "url": link.url} for link in card.links
        ],
    }
    attachment: Body = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return encoded({"type": "message", "attachments": [attachment]})


def escaped(text: str) -> str:
    """The text with nothing in it that Markdown would change; a line break is one there, too."""
    joined = _MARKUP.sub(lambda found: found[1] or _JOINER, text)
    return re.sub(r"\n+", "\n\n", joined)


def _blocks(card: Card) -> Iterator[Body]:
    yield _block(
        _fitted(card.headline, _HEADLINE_SIZE),
        size="medium",
        weight="bolder",
        style="heading",
        color=_COLORS[card.indicator],
    )
    if card.body:
        yield _block(_fitted(card.body, _BODY_SIZE))
    if card.facts:
        yield _block(_fitted("\n".join(card.facts), _FACTS_SIZE), isSubtle=True, spacing="small")
    yield _block(_fitted(card.sender, _SENDER_SIZE), isSubtle=True, size="small")


def _block(text: str, **looks: object) -> Body:
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def _fitted(text: str, most: int) -> str:
    return fitted(text, most, escaped, _size)


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())
