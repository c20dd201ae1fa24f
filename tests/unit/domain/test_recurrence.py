"""Rules by which maintenance comes again: which are taken, and when they come true."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib import recurrence
from chalicelib.domain.faults import Fault
from chalicelib.domain.places import Place
from chalicelib.domain.recurrence import Occurrence, moment_of, on_the_wall, rule

BERLIN = "Europe/Berlin"


def read(written: object) -> tuple[str | None, str]:
    """The rule, and what is wrong with it."""
    faults: list[Fault] = []
    found = Place(written, (), faults).read(rule, None)
    return found, " ".join(fault.message for fault in faults)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("rrule:freq=weekly;interval=2;byday=mo,we;", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"),
        ("FREQ=MONTHLY;BYDAY=-1SU;COUNT=12", "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("FREQ=DAILY;UNTIL=20271231T120000Z", "FREQ=DAILY;UNTIL=20271231T120000Z"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2", "FREQ=WEEKLY;WKST=SU;INTERVAL=2"),
    ],
)
def test_a_rule_is_read_in_its_plain_form(written: str, plain: str) -> None:
    assert read(written) == (plain, "")


_EXAMPLE = "write for example FREQ=MONTHLY;BYDAY=1SU or FREQ=WEEKLY;INTERVAL=2."
_KNOWN = "FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (7, "This must be a text, but it is a number; put quotes around it."),
        ("", f"This must be a rule of at most 200 characters; {_EXAMPLE}"),
        ("F" * 201, f"This must be a rule of at most 200 characters; {_EXAMPLE}"),
        ("every sunday", f'"EVERY SUNDAY" isn\'t a part of a rule; {_EXAMPLE}'),
        ("FREQ=", f'"FREQ=" isn\'t a part of a rule; {_EXAMPLE}'),
        ("INTERVAL=2", f"FREQ is missing, which says how often; {_EXAMPLE}"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ stands here twice; write it once."),
        ("FREQ=DAILY;BYDAYS=MO", '"BYDAYS" can\'t be used here; did you mean BYDAY?'),
        ("FREQ=DAILY;X=1", f'"X" can\'t be used here; the parts are {_KNOWN}.'),
        (
            "FREQ=MINUTELY",
            (
                "FREQ=MINUTELY can't be used here: maintenance comes once a day at most; "
                "write FREQ=DAILY."
            ),
        ),
        (
            "FREQ=OFTEN",
            "FREQ=OFTEN can't be used here: write one of DAILY, WEEKLY, MONTHLY, YEARLY.",
        ),
        (
            "FREQ=DAILY;INTERVAL=0",
            "INTERVAL=0 can't be used here: write a whole number from 1 to 400.",
        ),
        (
            "FREQ=DAILY;COUNT=1001",
            "COUNT=1001 can't be used here: write a whole number from 1 to 1000.",
        ),
        (
            "FREQ=DAILY;UNTIL=20271301",
            (
                "UNTIL=20271301 can't be used here: write a day, such as 20271231, or a moment in "
                "UTC, such as 20271231T120000Z."
            ),
        ),
        (
            "FREQ=DAILY;UNTIL=20271201T120000",
            (
                "UNTIL=20271201T120000 can't be used here: write a day, such as 20271231, or a "
                "moment in UTC, such as 20271231T120000Z."
            ),
        ),
        (
            "FREQ=WEEKLY;BYDAY=SUN",
            "BYDAY=SUN can't be used here: write days such as MO,WE or, of a month, 1SU or -1FR.",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=32",
            (
                "BYMONTHDAY=32 can't be used here: write whole numbers from 1 to 31 or from -31 to "
                "-1, with commas between them."
            ),
        ),
        (
            "FREQ=YEARLY;BYMONTH=-1",
            (
                "BYMONTH=-1 can't be used here: write whole numbers from 1 to 12, with commas "
                "between them."
            ),
        ),
        (
            "FREQ=WEEKLY;WKST=1",
            "WKST=1 can't be used here: write the day on which weeks begin, such as MO.",
        ),
    ],
)
def test_what_is_wrong_with_a_part_is_said(written: object, sentence: str) -> None:
    assert read(written) == (None, sentence)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("FREQ=DAILY;COUNT=2;UNTIL=20271231", "COUNT and UNTIL exclude one another"),
        ("FREQ=WEEKLY;BYDAY=1MO", "days with a number need FREQ=MONTHLY or FREQ=YEARLY"),
        ("FREQ=DAILY;BYMONTH=7", "BYMONTH needs FREQ=MONTHLY or FREQ=YEARLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY needs FREQ=MONTHLY or FREQ=YEARLY"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "BYDAY with INTERVAL needs FREQ=WEEKLY"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTH=3", "BYMONTH with INTERVAL needs FREQ=YEARLY"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
            "BYSETPOS chooses among the days of FREQ=MONTHLY;BYDAY=…, days without a number",
        ),
        ("FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=31", "none of these months has such a day"),
    ],
)
def test_what_never_comes_true_is_refused(written: str, why: str) -> None:
    assert read(written) == (None, f'"{written}" can\'t be used here: {why}.')


def nights(written: str, first: datetime, count: int) -> list[Occurrence]:
    """The first, and the next that follow it, in Berlin."""
    found = [Occurrence(here=first, at=moment_of(first, BERLIN))]
    while len(found) < count:
        following = recurrence.following(written, first, found[-1].here, BERLIN)
        if following is None:
            break
        found.append(following)
    return found


def wall(month: int, day: int, hour: int = 2, minute: int = 30, *, year: int = 2026) -> datetime:
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}")


def utc(month: int, day: int, hour: int, minute: int = 30) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_window_keeps_its_hour_when_clocks_change() -> None:
    found = nights("FREQ=WEEKLY", wall(3, 22, 4), 3)
    assert [each.at for each in found] == [utc(3, 22, 3), utc(3, 29, 2), utc(4, 5, 2)]


def test_a_time_that_is_skipped_moves_forward_and_the_next_is_as_ever() -> None:
    found = nights("FREQ=DAILY", wall(3, 28), 3)
    assert [each.at for each in found] == [utc(3, 28, 1), utc(3, 29, 1), utc(3, 30, 0)]
    assert [each.here for each in found] == [wall(3, 28), wall(3, 29), wall(3, 30)]
    assert on_the_wall(found[1].at, BERLIN) == wall(3, 29, 3)


def test_a_time_that_is_shown_twice_is_the_first_of_them() -> None:
    found = nights("FREQ=DAILY", wall(10, 24), 3)
    assert [each.at for each in found] == [utc(10, 24, 0), utc(10, 25, 0), utc(10, 26, 1)]


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("FREQ=DAILY;COUNT=2", ["11-01", "11-02"]),
        ("FREQ=DAILY;UNTIL=20261103", ["11-01", "11-02", "11-03"]),
        ("FREQ=DAILY;UNTIL=20261103T013000Z", ["11-01", "11-02", "11-03"]),
        ("FREQ=DAILY;UNTIL=20261103T012959Z", ["11-01", "11-02"]),
        ("FREQ=MONTHLY;BYDAY=1SU;COUNT=3", ["11-01", "12-06", "01-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=3", ["11-01", "11-30", "12-01"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=3", ["11-01", "11-15", "11-29"]),
    ],
)
def test_rules_come_true_and_end(written: str, dates: list[str]) -> None:
    assert [f"{each.here:%m-%d}" for each in nights(written, wall(11, 1), 4)] == dates


def test_what_is_further_than_a_decade_away_is_never() -> None:
    leap = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
    assert recurrence.following(leap, wall(2, 29, year=2028), wall(2, 29, year=2028), BERLIN)
    far = "FREQ=YEARLY;INTERVAL=13"
    assert recurrence.following(far, wall(11, 1), wall(11, 1), BERLIN) is None


def test_whether_a_window_begins_on_a_day_of_the_rule() -> None:
    assert recurrence.begins_with("FREQ=WEEKLY;BYDAY=SU", wall(11, 1), BERLIN)
    assert not recurrence.begins_with("FREQ=WEEKLY;BYDAY=MO", wall(11, 1), BERLIN)
    assert not recurrence.begins_with("FREQ=DAILY;UNTIL=20261031", wall(11, 1), BERLIN)


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
@example(wall(3, 29), BERLIN)
@example(wall(10, 25), BERLIN)
def test_a_moment_shows_what_it_was_made_of_or_something_later(shown: datetime, zone: str) -> None:
    """Later only where clocks skip it, by what they skip."""
    at = moment_of(shown, zone)
    back = on_the_wall(at, zone)
    assert back >= shown
    assert back - shown in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))
    if back == shown:
        assert at == min(
            shown.replace(tzinfo=ZoneInfo(zone), fold=f).astimezone(UTC) for f in (0, 1)
        )


@given(
    st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2027-01-01")),
    st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY",
            "FREQ=MONTHLY",
            "FREQ=YEARLY",
        ]
    ),
)
def test_each_time_comes_after_the_one_before_at_the_same_hour(first: datetime, rule: str) -> None:
    first = first.replace(second=0, microsecond=0)
    found = nights(rule, first, 5)
    for before, after in itertools.pairwise(found):
        assert after.here > before.here
        assert after.at - before.at >= timedelta(hours=22)
        assert after.here.time() == first.time()
