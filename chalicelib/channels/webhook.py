"""The generic webhook: Statuspage's own body for news, a small one of ours for nudges, signed.

Atlassian documents the body: https://support.atlassian.com/statuspage/docs/enable-webhook-notifications
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from chalicelib import settings
from chalicelib.channels import wording
from chalicelib.channels.bodies import Body, encoded
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.drills import Drill
from chalicelib.domain.errors import DeliveryFailed
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.particulars import Particulars
from chalicelib.network.request import Headers
from chalicelib.wire import Wire

ID = "X-Candor-Id"
TIMESTAMP = "X-Candor-Timestamp"
SIGNATURE = "X-Signature-256"
NUDGE_VERSION = 1
CONFIRMATION_VERSION = 1
DRILL_VERSION = 1
# What only Statuspage itself does, and its clients may look for.
_PLANNED: Body = {
    "backfilled": False,
    "impact_override": None,
    "scheduled_auto_transition": True,
    "scheduled_remind_prior": False,
    "scheduled_reminded_at": None,
}
_UNPLANNED: Body = {
    **_PLANNED,
    "scheduled_auto_transition": False,
    "scheduled_for": None,
    "scheduled_until": None,
}
_OF_TWITTER: Body = {"twitter_updated_at": None, "wants_twitter_update": False}


def body_of(outgoing: Notification | Nudge | Confirmation | Drill, link: str = "") -> bytes:
    """The JSON to post, the same at each attempt.

    `link` confirms, changes and ends the subscription to the news, or opens the form that a nudge
    asks for. Raises
    DeliveryFailed for news that an earlier version wrote down.
    """
    match outgoing:
        case Notification():
            return encoded(_of_news(outgoing, link))
        case Nudge():
            return encoded(_of_nudge(outgoing, link))
        case Confirmation():
            return encoded(_of_question(outgoing, link))
        case Drill():
            return encoded(_of_drill(outgoing))
        case _:
            assert_never(outgoing)


def headers_of(sent_id: str, body: bytes, *, secret: str | None, now: datetime) -> Headers:
    """What a receiver knows a repeat by, and, with a secret, whether it is from us and recent."""
    timestamp = str(int(now.timestamp()))
    headers = ((ID, sent_id), (TIMESTAMP, timestamp))
    if not secret:  # a signature with an empty one would be anybody's
        return headers
    return (*headers, (SIGNATURE, f"sha256={signature(secret, timestamp, body)}"))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hexadecimal digits, of the timestamp, a dot and the body."""
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _of_news(news: Notification, link: str) -> Body:
    known = known_of(news)
    return {
        "meta": {
            "unsubscribe": link or known.page_url,
            "documentation": f"{known.page_url}/openapi.json",
        },
        "page": page_of(known),
        "incident": incident_of(news),
    }


def known_of(news: Notification) -> Particulars:
    """What programs want to know of it; raises DeliveryFailed where that wasn't written down."""
    if news.particulars is None:
        text = "News {id} was written by a version of Candor that had no webhooks."
        raise DeliveryFailed(text, permanent=True, id=news.id)
    return news.particulars


def page_of(known: Particulars) -> Body:
    """The page as it was with the news."""
    return {
        "id": settings.page_id(),
        "status_indicator": known.page_status.indicator.value,
        "status_description": known.page_status.description,
    }


def incident_of(news: Notification) -> Body:
    """Statuspage's object of what is told, with the one update that is the news.

    Raises DeliveryFailed, as `known_of` does.
    """
    known = known_of(news)
    return _incident(known, _wire(known, news.time_zone))


def _wire(known: Particulars, time_zone: str) -> Wire:
    rows = {each.component_id: each for each in known.components}

    def components(component_ids: Iterable[str]) -> list[Body]:
        chosen = set(component_ids)
        return [
            {"id": key, "name": each.name, "status": each.status.value}
            for key, each in rows.items()
            if key in chosen
        ]

    return Wire(
        page_id=settings.page_id(),
        page_url=known.page_url,
        time_zone=time_zone,
        components=components,
        groups={},
    )


def _incident(known: Particulars, wire: Wire) -> Body:
    """A maintenance is an incident here, with its window, as with Statuspage."""
    told = known.told
    if isinstance(told, Maintenance):
        body = _PLANNED | wire.maintenance(told)
    else:
        override = told.impact_override
        body = _UNPLANNED | wire.incident(told)
        body["impact_override"] = override.value if override else None
    updates = [row | _OF_TWITTER for row in wire.updates(told)]
    return body | wire.postmortem(told) | {"incident_updates": updates}


def _of_nudge(nudge: Nudge, link: str) -> Body:
    return {
        "version": NUDGE_VERSION,
        "nudge": {
            "id": nudge.id,
            "concern": nudge.concern.value,
            "told_id": nudge.told_id,
            "page": {"id": settings.page_id(), "name": nudge.page_name},
            "title": nudge.title,
            "text": nudge.text,
            "url": nudge.url,
            "link": link or None,
            "at": nudge.at.isoformat(),
        },
    }


def _of_question(asking: Confirmation, link: str) -> Body:
    return {
        "version": CONFIRMATION_VERSION,
        "confirmation": {
            "id": asking.id,
            "page": {
                "id": settings.page_id(),
                "name": asking.page_name,
                "url": asking.page_url,
            },
            "text": wording.question(asking),
            "url": link,
            "secret": asking.secret or None,
            "at": asking.at.isoformat(),
        },
    }


def _of_drill(drill: Drill) -> Body:
    return {"version": DRILL_VERSION, "drill": {"id": drill.id, "at": drill.at.isoformat()}}
