"""Slack's incoming webhooks: Block Kit, and a text for notifications and screen readers.

https://docs.slack.dev/reference/block-kit/blocks has the limits.
"""

import re
from collections.abc import Iterator

from chalicelib.channels.bodies import Body, encoded
from chalicelib.channels.cards import Card, fitted

HEADER_LENGTH, SECTION_LENGTH, BUTTON_LENGTH = 150, 3000, 75
_SUMMARY_LENGTH, _CONTEXT_LENGTH = 1000, 2000
# In text that is escaped: an ampersand in an address has become "&amp;".
_ADDRESS = re.compile(r"https?://\w(?:[\w\-.~:/?#@!$'*+,=%]|&amp;)*…?", re.ASCII)


def body_of(card: Card) -> bytes:
    """The JSON to post."""
    return encoded(
        {
            "text": fitted(card.summary, _SUMMARY_LENGTH, escaped),
            # Else Slack itself would open the links, one of which may work only once.
            "unfurl_links": False,
            "unfurl_media": False,
            "blocks": list(_blocks(card)),
        }
    )


def escaped(text: str) -> str:
    """The text for mrkdwn, in which nothing but whole addresses is a link, and nobody mentioned."""
    bare = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ADDRESS.sub(_linked, bare)


def _linked(found: re.Match[str]) -> str:
    """What ends the sentence isn't part of it; one that was cut off would lead elsewhere."""
    if found[0].endswith("…"):
        return found[0]
    address = found[0].rstrip(".,:!?'")
    return f"<{address}>{found[0][len(address) :]}"


def _blocks(card: Card) -> Iterator[Body]:
    yield {"type": "header", "text": _plain(card.headline, HEADER_LENGTH)}
    if card.body:
        yield {"type": "section", "text": _mrkdwn(card.body, SECTION_LENGTH)}
    if card.facts:
        yield _context("\n".join(card.facts))
    yield {
        "type": "actions",
        "elements": [
            {"type": "button", "text": _plain(link.text, BUTTON_LENGTH), "url": link.url}
            for link in card.links
        ],
    }
    yield _context(card.sender)


def _context(text: str) -> Body:
    return {"type": "context", "elements": [_mrkdwn(text, _CONTEXT_LENGTH)]}


def _mrkdwn(text: str, most: int) -> Body:
    """`verbatim`, or else Slack would look for names of people and channels in it."""
    return {"type": "mrkdwn", "text": fitted(text, most, escaped), "verbatim": True}


def _plain(text: str, most: int) -> Body:
    return {"type": "plain_text", "text": fitted(text, most), "emoji": False}
