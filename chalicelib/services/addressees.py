"""Addressees: who gets what is posted, with what secret and link, and what their failing means.

The team's webhooks stand in the page's definition, and get nudges; subscribers are rows, and get
news, and before that a question. Our own webhook gets drills.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Network
from typing import assert_never

from chalicelib import settings
from chalicelib.channels.sms import Terms
from chalicelib.domain.codes import SENT_FOR, code_of
from chalicelib.domain.confirmations import TRIED_FOR, Confirmation
from chalicelib.domain.definition import Definition
from chalicelib.domain.deliveries import GIVEN_UP_AFTER, Delivery
from chalicelib.domain.destinations import Destination, Kind
from chalicelib.domain.drills import CANARY_PATH, PATIENCE, Drill
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Concern, Nudge, of_undelivered
from chalicelib.domain.subscribers import Subscriber, disabled, failing
from chalicelib.domain.team_settings import TeamWebhook
from chalicelib.network.guard import networks
from chalicelib.services import phones, texting
from chalicelib.services.addresses import public_url
from chalicelib.services.texting import Withheld
from chalicelib.services.wishing import MANAGE_PATH
from chalicelib.storage import definitions, deliveries, subscribers
from chalicelib.storage.deliveries import Failing, Posted
from chalicelib.words import ENGLISH, tongue

GivenUp = Callable[[Delivery, str, datetime], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What all deliveries of one invocation stand on; webhooks of the team and subscribers by their
    digests.
    """

    definition: Definition
    webhooks: Mapping[str, TeamWebhook]
    failing: Mapping[str, Failing]
    subscribers: Mapping[str, Subscriber]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who gets it: `said` is what is posted, in their language.

    `begun` says since when it has failed, given what fails now, for no longer than its `patience`;
    `works` is called when it has arrived, and `given_up` when it never will. `admit` is asked
    right before, and says why it isn't sent, if it isn't to be. `sms` is of what goes by SMS.
    """

    destination: Destination
    said: Posted
    secret: str | None
    link: str
    allow: Sequence[IPv4Network]
    patience: timedelta
    begun: Callable[[datetime], datetime]
    works: Callable[[datetime], None]
    given_up: GivenUp
    admit: Callable[[datetime], Withheld | None] = lambda _now: None
    sms: Terms | None = None


def known(wanted: Sequence[Delivery], outgoing: Sequence[Posted]) -> Known | None:
    """What there is to know for delivering that, read at once; None before the first apply."""
    definition = definitions.in_force()
    if definition is None:
        return None
    is_for_team = any(isinstance(each, Nudge) for each in outgoing)
    is_for_others = any(isinstance(each, Notification | Confirmation) for each in outgoing)
    return Known(
        definition=definition,
        webhooks={each.destination.digest: each for each in definition.team.webhooks},
        failing=deliveries.failing() if is_for_team else {},
        subscribers=subscribers.load(each.to for each in wanted) if is_for_others else {},
    )


def addressee(outgoing: Posted, to: str, ground: Known) -> Addressee | None:
    """Who listens there for such; None when nobody does, any more or yet."""
    match outgoing:
        case Nudge():
            webhook = ground.webhooks.get(to)
            return _of_team(outgoing, webhook, ground) if webhook else None
        case Notification():
            held = ground.subscribers.get(to)
            return _of_news(outgoing, held, ground) if held and held.hears else None
        case Confirmation():
            held = ground.subscribers.get(to)
            return _of_question(outgoing, held, ground) if held and _is_asked(held) else None
        case Drill():
            return _of_canary(outgoing, ground)
        case _:
            assert_never(outgoing)


def _of_canary(drill: Drill, ground: Known) -> Addressee:
    base = public_url(ground.definition.page)
    return Addressee(
        destination=Destination(Kind.WEBHOOK, f"{base}{CANARY_PATH}{drill.id}"),
        said=drill,
        secret=drill.secret,
        link="",
        allow=networks(settings.own_networks()),
        patience=PATIENCE,
        begun=lambda _now: drill.at,
        works=lambda _now: None,
        given_up=deliveries.refused,
    )


def _of_team(nudge: Nudge, webhook: TeamWebhook, ground: Known) -> Addressee:
    destination = webhook.destination

    def works(_now: datetime) -> None:
        if destination.digest in ground.failing:
            deliveries.works_again(destination.digest)

    def given_up(delivery: Delivery, reason: str, now: datetime) -> None:
        failing = Failing(destination=destination.masked, reason=reason, since=now)
        deliveries.failed(delivery, failing, _for_team(nudge, failing, ground), now)

    return Addressee(
        destination=destination,
        said=nudge,
        secret=webhook.secret,
        link="",
        allow=networks(ground.definition.page.allow_addresses),
        patience=GIVEN_UP_AFTER,
        begun=lambda _now: nudge.at,
        works=works,
        given_up=given_up,
    )


def _for_team(nudge: Nudge, failing: Failing, ground: Known) -> Nudge | None:
    """That it fails is told, but not that this couldn't be told."""
    if nudge.concern is Concern.UNDELIVERED:
        return None
    page = ground.definition.page
    return of_undelivered(
        failing.destination, failing.reason, page, public_url(page), failing.since
    )


def _of_news(news: Notification, held: Subscriber, ground: Known) -> Addressee:
    def begun(now: datetime) -> datetime:
        since = _changed(held, lambda before: failing(before, now), now)
        return since.failing_since or now if since else now

    def works(now: datetime) -> None:
        if held.failing_since:
            _changed(held, lambda before: replace(before, failing_since=None), now)

    def given_up(delivery: Delivery, reason: str, now: datetime) -> None:
        _changed(held, lambda before: disabled(before, reason, now), now)
        deliveries.refused(delivery, reason, now, held.destination.masked)

    said = news.said_in(_language(held))
    asked = _subscriber(said, held, ground)
    told = replace(asked, begun=begun, works=works, given_up=given_up)
    return _by_sms(told, news, held, ground) if _is_sms(held) else told


def _of_question(asking: Confirmation, held: Subscriber, ground: Known) -> Addressee:
    if _is_sms(held):
        said = replace(asking, code=code_of(held.secret, asking.id))
        asked = replace(_subscriber(said, held, ground), patience=SENT_FOR)
        return _by_sms(asked, asking, held, ground)
    said = replace(asking, secret=_secret(held) or "")
    return replace(_subscriber(said, held, ground), patience=TRIED_FOR)


def _is_asked(held: Subscriber) -> bool:
    """A phone is asked by each code that is wanted for it, also when it hears already."""
    return held.asked is not None or _is_sms(held)


def _is_sms(held: Subscriber) -> bool:
    return held.destination.kind is Kind.SMS


def _language(held: Subscriber) -> str:
    """What can't be written in the alphabet of SMS is told in English, where the page has that."""
    language = held.selection.language
    return language if not _is_sms(held) or tongue(language).is_latin else ENGLISH.code


def _by_sms(
    asked: Addressee, outgoing: Notification | Confirmation, held: Subscriber, ground: Known
) -> Addressee:
    definition = ground.definition
    return replace(
        asked,
        link=f"{public_url(definition.page)}{phones.MANAGE_PATH}{held.token}",
        admit=partial(texting.admit, outgoing, held, definition),
        sms=texting.terms(held, definition.sms),
    )


def _subscriber(said: Notification | Confirmation, held: Subscriber, ground: Known) -> Addressee:
    """Strangers chose where it is: nothing that isn't public is reached there."""
    base = public_url(ground.definition.page)
    return Addressee(
        destination=held.destination,
        said=said,
        secret=_secret(held),
        link=f"{base}{MANAGE_PATH}{held.token}",
        allow=networks(settings.own_networks()),
        patience=GIVEN_UP_AFTER,
        begun=lambda _now: said.at,
        works=lambda _now: None,
        given_up=deliveries.refused,
    )


def _secret(held: Subscriber) -> str | None:
    """Chats have no use for a signature."""
    return held.secret if held.destination.kind is Kind.WEBHOOK else None


def _changed(
    held: Subscriber, to: Callable[[Subscriber], Subscriber], now: datetime
) -> Subscriber | None:
    """Whoever has left meanwhile stays away."""
    return subscribers.change(held.id, lambda before: to(before) if before else None, now)
