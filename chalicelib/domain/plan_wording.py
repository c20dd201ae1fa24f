"""What is said of a maintenance where nobody writes words of their own, in the reader's language.

When, for how long, and what to expect; a test of recovery says that it is one, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import ComponentChange
from chalicelib.domain.maintenances import Maintenance, MaintenanceKind
from chalicelib.domain.wording import listed, said_again, said_since
from chalicelib.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A maintenance, the names of what it concerns, and the zone in which it is told."""

    planned: Maintenance
    names: Sequence[str]
    zone: str

    @property
    def is_test(self) -> bool:
        return self.planned.kind is MaintenanceKind.RECOVERY_TEST


def announced(telling: Telling, spoken: Tongue) -> str:
    if telling.is_test:
        return spoken.sentences(_test(telling, spoken), *_why(spoken))
    return _work(telling, spoken)


def reminded(telling: Telling, left: timedelta, spoken: Tongue) -> str:
    begins = spoken.say(
        "This begins in {duration}: on {start}. It should be over by {end}.",
        duration=spoken.duration(left),
        **_window(telling, spoken),
    )
    return spoken.sentences(begins, *_why(spoken)) if telling.is_test else begins


def begun(telling: Telling, *, early: bool, spoken: Tongue) -> str:
    window = _window(telling, spoken)
    sentences = [spoken.say("We begin earlier than planned.")] if early else []
    if telling.is_test:
        sentences.append(
            spoken.say("The test has begun, and should be over by {end}.", end=window["end"])
        )
        return spoken.sentences(*sentences, *_why(spoken))
    sentences.append(
        spoken.say("The work has begun, and should be over by {end}.", end=window["end"])
    )
    return spoken.sentences(*sentences)


def moved(telling: Telling, spoken: Tongue) -> str:
    return spoken.say(
        "This has been moved: it is now planned from {start} until {end}.",
        **_window(telling, spoken),
    )


def end_moved(telling: Telling, *, later: bool, spoken: Tongue) -> str:
    end = _window(telling, spoken)["end"]
    if later:
        return spoken.say("We need more time: it should now be over by {end}.", end=end)
    return spoken.say("We need less time: it should be over by {end}.", end=end)


def verifying(telling: Telling, spoken: Tongue) -> str:
    if telling.is_test:
        return spoken.say("The test is done, and we check that everything works.")
    return spoken.say("The work is done, and we check that everything works.")


def completed(
    telling: Telling,
    changes: Sequence[ComponentChange],
    before: Mapping[str, ComponentStatus],
    at: datetime,
    spoken: Tongue,
) -> str:
    test, work = spoken.say("The test is over."), spoken.say("The work is over.")
    over = test if telling.is_test else work
    return spoken.sentences(over, *_how_it_is(changes, before, at, telling.zone, spoken))


def called_off(
    telling: Telling,
    changes: Sequence[ComponentChange],
    before: Mapping[str, ComponentStatus],
    at: datetime,
    spoken: Tongue,
) -> str:
    if telling.planned.started_at is None:
        return spoken.say("This has been called off: it will not take place.")
    over = spoken.say("This has been called off while it was under way, and is over.")
    return spoken.sentences(over, *_how_it_is(changes, before, at, telling.zone, spoken))


def _work(telling: Telling, spoken: Tongue) -> str:
    window = _window(telling, spoken)
    if not telling.names:
        return spoken.say("We do planned work from {start} until {end}.", **window)
    return spoken.sentences(
        spoken.say(
            "We work on {names} from {start} until {end}.",
            names=listed(telling.names, spoken),
            **window,
        ),
        spoken.say_n(
            "Meanwhile it may be slow, or not available.",
            "Meanwhile they may be slow, or not available.",
            len(telling.names),
        ),
    )


def _test(telling: Telling, spoken: Tongue) -> str:
    window = _window(telling, spoken)
    if not telling.names:
        return spoken.say(
            "From {start} until {end} we test how we would recover from a disaster.", **window
        )
    return spoken.say(
        "From {start} until {end} we test how we would restore {names} after a disaster.",
        names=listed(telling.names, spoken),
        **window,
    )


def _why(spoken: Tongue) -> tuple[str, str, str]:
    return (
        spoken.say("This is a test: nothing has happened, and nothing is wrong."),
        spoken.say("We practise so that you can rely on us when it counts."),
        spoken.say("You may not notice anything of it."),
    )


def _how_it_is(
    changes: Sequence[ComponentChange],
    before: Mapping[str, ComponentStatus],
    at: datetime,
    zone: str,
    spoken: Tongue,
) -> tuple[str, ...]:
    """What works and what doesn't, by status; and whether that was so before."""
    since = spoken.clock_time(at, zone)
    working = [each.name for each in changes if each.after is ComponentStatus.OPERATIONAL]
    sentences = [said_again(working, since, spoken)] if working else []
    for status in ComponentStatus:
        names = [each.name for each in changes if each.after is status]
        if names and status is not ComponentStatus.OPERATIONAL:
            sentences.append(said_since(names, status, since, spoken))
    troubled = [each for each in changes if _is_trouble(each.after)]
    if troubled and all(_is_trouble(before.get(each.component_id)) for each in troubled):
        sentences.append(spoken.say("There was a problem before the work, too."))
    return (*sentences, *([spoken.say("We are looking into it.")] if troubled else []))


def _is_trouble(status: ComponentStatus | None) -> bool:
    return status in (
        ComponentStatus.DEGRADED_PERFORMANCE,
        ComponentStatus.PARTIAL_OUTAGE,
        ComponentStatus.MAJOR_OUTAGE,
    )


def _window(telling: Telling, spoken: Tongue) -> dict[str, str]:
    """Both ends in words, each with its date: languages lead up to times in another way."""
    planned, zone = telling.planned, telling.zone
    return {
        "start": spoken.date_and_time(planned.scheduled_for, zone),
        "end": spoken.date_and_time(planned.scheduled_until, zone),
    }
