"""Verdicts, and the sentences that go with them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.checks import Check, HttpTarget, StatusRange
from chalicelib.domain.results import (
    BODY_LIMIT,
    Failure,
    FailureKind,
    Observation,
    Phases,
    Result,
    Verdict,
    judge,
)

NOW = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)
TWO_SECONDS = timedelta(seconds=2)
OURS = {FailureKind.REFUSED, FailureKind.OURS}


def judged(target: HttpTarget, observation: Observation) -> tuple[Verdict, str]:
    check = Check(id="c1", key="home", component_id="shop", name="Home", target=target)
    result = judge(check, observation, now=NOW)
    return result.verdict, result.reason


def expecting(
    *status: StatusRange, contains: str | None = None, slow_after: timedelta | None = None
) -> HttpTarget:
    return HttpTarget(
        url="https://shop.example/",
        expected_status=status or (StatusRange(200, 299),),
        contains=contains,
        slow_after=slow_after,
    )


def answer(
    status: int = 200, body: bytes = b"", *, ms: float = 84.0, charset: str = "utf-8"
) -> Observation:
    return Observation(status=status, body=body, charset=charset, phases=Phases(total_ms=ms))


def failed(kind: FailureKind, detail: str = "no answer within 10 s") -> Observation:
    return Observation(failure=Failure(kind, detail), phases=Phases(total_ms=10_000.0))


@pytest.mark.parametrize(
    ("ms", "reason"),
    [
        (0.2, "answered 200 in 0 ms"),
        (84.4, "answered 200 in 84 ms"),
        (999.4, "answered 200 in 999 ms"),
        (999.6, "answered 200 in 1 s"),
        (1000.0, "answered 200 in 1 s"),
        (2437.0, "answered 200 in 2.4 s"),
        (29_960.0, "answered 200 in 30 s"),
    ],
)
def test_a_good_answer_says_how_long_it_took(ms: float, reason: str) -> None:
    assert judged(expecting(), answer(ms=ms)) == (Verdict.UP, reason)


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ([StatusRange(200, 299)], "got status 503, expected 200–299"),
        ([StatusRange(200, 200)], "got status 503, expected 200"),
        ([StatusRange(200, 299), StatusRange(404, 404)], "got status 503, expected 200–299 or 404"),
        (
            [StatusRange(200, 200), StatusRange(204, 204), StatusRange(300, 399)],
            "got status 503, expected 200, 204 or 300–399",
        ),
    ],
)
def test_another_status_than_expected_is_down(expected: list[StatusRange], reason: str) -> None:
    assert judged(expecting(*expected), answer(503)) == (Verdict.DOWN, reason)


@pytest.mark.parametrize("status", [200, 250, 299, 503])
def test_a_range_of_status_codes_includes_both_ends(status: int) -> None:
    target = expecting(StatusRange(200, 299), StatusRange(503, 503))
    assert judged(target, answer(status))[0] is Verdict.UP


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<p>Grüße</p>".encode(), "utf-8"),
        ("<p>Grüße</p>".encode("latin-1"), "iso-8859-1"),
        ("<p>Grüße</p>".encode(), "iso-8859-1"),  # the header is wrong, the page is not
        ("<p>Grüße</p>".encode(), "no-such-charset"),
    ],
)
def test_the_expected_text_is_found_in_whatever_charset_it_is(body: bytes, charset: str) -> None:
    observation = answer(body=body, charset=charset)
    assert judged(expecting(contains="Grüße"), observation)[0] is Verdict.UP


@pytest.mark.parametrize("charset", ["utf-8", "ascii", "iso-8859-1", "hex", "no\0charset", "idna"])
def test_a_text_that_is_missing_is_down(charset: str) -> None:
    observation = answer(body=b"<p>Gr", charset=charset)
    reason = 'the answer does not contain "Grüße…"'
    assert judged(expecting(contains="Grüße…"), observation) == (Verdict.DOWN, reason)


def test_a_long_text_that_is_missing_is_named_by_its_beginning() -> None:
    _, reason = judged(expecting(contains="x" * 61), answer())
    assert reason == f'the answer does not contain "{"x" * 60}…"'


def test_a_text_that_is_missing_from_the_part_that_was_read_is_said_so() -> None:
    observation = Observation(
        status=200, body=b"x" * BODY_LIMIT, body_complete=False, phases=Phases()
    )
    reason = (
        'the first 256 KB of the answer do not contain "Welcome", and no more than that is read'
    )
    assert judged(expecting(contains="Welcome"), observation) == (Verdict.DOWN, reason)


@pytest.mark.parametrize(
    ("ms", "slow_after", "reason"),
    [
        (2437.0, TWO_SECONDS, "answered in 2.4 s, slower than 2 s"),
        (2004.0, TWO_SECONDS, "answered in just over 2 s, slower than 2 s"),
        (2549.0, timedelta(seconds=2.54), "answered in just over 2.54 s, slower than 2.54 s"),
        (300.4, timedelta(seconds=0.3), "answered in just over 300 ms, slower than 300 ms"),
        (1500.0, timedelta(seconds=0.3), "answered in 1.5 s, slower than 300 ms"),
    ],
)
def test_an_answer_that_takes_too_long_is_slow(
    ms: float, slow_after: timedelta, reason: str
) -> None:
    assert judged(expecting(slow_after=slow_after), answer(ms=ms)) == (Verdict.SLOW, reason)


def test_an_answer_in_just_the_time_that_is_allowed_is_not_slow() -> None:
    assert judged(expecting(slow_after=TWO_SECONDS), answer(ms=2000.0))[0] is Verdict.UP


def test_what_is_down_is_not_called_slow() -> None:
    target = expecting(contains="Welcome", slow_after=TWO_SECONDS)
    assert judged(target, answer(503, ms=9000.0))[1] == "got status 503, expected 200–299"
    assert judged(target, answer(ms=9000.0))[0] is Verdict.DOWN


@pytest.mark.parametrize("kind", FailureKind)
def test_only_a_failure_that_is_our_own_leaves_it_unknown(kind: FailureKind) -> None:
    verdict, reason = judged(expecting(), failed(kind, "there is no answer"))
    assert verdict is (Verdict.UNKNOWN if kind in OURS else Verdict.DOWN)
    assert reason == "there is no answer"


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=14), 14),
        (timedelta(days=14) - timedelta(seconds=1), 13),
        (timedelta(hours=23), 0),
        (timedelta(0), 0),
        (-timedelta(seconds=1), -1),
    ],
)
def test_the_days_of_a_certificate_are_whole_ones_that_are_left(left: timedelta, days: int) -> None:
    assert with_certificate(NOW + left).certificate_days_left == days


def test_without_a_certificate_no_days_are_left_to_count() -> None:
    assert with_certificate(None).certificate_days_left is None


def with_certificate(expires_at: datetime | None) -> Result:
    check = Check(id="c1", key="home", component_id="shop", name="Home", target=expecting())
    observation = Observation(
        status=200, phases=Phases(total_ms=5.0), certificate_expires_at=expires_at
    )
    return judge(check, observation, now=NOW)


def test_a_result_carries_the_times_that_were_taken() -> None:
    assert with_certificate(None).phases == Phases(total_ms=5.0)


def test_an_observation_has_either_a_status_or_a_failure() -> None:
    with pytest.raises(ValueError, match="either a status or a failure"):
        Observation(phases=Phases())
    with pytest.raises(ValueError, match="either a status or a failure"):
        Observation(phases=Phases(), status=200, failure=Failure(FailureKind.DNS, "no name"))


@given(
    status=st.integers(100, 999),
    first=st.integers(100, 599),
    length=st.integers(0, 100),
    ms=st.floats(0, 60_000),
    slow_ms=st.integers(1, 30_000),
)
def test_a_verdict_is_up_only_when_every_expectation_is_met(
    status: int, first: int, length: int, ms: float, slow_ms: int
) -> None:
    slow_after = timedelta(milliseconds=slow_ms)
    target = expecting(StatusRange(first, first + length), slow_after=slow_after)
    verdict, reason = judged(target, answer(status, ms=ms))
    expected = first <= status <= first + length
    in_time = timedelta(milliseconds=ms) <= slow_after
    assert (verdict is Verdict.DOWN) is not expected
    assert (verdict is Verdict.UP) is (expected and in_time)
    assert reason


@given(ms=st.floats(1, 60_000), slow_ms=st.integers(1, 30_000))
def test_a_slow_answer_is_never_shown_to_be_as_quick_as_allowed(ms: float, slow_ms: int) -> None:
    limit = timedelta(milliseconds=slow_ms)
    verdict, reason = judged(expecting(slow_after=limit), answer(ms=ms))
    if verdict is Verdict.SLOW:
        shown = reason.removeprefix("answered in ").partition(",")[0]
        assert shown.startswith("just over ") or seconds(shown) > limit.total_seconds()


def seconds(shown: str) -> float:
    number, unit = shown.split()
    return float(number) / (1000 if unit == "ms" else 1)
