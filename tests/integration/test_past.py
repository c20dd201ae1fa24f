"""The invented past: as true to what was invented as a lived one is to what happened."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.days import DAY, HOUR, day_of, hours, stretch_of
from chalicelib.domain.definition import Definition, parse
from chalicelib.domain.histogram import merged
from chalicelib.domain.incidents import Stage
from chalicelib.domain.maintenances import active, upcoming
from chalicelib.domain.record import Record, begun, closed, next_hour, with_hour
from chalicelib.domain.reliability import Tone, reliability
from chalicelib.domain.snapshot import View
from chalicelib.domain.timeline import Stretch
from chalicelib.domain.tracks import outages_of, tracks
from chalicelib.domain.uptime import Tally, percent
from chalicelib.services import history, publishing, recording
from chalicelib.storage import changes, rollups
from chalicelib.storage.models import Row
from devstack.past import Invented, invent
from devstack.past.figures import Figures
from devstack.past.looks import Looks
from devstack.past.plot import Plot, plotted
from tests.aws_calls import Stopped, stopped_before
from tests.target import Target
from tests.world import BEGINNING, MINUTE, World

ZONE = "Europe/Dublin"  # its clocks went back on 25 October
DAYS = timedelta(days=90)
NAMES = ("Storefront", "Search", "Checkout")


def definition(*names: str, url: str = "https://shop.example.com", **page: Any) -> Definition:
    """A page of components with one check each, which says when it is slow."""
    settings = {"name": "Demo Shop", "time_zone": ZONE, "allow_addresses": ["127.0.0.1"], **page}
    check = {"key": "home", "http": {"url": f"{url}/health", "slow_after": "1s"}}
    components = [{"key": each.lower(), "name": each, "checks": [check]} for each in names]
    return parse({"page": settings, "components": components}, {})


def invented(page: Definition, span: timedelta = DAYS, *, trouble: bool = False) -> Invented:
    made = invent(page, span, BEGINNING, trouble=trouble)
    assert made is not None
    publishing.forget()
    return made


def shown(now: datetime = BEGINNING) -> View:
    return publishing.current(now, monotonic=0.0)


def everything() -> list[tuple[Any, ...]]:
    rows = Row.scan()
    return sorted((row.pk, row.sk, row.version, row.facts, row.packed) for row in rows)


def by_minute(past: Invented, component_id: str) -> Mapping[datetime, ComponentStatus]:
    """How a component was in each minute, painted one over the other: no rule of ours in it."""
    minutes = (past.last_tick + MINUTE - past.begun_at) // MINUTE
    painted: dict[datetime, ComponentStatus] = {}
    stored = changes.since(past.begun_at - MINUTE, past.last_tick)
    of_it = [change for change in stored if change.component_id == component_id]
    at, status, left = past.begun_at, ComponentStatus.NO_DATA, of_it
    for number in range(minutes):
        at = past.begun_at + number * MINUTE
        while left and left[0].since <= at:
            status, left = left[0].after, left[1:]
        painted[at] = status
    for each in past.maintenances:
        if component_id in each.component_ids and each.started_at:
            until = each.completed_at or past.last_tick + MINUTE
            painted |= _all(each.started_at, until, ComponentStatus.UNDER_MAINTENANCE)
    for gap in past.gaps:
        painted |= _all(gap.start, gap.end, ComponentStatus.NO_DATA)
    return painted


def _all(
    start: datetime, end: datetime, status: ComponentStatus
) -> dict[datetime, ComponentStatus]:
    return dict.fromkeys((start + n * MINUTE for n in range((end - start) // MINUTE)), status)


def by_day(minutes: Mapping[datetime, ComponentStatus]) -> dict[date, Tally]:
    seconds: dict[date, dict[ComponentStatus, int]] = {}
    for at, status in minutes.items():
        of_day = seconds.setdefault(day_of(at, ZONE), dict.fromkeys(ComponentStatus, 0))
        of_day[status] += 60
    return {day: Tally.of(of_day) for day, of_day in seconds.items()}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("trouble", [False, True])
def test_each_day_s_figures_are_those_of_a_count_minute_by_minute(trouble: bool) -> None:
    page = definition(*NAMES)
    past = invented(page, trouble=trouble)
    view = shown()
    today = day_of(BEGINNING, ZONE)
    of_components = tracks(view)
    worst = set()
    for component in page.components:
        counted = by_day(by_minute(past, component.id))
        assert dict(of_components[component.id].dated) == counted
        closed_days = rollups.days([component.id], date(2026, 1, 1), today)[component.id]
        assert {each.day: each.whole.tally for each in closed_days} | {
            today: counted[today]
        } == counted
        worst |= {tally.worst for tally in counted.values()}
    assert date(2026, 10, 25) in counted
    assert counted[date(2026, 10, 25)].total_s == 25 * 3600
    assert {ComponentStatus.MAJOR_OUTAGE, ComponentStatus.DEGRADED_PERFORMANCE} <= worst
    assert any(tally.no_data for tally in counted.values())


@pytest.mark.usefixtures("here")
def test_outages_and_uptime_are_what_the_changes_say() -> None:
    page = definition(*NAMES)
    past = invented(page)
    down = {
        at
        for component in page.components
        for at, status in by_minute(past, component.id).items()
        if status is ComponentStatus.MAJOR_OUTAGE
    }
    counted = {
        at
        for outage in outages_of(shown())
        for at in _all(outage.start, outage.end, ComponentStatus.MAJOR_OUTAGE)
    }
    assert down
    assert counted == down
    said = reliability(shown(), tracks(shown()))
    assert said is not None
    assert said.tone is Tone.CALM
    assert said.since_outage == BEGINNING - max(down) - MINUTE
    assert said.told is not None
    assert said.told.count == len(past.beliefs.incidents)


@pytest.mark.usefixtures("here")
def test_latencies_have_a_rhythm_and_are_bad_while_it_is_slow() -> None:
    page = definition("Storefront")
    past = invented(page)
    (component,) = page.components
    found = rollups.hours(component.id, day_of(past.begun_at, ZONE), day_of(BEGINNING, ZONE) - DAY)
    slow = [hour for hour in found if hour.tally.degraded_performance > 1800]
    quiet = [hour for hour in found if hour.tally.operational == 3600]
    assert slow
    assert all((hour.latency.percentile(95) or 0) > 1000 for hour in slow)
    assert all((hour.latency.percentile(95) or 0) < 1000 for hour in quiet)
    night = merged(hour.latency for hour in quiet if hour.start.hour == 3).percentile(50)
    day = merged(hour.latency for hour in quiet if hour.start.hour == 14).percentile(50)
    assert night
    assert day
    assert day > 1.2 * night


@pytest.mark.usefixtures("here")
def test_a_page_that_has_a_past_is_left_as_it_is() -> None:
    page = definition(*NAMES)
    invented(page)
    before = everything()
    assert invent(page, DAYS, BEGINNING + HOUR) is None
    assert everything() == before


def test_a_page_that_was_looked_at_gets_no_past(here: World, target: Target) -> None:
    page = definition("Storefront", url=target.url)
    here.apply({**_document(target), "page": {"name": "Shop", "allow_addresses": ["127.0.0.1"]}})
    here.tick()
    before = everything()
    assert invent(page, DAYS, BEGINNING + HOUR) is None
    assert everything() == before


@pytest.mark.usefixtures("here")
def test_a_page_without_checks_gets_no_past() -> None:
    assert invent(parse({"page": {"name": "Shop"}}, {}), DAYS, BEGINNING) is None
    assert everything() == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("number", "operation"),
    [
        (2, "TransactWriteItems"),
        (4, "BatchWriteItem"),
        (60, "PutItem"),
    ],
)
def test_what_was_cut_short_is_done_again_to_the_same_end(number: int, operation: str) -> None:
    page = definition(*NAMES)
    whole = invented(page)
    expected = tracks(shown())
    _forget_everything()
    with stopped_before(number, operation), pytest.raises(Stopped):
        invent(page, DAYS, BEGINNING)
    assert invented(page) == whole
    assert tracks(shown()) == expected


def test_the_roll_up_goes_on_where_the_past_ends(here: World, target: Target) -> None:
    page = definition("Storefront", url=target.url)
    invented(page)
    record = shown().snapshot.record
    assert record is not None
    assert record.horizon == BEGINNING - HOUR  # the last hour that had settled
    here.tick(16)
    now = BEGINNING + 16 * MINUTE
    assert recording.run(now) == 1
    publishing.forget()
    after = shown(now).snapshot.record
    assert after is not None
    assert after.horizon == BEGINNING
    (component,) = page.components
    of_today = rollups.hours_of_day(after.day, after.day_start, after.horizon)[component.id]
    assert of_today[-1].tally == Tally(operational=3600)
    assert of_today[-1].latency.count == 60
    assert sum(tally.total_s for _, tally in tracks(shown(now))[component.id].dated) == int(
        (DAYS + 17 * MINUTE).total_seconds()
    )


def test_the_page_shows_it(here: World) -> None:
    page = definition(*NAMES)
    past = invented(page)
    found = tracks(shown())
    html = here.browser.get("/").text
    for component in page.components:
        assert f"{percent(found[component.id].shown.uptime)}%" in html
    assert past.message.text in html
    assert past.beliefs.incidents[-1].name in html
    assert upcoming(past.maintenances)[0].name in html
    assert "All Systems Operational" in html
    incidents = here.browser.get("/api/v2/incidents.json").json["incidents"]
    assert {each["id"] for each in incidents} == {each.id for each in past.beliefs.incidents}
    assert all(each["status"] == "resolved" for each in incidents)


def test_trouble_is_under_way_at_the_end(here: World) -> None:
    past = invented(definition(*NAMES), trouble=True)
    view = shown()
    assert sorted(view.statuses.values()) == sorted(
        [
            ComponentStatus.MAJOR_OUTAGE,
            ComponentStatus.DEGRADED_PERFORMANCE,
            ComponentStatus.OPERATIONAL,
        ]
    )
    (open_one,) = view.snapshot.open_incidents
    assert open_one.stage is Stage.INVESTIGATING
    assert len(active(past.maintenances)) == 1
    assert open_one.name in here.browser.get("/").text


@pytest.mark.usefixtures("here")
def test_a_component_has_evidence_and_its_hours() -> None:
    page = definition(*NAMES)
    invented(page)
    view = shown()
    found = history.component(view.snapshot.components[0], view)
    assert len(found.evidence) == history.EVIDENCE_TICKS
    assert found.evidence[0].tick == BEGINNING
    assert found.evidence[0].result.reason.startswith("answered 200 in ")
    assert len(found.hours) > 29 * 24
    assert len(found.days) == 90


@pytest.mark.usefixtures("here")
def test_a_record_of_more_than_a_year_is_as_if_it_had_been_lived_day_by_day() -> None:
    page = definition("Storefront")
    span = timedelta(days=400)
    past = invented(page, span)
    kept, _ = rollups.load()
    assert kept is not None
    lived = _lived(page, past, plotted(page, span, BEGINNING, trouble=False), kept.horizon - HOUR)
    (component,) = page.components
    assert kept.begun_at == lived.begun_at
    assert kept.outages == lived.outages
    ours, theirs = kept.components[component.id], lived.components[component.id]
    assert len(ours.closed_days) == 364
    assert ours.closed_days == theirs.closed_days
    assert ours.latency_ms[:-1] == theirs.latency_ms[1:]


def _lived(page: Definition, past: Invented, plot: Plot, until: datetime) -> Record:
    figures = Figures(page, plot, Looks(page, plot), past.beliefs, past.maintenances)
    record = begun(plot.begun_at, ZONE)
    while record.horizon < until:
        hour = next_hour(record, ZONE)
        record = with_hour(record, figures.of(hour)[0]) if hour else closed(record, ZONE)
    return record


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(hours=5), timedelta(days=200)])
def test_two_pasts_of_a_page_are_alike_whenever_they_are_invented(later: timedelta) -> None:
    page = definition(*NAMES, time_zone="Etc/UTC")
    one, other = (
        plotted(page, timedelta(days=300), now, trouble=False)
        for now in (BEGINNING, BEGINNING + later)
    )
    apart = later // DAY * DAY
    moved = [(each.component_id, _later(each.when, apart)) for each in one.spells]
    assert [(each.component_id, each.when) for each in other.spells] == moved
    assert other.gaps == tuple(_later(each, apart) for each in one.gaps)


@pytest.mark.parametrize("zone", ["Etc/UTC", "America/St_Johns", "Australia/Lord_Howe"])
def test_no_spell_meets_another_of_its_component_or_a_gap(zone: str) -> None:
    page = definition(*(f"Part-{number}" for number in range(12)), time_zone=zone)
    plot = plotted(page, timedelta(days=1825), BEGINNING, trouble=True)
    assert len(plot.spells) > 100
    for component in page.components:
        own = [each.when for each in plot.spells if each.component_id == component.id]
        together = sorted([*own, *plot.gaps])
        assert all(a.end <= b.start for a, b in pairwise(together))
    days = {day_of(gap.start, zone) for gap in plot.gaps}
    assert all(len(list(hours(stretch_of(day, zone)))) >= 23 for day in days)


def _later(stretch: Stretch, by: timedelta) -> Stretch:
    return Stretch(stretch.start + by, stretch.end + by)


def _document(target: Target) -> dict[str, Any]:
    check = {"key": "home", "http": {"url": f"{target.url}/health"}}
    return {"components": [{"key": "storefront", "name": "Storefront", "checks": [check]}]}


def _forget_everything() -> None:
    for row in list(Row.scan()):
        row.delete()
    publishing.forget()
