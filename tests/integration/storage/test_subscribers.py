"""Subscribers and how far each has heard, on the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.destinations import destination_of
from chalicelib.domain.errors import LostRace
from chalicelib.domain.nudges import Nudge, of_disabled
from chalicelib.domain.page import PageSettings
from chalicelib.domain.selections import Selection, Updates
from chalicelib.domain.subscribers import (
    Standing,
    Subscriber,
    asked_again,
    chosen,
    confirmed,
    disabled,
)
from chalicelib.storage import deliveries, heard, outbox, subscribers
from chalicelib.storage.deliveries import HeldUntil
from chalicelib.storage.heard import Overtaken
from tests.specimens import minute, notification
from tests.world import World

ENDS = Selection(updates=Updates.ENDS)
URL = "https://hooks.example.com/in/s3cret"


def subscriber(url: str = URL) -> Subscriber:
    return Subscriber(
        destination=destination_of(url),
        token="t" * 64,
        secret="s" * 64,
        standing=Standing.CONFIRMED,
        since=minute(0),
        selection=Selection(),
    )


def kept(held: Subscriber) -> Subscriber:
    after = subscribers.change(held.id, lambda _before: held, minute(0))
    assert after
    return after


def test_nothing_secret_stands_in_its_repr() -> None:
    shown = repr(subscriber())
    assert not any(each in shown for each in ("s3cret", "tttt", "ssss"))


def test_what_is_kept_comes_back_and_its_link_shows_nothing_secret(here: World) -> None:
    held = kept(subscriber())
    assert subscribers.load([held.id, "unknown"]) == {held.id: held}
    shown = subscribers.shown(held.token)
    assert shown
    assert shown.destination == "Webhook at hooks.example.com"
    assert "s3cret" not in repr(shown)
    assert subscribers.shown("x") is None


def test_who_leaves_leaves_nothing(here: World) -> None:
    held = kept(subscriber())
    subscribers.change(held.id, lambda _before: None, minute(1))
    assert subscribers.load([held.id]) == {}
    assert subscribers.shown(held.token) is None


def test_all_are_read_some_at_a_time(here: World) -> None:
    ids = {kept(subscriber(f"{URL}/{number}")).id for number in range(5)}
    found, after = [], ""
    for _ in range(3):
        batch = subscribers.some(after, 2)
        found += [each.id for each in batch.subscribers]
        after = batch.after
    assert after == ""
    assert (len(found), set(found)) == (5, ids)


def test_a_change_is_made_anew_when_somebody_else_was_faster(here: World) -> None:
    held = kept(subscriber())
    times = 0

    def change(before: Subscriber | None) -> Subscriber:
        nonlocal times
        times += 1
        assert before
        if times == 1:
            subscribers.change(held.id, lambda _before: asked_again(before, ENDS), minute(1))
        return disabled(before, "It is gone.", minute(2))

    after = subscribers.change(held.id, change, minute(2))
    assert after
    assert (after.asked, after.standing, times) == (ENDS, Standing.DISABLED, 2)


def test_a_change_that_never_wins_is_given_up(here: World) -> None:
    held = kept(subscriber())

    def change(before: Subscriber | None) -> Subscriber:
        assert before
        faster = replace(before, reason=f"{before.reason}x")
        subscribers.change(held.id, lambda _before: faster, minute(1))
        return disabled(before, "", minute(2))

    with pytest.raises(LostRace):
        subscribers.change(held.id, change, minute(2))


def test_the_team_is_told_once_a_day_how_many_were_disabled(here: World) -> None:
    page = PageSettings(name="Demo Shop")

    def tell(hours: int) -> list[str]:
        now = minute(60 * hours)
        subscribers.tell_disabled(lambda count: of_disabled(count, page, "", now), now)
        return [
            each.title.partition(" ")[0] for each in outbox.waiting() if isinstance(each, Nudge)
        ]

    def disable(url: str) -> None:
        held = kept(subscriber(url))
        subscribers.change(held.id, lambda _before: disabled(held, "Gone.", minute(1)), minute(1))

    assert tell(0) == []
    disable(f"{URL}/1")
    assert tell(1) == ["One"]
    disable(f"{URL}/2")
    disable(f"{URL}/3")
    assert tell(24) == ["One"]
    assert sorted(tell(26)) == ["2", "One"]
    assert sorted(tell(60)) == ["2", "One"]


def test_a_choice_is_confirmed_as_it_was_seen() -> None:
    asked = asked_again(subscriber(), ENDS)
    assert confirmed(asked, Selection().id, minute(1)) == asked
    assert confirmed(asked, ENDS.id, minute(1)).selection == ENDS
    assert asked_again(asked, Selection()).asked is None
    again = chosen(disabled(asked, "Gone.", minute(1)), ENDS, minute(2))
    assert (again.standing, again.reason, again.since) == (Standing.CONFIRMED, "", minute(2))


def test_nothing_older_comes_after_something_newer(here: World) -> None:
    first = notification(number=1)
    second, later = replace(first, number=2), minute(1)
    assert heard.take(first, "a", minute(0)) is None
    assert heard.take(first, "a", minute(0)) is None, "another attempt"
    assert heard.take(second, "a", later) is None
    assert isinstance(heard.take(first, "a", later), Overtaken)
    assert heard.take(first, "b", later) is None
    reminder = replace(second, reminder=1)
    assert heard.take(reminder, "a", minute(2)) is None
    assert isinstance(heard.take(second, "a", minute(3)), Overtaken)


def test_something_newer_waits_for_what_may_be_on_its_way(here: World) -> None:
    first = notification(number=1)
    second, seconds = replace(first, number=2), timedelta(seconds=1)
    assert heard.take(first, "a", minute(0)) is None
    waits = heard.take(second, "a", minute(0) + 3 * seconds)
    assert waits == HeldUntil(minute(0) + heard.APART)
    assert heard.take(second, "a", waits.moment) is None


def test_a_nudge_that_an_earlier_version_kept_is_delivered_yet(here: World) -> None:
    from chalicelib.storage.models import DELIVERED, Row, deliveries_of
    from chalicelib.storage.packing import to_json

    nudge = of_disabled(2, PageSettings(name="Demo Shop"), "", minute(0))
    Row(deliveries_of(nudge.id), DELIVERED, facts=to_json(nudge)).save()
    begun = deliveries.begun(nudge.id)
    assert begun
    assert begun.outgoing == nudge
