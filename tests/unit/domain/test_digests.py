"""What a digest tells, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audiences import nearest_broader, needs_room, widest_digest
from chalicelib.domain.days import day_of
from chalicelib.domain.digests import Digest, Section, after, begun, next_due, section_of, stories
from chalicelib.domain.digests import Round as DigestRound
from chalicelib.domain.incidents import MaintenanceStage, Stage
from chalicelib.domain.notifications import Notification, news_of, news_of_maintenance
from chalicelib.domain.selections import Bearing, Reach, Selection, Updates, grown, meets
from tests.specimens import (
    INCIDENT_ID,
    NOON,
    definition,
    incident,
    maintenance,
    minute,
    notification,
    update,
)
from tests.unit.domain.test_selections import GROUPED, heard, reach, selections, some_ids, steps

ZONES = ["Etc/UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]
DAY = timedelta(days=1)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - UTC below
    st.times().map(lambda at: at.strftime("%H:%M")),
    st.sampled_from(ZONES),
)
def test_there_is_one_digest_a_day_however_clocks_shift(
    naive: datetime, at: str, zone: str
) -> None:
    now = naive.replace(tzinfo=UTC)
    first = next_due(now, at, zone)
    second = next_due(first, at, zone)
    assert now < first <= now + timedelta(hours=26)
    assert day_of(second, zone) == day_of(first, zone) + DAY


def test_a_time_that_clocks_skip_or_show_twice_comes_once() -> None:
    zone, start = "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_due(start, "02:30", zone) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)
    first = next_due(autumn, "02:30", zone)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert day_of(next_due(first, "02:30", zone), zone) == date(2026, 10, 26)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_rounds_follow_one_another_without_a_gap(minutes: list[int]) -> None:
    now = NOON
    waiting = DigestRound(since=now, due_at=now)
    for each in minutes:
        now += timedelta(minutes=each)
        told = begun(waiting, now)
        following = after(told, next_due(now, "08:00", "Europe/Berlin"))
        assert told.since == waiting.since
        assert told.since <= following.since <= now
        assert following.since == told.until
        waiting = following


def said(story: str, number: int, ids: tuple[str, ...], told: Reach | None) -> Notification:
    return replace(
        notification(story, number), id=f"{story}{number}", reach=grown(told, reach(ids, IMPACT))
    )


IMPACT = incident().impact
happening = st.lists(st.tuples(st.sampled_from("ijk"), some_ids), max_size=12)


def all_news(happened: list[tuple[str, tuple[str, ...]]]) -> list[tuple[Notification, Bearing]]:
    reached: dict[str, Reach] = {}
    numbers: dict[str, int] = {}
    found = []
    for story, ids in happened:
        numbers[story] = numbers.get(story, 0) + 1
        news = said(story, numbers[story], ids, reached.get(story))
        found.append((news, news.bearing(reached.get(story))))
        reached[story] = news.reach
    return found


@given(selection=selections, happened=happening)
def test_who_matches_gets_one_mention_and_who_does_not_gets_none(
    selection: Selection, happened: list[tuple[str, tuple[str, ...]]]
) -> None:
    news = all_news(happened)
    digest = stories(news, replace(selection, updates=Updates.DIGEST))
    at_once = replace(selection, updates=Updates.ALL)
    wanted = [each.id for each, bearing in news if meets(bearing, at_once)]
    told = [each.id for story in digest for each in (*story.before, story.newest)]
    assert sorted(told) == sorted(wanted)
    about = [story.newest.told_id for story in digest]
    assert len(about) == len(set(about))
    for story in digest:
        assert all(each.place < story.newest.place for each in story.before)


@given(selection=selections, told=steps)
def test_who_wants_one_mail_a_day_hears_nothing_at_once(
    selection: Selection, told: list[tuple[tuple[str, ...], object]]
) -> None:
    assert heard(replace(selection, updates=Updates.DIGEST), told) == []  # type: ignore[arg-type]


@given(narrow=selections, wide=selections)
def test_a_digest_is_covered_by_digests_alone_and_covers_nothing_else(
    narrow: Selection, wide: Selection
) -> None:
    broader = nearest_broader(narrow, [wide], GROUPED.components)
    if broader is not None:
        assert (narrow.updates is Updates.DIGEST) is (wide.updates is Updates.DIGEST)


@given(selections)
def test_there_is_always_a_digest_that_hears_all_of_another(selection: Selection) -> None:
    digest = replace(selection, updates=Updates.DIGEST)
    widest = widest_digest(selection.language)
    assert nearest_broader(digest, [widest], GROUPED.components) == widest
    assert not needs_room(widest)
    assert needs_room(Selection())
    assert not needs_room(Selection(incident_id=INCIDENT_ID))


@pytest.mark.parametrize(
    ("stage", "section"),
    [
        (Stage.INVESTIGATING, Section.OPEN),
        (Stage.MONITORING, Section.OPEN),
        (Stage.RESOLVED, Section.OVER),
        (Stage.POSTMORTEM, Section.OVER),
    ],
)
def test_an_incident_is_open_or_over(stage: Stage, section: Section) -> None:
    told = incident(INCIDENT_ID, update(), update(2, stage))
    assert section_of(news_of(told, definition({}), {}, "https://s.example")) is section


@pytest.mark.parametrize(
    ("stage", "section"),
    [
        (MaintenanceStage.SCHEDULED, Section.PLANNED),
        (MaintenanceStage.IN_PROGRESS, Section.OPEN),
        (MaintenanceStage.VERIFYING, Section.OPEN),
        (MaintenanceStage.COMPLETED, Section.OVER),
        (MaintenanceStage.CANCELLED, Section.OVER),
    ],
)
def test_planned_work_is_to_come_under_way_or_over(
    stage: MaintenanceStage, section: Section
) -> None:
    told = maintenance(60, update(stage=stage))
    news = news_of_maintenance(told, definition({}), {}, "https://s.example")
    assert section_of(news) is section


def digest_of(*news: Notification) -> Digest:
    bearings = [(each, each.bearing(None)) for each in news]
    return Digest(
        id="d",
        page_name="Demo Shop",
        time_zone="Etc/UTC",
        url="https://status.example.com",
        language="en",
        since=minute(-600),
        until=minute(600),
        stories=stories(bearings, widest_digest("en")),
    )


def test_a_mail_is_no_longer_than_sns_takes_and_says_what_it_leaves_out() -> None:
    from chalicelib.channels import digest_wording

    many = [replace(notification(f"i{n:03d}", 1), body="ü" * 5000) for n in range(60)]
    text = digest_wording.text(digest_of(*many))
    assert len(text.encode()) < 210_000
    assert "More than a mail can hold: the rest is on the page, https://status.example.com" in text
    assert "rest is on the page" not in digest_wording.text(digest_of(*many[:3]))
