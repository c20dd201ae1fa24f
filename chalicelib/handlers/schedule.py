"""What the clock starts."""

from datetime import UTC, datetime

from chalicelib import clock
from chalicelib.services import (
    appointments,
    copying,
    digesting,
    drilling,
    enrolling,
    notifying,
    nudging,
    offering,
    probing,
    recording,
    replaying,
    tidying,
)


def tick(time: str, render: copying.Render) -> None:
    """One scheduled minute; `time` is its event's own. News that was left over goes out, too.

    What maintenances need comes first. What `render` makes of the page is copied when it is
    another than before.
    """
    try:
        appointments.keep(_moment(time), clock.now())
    finally:
        _look(time, render)


def _look(time: str, render: copying.Render) -> None:
    try:
        probing.run(_moment(time), clock.now)
    finally:
        enrolling.follow(clock.now())
        notifying.flush(clock.now())
        digesting.tell(clock.now())
        drilling.see_to(clock.now())
        copying.copy(render, clock.now())


def roll_up() -> None:
    """Once an hour: what has happened is added up, what nobody hears is tidied away, SNS is asked
    whether it sends SMS, and the team is told how many hear nothing any more, and of dead letters.
    Once a month a drill starts.
    """
    try:
        recording.run(clock.now())
    finally:
        tidying.tidy(clock.now())
        nudging.tell_disabled(clock.now())
        replaying.tell(clock.now())
        offering.look(clock.now())
        drilling.start_when_due(clock.now())


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone(UTC)
