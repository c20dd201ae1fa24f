"""Uptime: the formula of CONVENTIONS.md, its vectors, and floors that are never rounded up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.components import ComponentStatus, severity
from chalicelib.domain.uptime import NOTHING, Tally, floored, percent, total

HOUR = 3600
DAY = 24 * HOUR

amounts = st.integers(0, 400 * DAY) | st.integers(0, 3)
tallies = st.builds(
    Tally,
    operational=amounts,
    no_data=amounts,
    under_maintenance=amounts,
    degraded_performance=amounts,
    partial_outage=amounts,
    major_outage=amounts,
)
shares = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("tally", "shown"),
    [
        pytest.param(
            Tally(operational=23 * HOUR, major_outage=HOUR), "95.83", id="24 h with 1 h major"
        ),
        pytest.param(
            Tally(operational=23 * HOUR, partial_outage=HOUR), "98.75", id="24 h with 1 h partial"
        ),
        pytest.param(
            Tally(operational=23 * HOUR, under_maintenance=HOUR),
            "100.00",
            id="1 h major inside 1 h maintenance",
        ),
        pytest.param(
            Tally(operational=90 * DAY - 1, major_outage=1), "99.99", id="1 s major in 90 days"
        ),
        pytest.param(
            Tally(operational=12 * HOUR, no_data=12 * HOUR), "100.00", id="12 h no data, none down"
        ),
        pytest.param(
            Tally(operational=22 * HOUR, major_outage=HOUR), "95.65", id="a 23-hour day, 1 h major"
        ),
        pytest.param(Tally(degraded_performance=DAY), "100.00", id="degraded counts nothing"),
        pytest.param(Tally(major_outage=DAY), "0.00", id="down all day"),
        pytest.param(Tally(partial_outage=DAY), "70.00", id="partly down all day"),
        pytest.param(
            Tally(operational=23 * HOUR, no_data=HOUR, major_outage=HOUR, partial_outage=HOUR),
            "94.80",
            id="all at once",
        ),
    ],
)
def test_the_vectors_of_the_conventions(tally: Tally, shown: str) -> None:
    assert str(percent(tally.uptime)) == shown


def test_half_a_day_without_data_is_a_coverage_of_50_percent() -> None:
    tally = Tally(operational=12 * HOUR, no_data=12 * HOUR)
    assert tally.coverage == Fraction(1, 2)


@pytest.mark.parametrize(
    "tally",
    [NOTHING, Tally(no_data=DAY), Tally(under_maintenance=DAY)],
    ids=["no time at all", "nothing seen", "maintenance all day"],
)
def test_nothing_that_counts_is_no_data_and_not_100_percent(tally: Tally) -> None:
    assert tally.uptime is None
    assert percent(tally.uptime) is None


def test_no_time_at_all_has_no_coverage() -> None:
    assert NOTHING.coverage is None
    assert Tally(no_data=DAY).coverage == 0


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [
        (Fraction(99_999, 100_000), 2, "99.99"),
        (Fraction(99_999, 100_000), 3, "99.999"),
        (Fraction(999_999, 1_000_000), 3, "99.999"),
        (Fraction(1), 2, "100.00"),
        (Fraction(1), 3, "100.000"),
        (Fraction(0), 2, "0.00"),
        (Fraction(2, 3), 0, "66"),
        (Fraction(1, 100_000), 2, "0.00"),
    ],
)
def test_percentages_are_floored_and_keep_their_places(
    share: Fraction, places: int, shown: str
) -> None:
    assert str(percent(share, places)) == shown


@given(shares, st.integers(0, 6))
def test_a_percentage_is_the_largest_with_its_places_that_is_not_too_large(
    share: Fraction, places: int
) -> None:
    shown = percent(share, places)
    assert shown is not None
    exact = share * 100
    assert Fraction(shown) <= exact < Fraction(shown) + Fraction(1, 10**places)


@given(tallies, st.integers(0, 6))
def test_it_is_100_only_if_nothing_was_down(tally: Tally, places: int) -> None:
    shown = percent(tally.uptime, places)
    if shown == 100:
        assert tally.major_outage == tally.partial_outage == 0


@given(shares, shares, st.integers(0, 6))
def test_a_better_share_is_never_shown_as_a_worse_one(
    one: Fraction, other: Fraction, places: int
) -> None:
    lesser, greater = percent(min(one, other), places), percent(max(one, other), places)
    assert lesser is not None
    assert greater is not None
    assert lesser <= greater


@given(tallies)
def test_uptime_is_the_formula(tally: Tally) -> None:
    counted = (
        tally.operational + tally.degraded_performance + tally.partial_outage + tally.major_outage
    )
    if not counted:
        assert tally.uptime is None
        return
    assert tally.uptime is not None
    assert 0 <= tally.uptime <= 1
    down = tally.major_outage + Fraction(3, 10) * tally.partial_outage
    assert tally.uptime == 1 - down / counted


@given(tallies, st.sampled_from(["no_data", "under_maintenance"]), amounts)
def test_what_was_not_seen_or_was_planned_changes_no_uptime(
    tally: Tally, kind: str, amount: int
) -> None:
    assert (tally + Tally(**{kind: amount})).uptime == tally.uptime


@given(tallies, st.integers(1, DAY))
def test_more_outage_is_less_uptime(tally: Tally, seconds: int) -> None:
    before = tally.uptime
    worse = (tally + Tally(major_outage=seconds)).uptime
    bad = (tally + Tally(partial_outage=seconds)).uptime
    assert worse is not None
    assert bad is not None
    assert worse < bad
    if before:
        assert worse < before


@given(st.lists(tallies, max_size=6))
def test_the_total_is_that_of_each_status(several: list[Tally]) -> None:
    whole = total(several)
    for status in ComponentStatus:
        assert whole.seconds(status) == sum(tally.seconds(status) for tally in several)
    assert whole.total_s == sum(tally.total_s for tally in several)
    assert whole == total(reversed(several))


@given(tallies)
def test_what_was_seen_and_what_was_not_are_all_there_is(tally: Tally) -> None:
    assert tally.total_s == sum(tally.seconds(status) for status in ComponentStatus)
    assert tally.covered_s + tally.no_data == tally.total_s
    assert tally.counted_s + tally.under_maintenance == tally.covered_s
    if tally.total_s:
        assert tally.coverage == Fraction(tally.covered_s, tally.total_s)


@given(tallies)
def test_the_worst_is_the_most_severe_that_was_seen(tally: Tally) -> None:
    seen = [s for s in ComponentStatus if tally.seconds(s) and s is not ComponentStatus.NO_DATA]
    assert tally.worst == max(seen, key=severity, default=ComponentStatus.NO_DATA)


@given(st.dictionaries(st.sampled_from(list(ComponentStatus)), amounts))
def test_a_tally_is_made_of_seconds_by_status(seconds: dict[ComponentStatus, int]) -> None:
    tally = Tally.of(seconds)
    assert {s: tally.seconds(s) for s in ComponentStatus} == dict.fromkeys(
        ComponentStatus, 0
    ) | seconds


@given(st.decimals(0, 100, places=5), st.integers(0, 4))
def test_flooring_takes_places_away_and_adds_nothing(value: Decimal, places: int) -> None:
    assert 0 <= value - floored(value, places) < Decimal(1).scaleb(-places)
