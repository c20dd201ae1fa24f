"""How many mails an audience is sent in an hour, and what becomes of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audiences import Audience
from chalicelib.domain.folding import Folded, folded
from chalicelib.domain.notifications import Notification
from chalicelib.domain.pacing import Held, Urgency, has_room, held, stories, urgency
from chalicelib.domain.selections import Bearing, Reach, Selection, grown
from tests.specimens import INCIDENT_ID, NOON, notification

AUDIENCE = Audience(selection=Selection(), topic="candor-dev-news")
PER_HOUR = 4
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
WHOM = Reach(component_ids=("checkout",))
BEGAN = Held(
    topic=AUDIENCE.topic,
    told_id=INCIDENT_ID,
    place=1000,
    outgoing_id="a",
    since=NOON,
    is_first=True,
)
SAID = replace(BEGAN, place=2000, outgoing_id="b", is_first=False)
OVER = replace(SAID, place=3000, outgoing_id="c", is_over=True)


def room(sent: Sequence[datetime], urgent: Urgency, now: datetime = NOON) -> bool:
    return has_room(sent, urgent, mails_per_hour=PER_HOUR, now=now)


def sent_before(count: int) -> list[datetime]:
    return [NOON - timedelta(minutes=1 + n) for n in range(count)]


@pytest.mark.parametrize(
    ("urgent", "most"),
    [(Urgency.LATER, 4), (Urgency.BEGINNING, 6), (Urgency.END, 8)],
)
def test_what_is_more_urgent_finds_more_room(urgent: Urgency, most: int) -> None:
    assert room(sent_before(most - 1), urgent)
    assert not room(sent_before(most), urgent)


def test_what_was_sent_an_hour_ago_counts_no_more() -> None:
    sent = [NOON - HOUR] * 9
    assert room(sent, Urgency.LATER)
    assert not room(sent, Urgency.END, NOON - SECOND)


def test_nobody_is_sent_more_than_five_in_a_second() -> None:
    assert has_room([NOON] * 4, Urgency.END, mails_per_hour=60, now=NOON)
    assert not has_room([NOON] * 5, Urgency.END, mails_per_hour=60, now=NOON)
    assert has_room([NOON] * 5, Urgency.END, mails_per_hour=60, now=NOON + SECOND)


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from(Urgency)), max_size=60))
def test_no_hour_has_more_mails_than_twice_the_bound(asked: list[tuple[int, Urgency]]) -> None:
    sent: list[datetime] = []
    for after, urgent in asked:
        now = (sent[-1] if sent else NOON) + timedelta(seconds=after)
        if room(sent, urgent, now):
            sent.append(now)
    for at in sent:
        assert sum(at <= each < at + HOUR for each in sent) <= 2 * PER_HOUR


@pytest.mark.parametrize(
    ("story", "urgent"),
    [
        ([BEGAN], Urgency.BEGINNING),
        ([SAID], Urgency.LATER),
        ([OVER], Urgency.END),
        ([SAID, OVER], Urgency.END),
        ([BEGAN, SAID], Urgency.BEGINNING),
        ([BEGAN, OVER], Urgency.LATER),
        ([replace(SAID, is_turn=True)], Urgency.BEGINNING),
    ],
)
def test_how_urgent_it_is_depends_on_what_the_audience_knows(
    story: list[Held], urgent: Urgency
) -> None:
    assert urgency(story) is urgent


def test_the_most_urgent_story_comes_first_and_then_what_waited_longest() -> None:
    later, other = replace(SAID, told_id="b"), replace(SAID, told_id="a", since=NOON + SECOND)
    assert stories([other, later, OVER]) == ((OVER,), (later,), (other,))
    assert stories([OVER, SAID]) == ((SAID, OVER),)


def test_who_waits_for_an_incident_knows_that_it_began() -> None:
    waits = replace(AUDIENCE, selection=Selection(incident_id=INCIDENT_ID))
    bearing = Bearing(about=INCIDENT_ID, reach=WHOM, told=None, is_over=True)
    news = notification()
    assert held(news, bearing, AUDIENCE, NOON).is_first
    assert not held(news, bearing, waits, NOON).is_first
    assert not held(news, replace(bearing, told=WHOM), AUDIENCE, NOON).is_first


@dataclass
class Sent:
    """An audience's mails, when news comes at some minutes: as `services/folding.py` sends them,
    without a table between.
    """

    mails: list[tuple[datetime, Folded]]
    waiting: list[Held]
    known: dict[str, Notification]

    def comes(self, news: Notification, bearing: Bearing, now: datetime) -> None:
        self.known[news.id] = news
        self.waiting.append(held(news, bearing, AUDIENCE, now))
        self.catches_up(now, (news.told_id,))

    def catches_up(self, now: datetime, told_ids: Sequence[str] = ()) -> None:
        for story in stories(self.waiting):
            of_it = not told_ids or story[0].told_id in told_ids
            if of_it and room([at for at, _ in self.mails], urgency(story), now):
                news = [self.known[each.outgoing_id] for each in story]
                is_first = any(each.is_first for each in story)
                self.mails.append((now, folded(news, is_first=is_first)))
                self.waiting = [each for each in self.waiting if each not in story]


steps = st.lists(
    st.tuples(st.sampled_from(["i", "j", "k", "l"]), st.booleans(), st.integers(0, 5)), max_size=80
)


def told(happening: list[tuple[str, bool, int]]) -> tuple[Sent, list[Notification]]:
    sent, all_of_it = Sent([], [], {}), []
    reached: dict[str, Reach] = {}
    numbers: dict[str, int] = {}
    now = NOON
    for story, is_over, minutes in happening:
        for _ in range(minutes):
            now += timedelta(minutes=1)
            sent.catches_up(now)
        number = numbers[story] = numbers.get(story, 0) + 1
        over = is_over and number > 1
        news = replace(notification(story, number), id=f"{story}{number}", is_over=over, reach=WHOM)
        all_of_it.append(news)
        bearing = news.bearing(reached.get(story))
        reached[story] = grown(reached.get(story), WHOM)
        sent.comes(news, bearing, now)
    for _ in range(120):
        now += timedelta(minutes=1)
        sent.catches_up(now)
    return sent, all_of_it


@given(steps)
def test_everything_is_told_once_in_its_order_and_in_the_end(
    happening: list[tuple[str, bool, int]],
) -> None:
    sent, all_of_it = told(happening)
    for story in {each.told_id for each in all_of_it}:
        heard = [
            each.number
            for _, mail in sent.mails
            for each in (*mail.before, mail.newest)
            if each.told_id == story
        ]
        assert heard == list(range(1, len(heard) + 1))
    assert not sent.waiting


@given(steps)
def test_nobody_is_told_that_it_is_over_who_was_not_told_that_it_began(
    happening: list[tuple[str, bool, int]],
) -> None:
    sent, _ = told(happening)
    known: set[str] = set()
    for _, mail in sent.mails:
        story = mail.newest.told_id
        if mail.newest.is_over:
            assert mail.is_whole is (story not in known)
        known.add(story)


@given(steps)
def test_an_end_of_what_was_told_waits_for_nothing_while_the_reserve_lasts(
    happening: list[tuple[str, bool, int]],
) -> None:
    """Of four stories there is never more than the reserve bears, unless they flap."""
    sent, all_of_it = told(happening)
    ends = [each for each in all_of_it if each.is_over]
    if len(ends) <= 1:
        for at, mail in sent.mails:
            over = [each for each in (*mail.before, mail.newest) if each.is_over]
            assert not over or mail.is_whole or at <= _came(over[0], happening)


def _came(news: Notification, happening: list[tuple[str, bool, int]]) -> datetime:
    """When news of that number of its story came."""
    now, number = NOON, 0
    for story, _, minutes in happening:
        now += timedelta(minutes=minutes)
        number += story == news.told_id
        if story == news.told_id and number == news.number:
            break
    return now
