from datetime import UTC, datetime, timedelta

import pytest

from devstack import cron
from devstack.cron import UnknownSchedule

SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)


def fires(expression: str, days: int = 1) -> list[str]:
    due = cron.due(expression)
    minutes = (SUNDAY + timedelta(minutes=minute) for minute in range(days * 24 * 60))
    return [f"{minute:%a %H:%M}" for minute in minutes if due(minute)]


def test_a_rate_fires_at_whole_multiples_of_itself() -> None:
    assert len(fires("rate(1 minute)")) == 24 * 60
    assert fires("rate(6 hours)") == ["Sun 00:00", "Sun 06:00", "Sun 12:00", "Sun 18:00"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(5 3 * * ? *)", ["Sun 03:05", "Mon 03:05"]),
        (
            "cron(0 0/8 * * ? *)",
            ["Sun 00:00", "Sun 08:00", "Sun 16:00"] * 1 + ["Mon 00:00", "Mon 08:00", "Mon 16:00"],
        ),
        ("cron(0,30 9 ? * MON-FRI *)", ["Mon 09:00", "Mon 09:30"]),
        ("cron(0 12 ? * 1 *)", ["Sun 12:00"]),
        ("cron(0 12 23 NOV ? 2026)", ["Mon 12:00"]),
        ("cron(0 12 * * ? 2027)", []),
    ],
)
def test_cron_fires_when_all_six_fields_agree(expression: str, expected: list[str]) -> None:
    assert fires(expression, days=2) == expected


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("every minute", "'every minute' is neither"),
        ("rate(1 fortnight)", "neither"),
        ("cron(0 12 L * ? *)", "doesn't know: L."),
        ("cron(61 * * * ? *)", "doesn't know: 61."),
        ("cron(0 9-5 * * ? *)", "doesn't know: 9-5."),
    ],
)
def test_what_is_not_understood_is_refused_by_name(expression: str, named: str) -> None:
    with pytest.raises(UnknownSchedule, match=named):
        cron.due(expression)
