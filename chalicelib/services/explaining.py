"""Explaining: what a dead letter asks for, in words, and why doing it today would be of no use.

No address is shown, and of a URL the host alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import assert_never

from chalicelib.domain.confirmations import TRIED_FOR, Confirmation
from chalicelib.domain.dead_letters import DeadLetter, Explained, Queue, superseded
from chalicelib.domain.deliveries import GIVEN_UP_AFTER, Delivery
from chalicelib.domain.destinations import is_phone
from chalicelib.domain.drills import Drill
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Incident
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge
from chalicelib.domain.relays import Recount, Relay
from chalicelib.domain.shards import ShardMessage
from chalicelib.domain.wishes import Verb, Wish
from chalicelib.services.addressees import Addressee, addressee, known
from chalicelib.services.wishing import strangers_destination
from chalicelib.storage import deliveries, incidents, maintenances, subscribers
from chalicelib.storage.deliveries import Posted

_SOMEWHERE = "a subscriber"
_NOT_OURS = "No message of ours"
_UNREADABLE = "What it says can't be read, so that no function will ever do it."
_FORGOTTEN = "What it was to tell is forgotten after thirty days."
_CODE_OVER = "A code holds for 15 minutes."
_MINUTE_OVER = "Its minute is over, and the checks were looked at anew since."
_Said = tuple[str, str]  # what it asks for, and why it is of no use


class Explaining:
    """Explains dead letters at one moment; what many of them are about is read once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._begun = cache(deliveries.begun)
        self._told = cache(_told)
        self._page = cache(partial(known, (), ()))

    def explained(self, queue: Queue, letter: DeadLetter) -> Explained:
        """Raises Unavailable."""
        asks, moot = self._said(queue, letter.body)
        return Explained(sent_at=letter.sent_at, asks=asks, moot=moot)

    def _said(self, queue: Queue, body: str) -> _Said:
        readers: Mapping[Queue, Callable[[str], _Said]] = {
            Queue.PROBES: _look,
            Queue.SIGN_UPS: self._sign_up,
            Queue.RELAYS: self._relay,
            Queue.DELIVERIES: self._delivery,
        }
        try:
            return readers[queue](body)
        except (ValueError, KeyError, TypeError, InvalidInput):
            return _NOT_OURS, _UNREADABLE

    def _sign_up(self, body: str) -> _Said:
        if wish := Wish.from_json(body):
            return _wish(wish)
        incident_id = SignUp.from_json(body).selection.incident_id
        if incident_id is None:
            return "Ask an email address whether it wants to hear", ""
        told = self._told(incident_id)
        is_over = not (isinstance(told, Incident) and told.is_open)
        asks = "Ask an email address whether it wants to hear when an incident is over"
        return asks, "It is over since." if is_over else ""

    def _relay(self, body: str) -> _Said:
        if recount := Recount.from_json(body):
            is_known = self._begun(recount.outgoing_id) is not None
            return "Count whom news was told", "" if is_known else _FORGOTTEN
        relay = Relay.from_json(body)
        begun = self._begun(relay.outgoing_id)
        rest = "the rest of the" if relay.after else "the"
        if begun is None:
            return f"Hand news on to {rest} subscribers", _FORGOTTEN
        asks = f"Hand {_named(begun.outgoing)} on to {rest} subscribers"
        return asks, self._moot(begun.outgoing)

    def _delivery(self, body: str) -> _Said:
        delivery = Delivery.from_json(body)
        begun = self._begun(delivery.outgoing_id)
        if begun is None:
            return f"Post something to {_SOMEWHERE}", _FORGOTTEN
        to = self._addressee(begun.outgoing, delivery.to)
        named = _named(begun.outgoing)
        if to is None:
            return f"Post {named} to {_SOMEWHERE}", "Nobody listens there for it any more."
        return f"Post {named} to {to.destination.masked}", self._moot(begun.outgoing)

    def _addressee(self, outgoing: Posted, to: str) -> Addressee | None:
        page = self._page()
        if page is None:
            return None
        return addressee(outgoing, to, replace(page, subscribers=subscribers.load([to])))

    def _moot(self, outgoing: Posted) -> str:
        match outgoing:
            case Notification():
                return superseded(outgoing, self._told(outgoing.told_id))
            case Nudge():
                is_late = self._now - outgoing.at > GIVEN_UP_AFTER
                return "The team was to hear it more than a day ago." if is_late else ""
            case Confirmation():
                is_late = self._now - outgoing.at > TRIED_FOR
                return "Whoever waited for the question has given up." if is_late else ""
            case Drill():
                return "Drills are over within minutes."
            case _:
                assert_never(outgoing)


def _look(body: str) -> _Said:
    message = ShardMessage.from_json(body)
    return f"Look at the checks of shard {message.shard}", _MINUTE_OVER


def _wish(wish: Wish) -> _Said:
    match wish.verb:
        case Verb.ASK:
            if is_phone(wish.url):
                return "Send a phone its code", _CODE_OVER
            destination = strangers_destination(wish.url)
            is_known = bool(subscribers.load([destination.digest]))
            asks = f"Ask {destination.masked} whether it wants to hear"
            return asks, "It was asked since." if is_known else ""
        case Verb.CHANGE:
            asks = f"Change what {_masked(wish.subscriber_id)} hears"
            return asks, "Whoever wanted it may have chosen something else since."
        case Verb.CONFIRM:
            return f"Let {_masked(wish.subscriber_id)} hear, as somebody there said yes", ""
        case Verb.PROVE:
            return "Let a phone hear, as its code was typed", _CODE_OVER
        case Verb.LEAVE:
            return f"Let {_masked(wish.subscriber_id)} hear nothing any more", ""
        case _:
            assert_never(wish.verb)


def _named(outgoing: Posted) -> str:
    match outgoing:
        case Notification():
            reminder = ", a reminder" if outgoing.reminder else ""
            return f"“{outgoing.told_name}”, update {outgoing.number}{reminder},"
        case Nudge():
            return f"“{outgoing.title}”"
        case Confirmation():
            return "the question whether news is wanted"
        case Drill():
            return "a drill"
        case _:
            assert_never(outgoing)


def _masked(digest: str) -> str:
    """What may be shown of the subscriber."""
    held = subscribers.load([digest]).get(digest)
    return held.destination.masked if held else _SOMEWHERE


def _told(told_id: str) -> Incident | Maintenance | None:
    return incidents.load([told_id]).get(told_id) or maintenances.load([told_id]).get(told_id)
