"""`make bench-cost`: what fifty checks write, and what a month of them costs.

Write units are DynamoDB's own word (DynamoDB Local's ConsumedCapacity) for a whole day of ticks
with its roll-ups. Everything else of the month is what was measured times the assumptions below,
at list prices.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3

from bench import prices
from bench.bare import answer_to
from bench.capacity import Consumed, metered
from bench.prices import Charge
from bench.scene import Scene, engine, scene

CHECKS = 50
AT_MOST = 3.0  # write units a tick
_DAY_TICKS = timedelta(days=1) // timedelta(minutes=1)
_MONTH_TICKS = timedelta(hours=730) // timedelta(minutes=1)
_MONTH_HOURS = 730
_PAST = timedelta(days=60)  # so that the rows of this month are as large as they get
_KEPT_DAYS = 90  # of results, which is the default of `keep_results`
_GB = 1e9
_MEMORY_GB = 0.5  # as .chalice/config.json has it
_BILLED_BESIDE = 100  # bytes of each item, for its place in the index

# Assumed of a middling month: nothing here can measure AWS's own machines, or readers.
_TICK_S, _ROLL_UP_S, _VIEW_S = 1.0, 2.0, 0.03  # billed; a tick lasts as long as its slowest look
_VIEWS = 100_000
_MAILS = 4 * 3 * 500  # four incidents of three mails to five hundred subscribers
_LOGGED_BYTES = 1_000  # a run: our line, and Lambda's own three


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day of ticks consumed, and how much is stored of it."""

    ticks: Consumed
    roll_ups: Consumed
    view_read_units: float
    view_bytes: int
    sample_bytes: float  # a tick
    other_bytes: float  # a day

    @property
    def writes_a_tick(self) -> float:
        return (self.ticks.write_units + self.roll_ups.write_units) / _DAY_TICKS

    @property
    def reads_a_tick(self) -> float:
        return (self.ticks.read_units + self.roll_ups.read_units) / _DAY_TICKS


def main() -> None:
    with engine() as endpoint, scene(endpoint, CHECKS, past=_PAST, trouble=False) as page:
        page.pass_minutes(10)  # the first looks write what later ones don't
        day = _a_day_of(page)
    _show_units(day)
    print(f"\nA month at {prices.heading()}; assumed: {_VIEWS:,} views, {_MAILS:,} mails,")
    print(f"a tick billed for {_TICK_S:g} s and a view for {_VIEW_S * 1000:g} ms at 512 MB")
    _show_bill("Candor", day, rows_a_tick=1, row_bytes=day.sample_bytes)
    _show_bill("One row a check", day, rows_a_tick=CHECKS, row_bytes=_plain_row_bytes())


def _a_day_of(page: Scene) -> Day:
    ticks, roll_ups, before = Consumed(), Consumed(), _stored()
    for _ in range(_DAY_TICKS):
        with metered(ticks):
            page.here.tick()
        with metered(roll_ups):
            page.roll_up_when_due()
    after = _stored()
    page.here.forget()
    with metered(Consumed()) as viewing:
        answer = answer_to("/")
    return Day(
        ticks=ticks,
        roll_ups=roll_ups,
        view_read_units=viewing.read_units,
        view_bytes=len(zlib.compress(answer["body"].encode(), 6)),
        sample_bytes=(after["SAMPLES"] - before["SAMPLES"]) / _DAY_TICKS,
        other_bytes=sum(after.values())
        - sum(before.values())
        - after["SAMPLES"]
        + before["SAMPLES"],
    )


def _show_units(day: Day) -> None:
    ticks, roll_ups = (each.write_units / _DAY_TICKS for each in (day.ticks, day.roll_ups))
    print(f"Write units a tick, over a day, {CHECKS} components with a check each")
    print(f"  ticks                  {ticks:6.2f}   {dict(day.ticks.writes)} in a day")
    print(f"  roll-ups, amortised    {roll_ups:6.2f}   {dict(day.roll_ups.writes)} in a day")
    print(f"  together               {day.writes_a_tick:6.2f}   at most {AT_MOST:g} is the aim")
    print(f"Read units a tick        {day.reads_a_tick:6.2f}")


def _show_bill(title: str, day: Day, *, rows_a_tick: int, row_bytes: float) -> None:
    charges = list(_charges(day, rows_a_tick=rows_a_tick, row_bytes=row_bytes))
    print(f"\n{title}")
    for charge in charges:
        print(charge)
    print(f"  {'together':<94} {sum(charge.usd for charge in charges):8.3f} USD")


def _charges(day: Day, *, rows_a_tick: int, row_bytes: float) -> Iterator[Charge]:
    """The bill, when results are so many rows of that size a tick; ours are one."""
    writes = day.writes_a_tick - 1 + rows_a_tick
    results = _DAY_TICKS * _KEPT_DAYS * rows_a_tick * (row_bytes + _BILLED_BESIDE)
    stored = (results + day.other_bytes * 365) / _GB
    runs = _MONTH_TICKS + _MONTH_HOURS + _VIEWS
    seconds = _MONTH_TICKS * _TICK_S + _MONTH_HOURS * _ROLL_UP_S + _VIEWS * _VIEW_S
    yield Charge("results and states written", "dynamodb_write", writes * _MONTH_TICKS)
    yield Charge("read by ticks", "dynamodb_read", day.reads_a_tick * _MONTH_TICKS)
    yield Charge("read by views, if none is held", "dynamodb_read", day.view_read_units * _VIEWS)
    yield Charge("stored after a year", "dynamodb_storage", stored)
    yield Charge("and backed up", "dynamodb_backup", stored)
    yield Charge("functions started", "lambda_request", runs)
    yield Charge("functions running", "lambda_gb_second", seconds * _MEMORY_GB)
    yield Charge("minutes and hours", "eventbridge_invocation", _MONTH_TICKS + _MONTH_HOURS)
    yield Charge("views", "api_gateway_request", _VIEWS)
    yield Charge("views sent, compressed", "data_out", _VIEWS * day.view_bytes / _GB)
    yield Charge("mails", "sns_email", _MAILS)
    yield Charge("logs", "logs_ingested", runs * _LOGGED_BYTES / _GB)


def _stored() -> dict[str, float]:
    """The bytes of all items, by the first part of their partition's key."""
    from chalicelib import settings

    stored: dict[str, float] = {"SAMPLES": 0}
    pages = boto3.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=settings.names().table):
        for item in page["Items"]:
            kind = item["pk"]["S"].partition("#")[0]
            stored[kind] = stored.get(kind, 0) + _size(item)
    return stored


def _size(item: dict[str, Any]) -> int:
    """As DynamoDB counts: the names, and the values as UTF-8 or raw bytes."""
    return sum(len(name) + len(_raw(value)) for name, value in item.items())


def _raw(value: Any) -> bytes:
    (plain,) = value.values()
    return plain if isinstance(plain, bytes) else str(plain).encode()


def _plain_row_bytes() -> int:
    """A check's result in a row of its own, as one would write it down without further thought."""
    keys = "pk RESULTS#2b8dq0f4k1xz sk 2026-11-22T12:00:00+00:00 ttl 1795262400"
    phases = "dns_ms 4.1 connect_ms 18.3 tls_ms 35.2 first_byte_ms 92.7 total_ms 151.0"
    return sum(len(word) for word in f"{keys} {phases} verdict up status 200".split())


if __name__ == "__main__":
    main()
