"""Histograms: percentiles that stay true to a few percent, in whatever order they are merged."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.histogram import EMPTY, Histogram, merged

# Half a bucket: they grow by the eighth root of two.
MOST_OFF = 2 ** (1 / 16) + 1e-9

latencies = st.floats(0.1, 120_000)
several = st.lists(latencies, max_size=40)


def nearest_rank(values: list[float], percent: int) -> float:
    """The smallest value with at least that share of all at or below it."""
    ordered = sorted(values)
    return next(v for n, v in enumerate(ordered, 1) if 100 * n >= percent * len(ordered))


@given(st.lists(latencies, min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_off_by_4_4_percent_at_most(values: list[float], percent: int) -> None:
    read = Histogram.of(values).percentile(percent)
    exact = nearest_rank(values, percent)
    assert read is not None
    assert exact / MOST_OFF <= read <= exact * MOST_OFF
    assert abs(read - exact) <= 0.0443 * exact


@given(st.lists(several, max_size=6), st.randoms(use_true_random=False))
def test_merging_loses_nothing_in_whatever_order(parts: list[list[float]], random: Random) -> None:
    whole = Histogram.of(latency for part in parts for latency in part)
    shuffled = [Histogram.of(part) for part in parts]
    random.shuffle(shuffled)
    assert merged(shuffled) == whole
    assert merged([merged(shuffled[:3]), merged(shuffled[3:])]) == whole
    assert whole.count == sum(map(len, parts))


@given(several, st.integers(1, 99))
def test_a_higher_percentile_is_never_lower(values: list[float], percent: int) -> None:
    made = Histogram.of(values)
    lower, higher = made.percentile(percent), made.percentile(percent + 1)
    if lower is None or higher is None:
        assert values == []
        return
    assert lower <= higher


def test_nothing_has_no_percentiles() -> None:
    assert EMPTY.percentile(50) is None
    assert merged([]) == EMPTY
    assert EMPTY.count == 0


@pytest.mark.parametrize("latency", [0.0, 0.05, 0.1])
def test_what_is_too_fast_to_measure_counts_as_a_tenth_of_a_millisecond(latency: float) -> None:
    read = Histogram.of([latency]).percentile(50)
    assert read == pytest.approx(0.1, rel=0.044)


def test_the_median_of_one_slow_answer_among_quick_ones_is_quick() -> None:
    made = Histogram.of([80.0, 80.0, 5000.0])
    assert made.percentile(50) == pytest.approx(80, rel=0.044)
    assert made.percentile(95) == pytest.approx(5000, rel=0.044)
