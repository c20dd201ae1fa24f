"""Notifying: whatever waits in the outbox is handed over."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial

from chalicelib import queues
from chalicelib.channels import sns_team, sns_topic
from chalicelib.domain.deliveries import Delivery
from chalicelib.domain.drills import Drill
from chalicelib.domain.errors import DeliveryFailed, Unavailable
from chalicelib.domain.notifications import Notification
from chalicelib.domain.nudges import Nudge, of_unsent
from chalicelib.observability import logger
from chalicelib.services import enrolling, folding, passes, reminding, spreading
from chalicelib.services.folding import Listeners
from chalicelib.storage import definitions, deliveries, held, outbox
from chalicelib.storage.outbox import Claim, Outgoing


class Outcome(StrEnum):
    """What became of one thing that waits; SETTLED needs nothing more, and wasn't sent here."""

    SENT = "sent"
    WAITS = "waits"
    SETTLED = "settled"


def flush(now: datetime) -> int:
    """Hand over what waits, oldest first; answers with how much was.

    Each is claimed before it is sent and removed after: two at once never send the same, and a
    crash in between leaves it to a later tick. What has to wait holds back the later news of its
    incident or maintenance, so that nobody reads the end before the beginning. What can never be
    sent is set aside. What audiences weren't told yet, as they had heard so much, comes before what
    is new, and the team's nudges after it: customers first.
    """
    waiting = outbox.waiting()
    news = [each for each in waiting if isinstance(each, Notification)]
    nudges = [each for each in waiting if isinstance(each, Nudge)]
    drills = [each for each in waiting if isinstance(each, Drill)]
    handed_over = _tell_customers(news, now) if news or held.waiting() else 0
    for drill in drills:
        _hand_over(drill, now, partial(_drilled, drill))
    return handed_over + sum(_tell_team(each, now) is Outcome.SENT for each in nudges)


def _tell_customers(news: list[Notification], now: datetime) -> int:
    handed_over = 0
    enrolling.settle_moves(now)
    # Read before anything is claimed: a claim that a slow table outlives holds the news for long.
    listeners = spreading.listeners(reminding.footer(now))
    folding.catch_up(listeners, now)
    held_back: set[str] = set()
    for notification in news:
        if notification.told_id in held_back:
            continue
        match _hand_over(notification, now, partial(_spread, notification, listeners, now)):
            case Outcome.SENT:
                handed_over += 1
            case Outcome.WAITS:
                held_back.add(notification.told_id)
            case Outcome.SETTLED:
                pass
    return handed_over


def _spread(notification: Notification, listeners: Listeners, now: datetime) -> str:
    audiences = spreading.spread(notification, listeners, now)
    return f"{audiences} audience{'' if audiences == 1 else 's'}"


def _tell_team(nudge: Nudge, now: datetime) -> Outcome:
    """With a link that is made for this attempt: of what wasn't sent, nobody has one."""

    def send() -> str:
        # First, as it may be done twice: each delivery is made once, and the mail each time.
        _hand_out(nudge, now)
        return sns_team.publish(nudge, passes.for_nudge(nudge, now))

    return _hand_over(nudge, now, send)


def _drilled(drill: Drill) -> str:
    deliveries.begin(drill)
    sns_topic.publish_drill(drill)
    return "canaries"


def _hand_out(nudge: Nudge, now: datetime) -> None:
    """Ask for the nudge to be delivered to each of the team's webhooks; raises Unavailable."""
    definition = definitions.in_force()
    webhooks = definition.team.webhooks if definition else ()
    if not webhooks:
        return
    deliveries.begin(nudge)
    wanted = [Delivery(outgoing_id=nudge.id, to=each.destination.digest) for each in webhooks]
    queues.send_deliveries(wanted, now)


def _hand_over(outgoing: Outgoing, now: datetime, send: Callable[[], str]) -> Outcome:
    """`send` answers with to whom it was handed over."""
    match outbox.claim(outgoing, now):
        case Claim.HELD:
            return Outcome.WAITS
        case Claim.GONE:
            return Outcome.SETTLED
        case Claim.TAKEN:
            return _send(outgoing, now, send)


def _send(outgoing: Outgoing, now: datetime, send: Callable[[], str]) -> Outcome:
    try:
        to = send()
    except (DeliveryFailed, Unavailable) as error:
        reason = str(error)
        logger.error("not handed over", notification_id=outgoing.id, reason=reason)
        if not (isinstance(error, DeliveryFailed) and error.permanent):
            outbox.release(outgoing)
            return Outcome.WAITS
        if isinstance(outgoing, Drill):
            outbox.done(outgoing, now)  # it fails as what isn't heard, and is told so
        else:
            outbox.set_aside(outgoing, reason, now, _for_team(outgoing, reason, now))
        return Outcome.SETTLED
    outbox.done(outgoing, now)
    logger.info("handed over", notification_id=outgoing.id, to=to)
    return Outcome.SENT


def _for_team(outgoing: Outgoing, reason: str, now: datetime) -> Nudge | None:
    return of_unsent(outgoing, reason, now) if isinstance(outgoing, Notification) else None
