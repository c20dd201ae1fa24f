"""A year of days as a line of text, and back."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.day_text import read_days, write_days
from chalicelib.domain.uptime import NOTHING, Tally

seconds = st.sampled_from([0, 1, 60, 86_400, 90_000])
days = st.builds(
    Tally,
    operational=seconds,
    no_data=seconds,
    under_maintenance=seconds,
    degraded_performance=seconds,
    partial_outage=seconds,
    major_outage=seconds,
)
# Runs of the same day, as they are in a year.
years = st.lists(st.tuples(days, st.integers(1, 90)), max_size=8).map(
    lambda runs: tuple(day for day, count in runs for _ in range(count))
)


@given(years)
def test_what_is_written_is_read_again(year: tuple[Tally, ...]) -> None:
    assert read_days(write_days(year)) == year


@given(years)
def test_equal_years_are_written_alike(year: tuple[Tally, ...]) -> None:
    assert write_days(read_days(write_days(year))) == write_days(year)


def test_a_quiet_year_is_a_few_characters() -> None:
    assert write_days([Tally(operational=86_400)] * 364) == "86400*364"


def test_a_bad_day_stands_among_good_ones() -> None:
    good, bad = Tally(operational=86_400), Tally(operational=86_100, major_outage=300)
    assert write_days([good, good, bad, good]) == "86400*2,86100.0.0.0.0.300,86400"


def test_a_day_of_no_length_is_a_day() -> None:
    assert read_days(write_days([NOTHING, NOTHING])) == (NOTHING, NOTHING)


def test_no_days_are_nothing() -> None:
    assert write_days([]) == ""
    assert read_days("") == ()
