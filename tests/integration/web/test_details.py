"""The pages below the status page: components, incidents, months and maintenance."""

import csv
import gzip
import io
import re
from datetime import timedelta

import pytest

from tests.gateway import Answer
from tests.integration.web.test_pages import visible
from tests.ports import free_ports
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

FIRST_VIEW_BYTES = 14 * 1024


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick(3)
    return here


@pytest.fixture
def broken(shop: World, target: Target) -> World:
    target.down("/checkout")
    shop.tick(2)
    return shop


def component(world: World, name: str = "Checkout") -> Answer:
    rows = world.summary["components"]
    (component_id,) = (row["id"] for row in rows if row["name"] == name)
    return world.browser.get(f"/components/{component_id}")


def test_a_component_says_how_it_is_and_what_was_seen_last(broken: World) -> None:
    answer = component(broken)
    text = visible(answer)
    assert answer.status == 200
    assert "Checkout Major outage Since 22 November 2026, 12:04 UTC" in text
    assert "12:05 UTC Down got status 503, expected 200–299" in text
    assert re.search(r"12:03 UTC Up answered 200 in \d+ ms", text)
    assert text.index("12:05 UTC Down") < text.index("12:03 UTC Up")
    assert "Checkout is not available Investigating" in text


def test_a_component_is_dated_back_for_readers_and_not_for_programs(
    shop: World, target: Target
) -> None:
    """Who polls for what changed would never be told of a moment that lies before its last look."""
    target.down("/checkout")
    shop.tick()
    before = shop.summary["components"]
    shop.tick()
    (row,) = (each for each in shop.summary["components"] if each["name"] == "Checkout")
    assert row["status"] == "major_outage"
    assert row["updated_at"] == "2026-11-22T12:05:00.000Z", "believed"
    assert "Checkout Major outage Since 22 November 2026, 12:04 UTC" in visible(component(shop))
    (old,) = (each for each in before if each["id"] == row["id"])
    assert old["updated_at"] < "2026-11-22T12:04:00.000Z"
    shop.tick(3)
    assert [row] == [each for each in shop.summary["components"] if each["id"] == row["id"]]


def test_a_component_names_no_machine(here: World, target: Target) -> None:
    document = page_of(target)
    check = document["components"][0]["checks"][0]  # type: ignore[index] # plain test data
    check["http"]["url"] = f"http://127.0.0.1:{free_ports()}/"
    here.apply(document)
    here.tick()
    text = visible(component(here))
    assert "could not connect to the endpoint: connection refused" in text
    assert "127.0.0.1" not in component(here).text


def test_a_component_has_a_chart_for_each_span_and_twelve_months(shop: World) -> None:
    text = visible(component(shop))
    assert "24 hours 7 days 30 days 90 days" in text
    assert "Nothing was measured in this time." in text  # no hour is closed yet
    assert "December 2025" in text
    assert "November 2026 100.00%" in text


def test_a_closed_hour_is_in_the_chart_and_in_its_table(shop: World) -> None:
    shop.tick(80)
    shop.roll_up()
    text = visible(component(shop))
    assert re.search(r"From Half within 95 of 100 within .*12:00 UTC \d+ ms \d+ ms", text)


def test_what_is_no_component_is_not_found(shop: World) -> None:
    answer = shop.browser.get("/components/abcdefghijkl")
    assert answer.status == 404
    assert "There is no component abcdefghijkl on this page." in visible(answer)


def test_an_incident_begins_with_how_it_went(broken: World, target: Target) -> None:
    incident_id = broken.incidents[0]["id"]
    target.up()
    broken.tick(2)
    text = visible(broken.browser.get(f"/incidents/{incident_id}"))
    assert (
        "First failure 22 November 2026, 12:04 UTC First notification 22 November 2026, 12:05 UTC "
        "1 minute later All clear 22 November 2026, 12:06 UTC 1 minute later"
    ) in text
    assert "Checkout: Major outage" in text


def test_history_tells_what_began_in_a_month(broken: World) -> None:
    for path in ("/history", "/history/2026-11"):
        text = visible(broken.browser.get(path))
        assert "History, November 2026" in text
        assert "22 November 2026 Checkout is not available Investigating Since 12:04 UTC" in text


@pytest.mark.parametrize(
    "path",
    [
        "/history/2026-12",
        "/history/2026-13",
        "/history/2026-10",
        "/uptime/2026-10",
        "/uptime/1970-01",
        "/uptime/2026-10.csv",
    ],
)
def test_a_month_that_cannot_have_happened_is_not_found(shop: World, path: str) -> None:
    answer = shop.browser.get(path)
    assert answer.status == 404
    assert "There is no record of that month." in visible(answer)


def test_uptime_is_a_calendar_with_the_way_it_is_made(broken: World) -> None:
    text = visible(broken.browser.get("/uptime"))
    assert "Uptime, November 2026" in text
    assert re.search(
        r"Checkout 60\.00% .* 22 60\.00 Major outage .* Search", text
    )  # 2 of 5 minutes down
    assert "Major outage: 2 minutes · Operational: 3 minutes" in text
    assert re.search(r"Search 100\.00% .* 22 100 ", text)
    assert "Availability of the whole page in this month: 80.00%." in text
    assert "(major outage + 0.3 × partial outage)" in text


def test_the_csv_has_the_seconds_of_each_day(broken: World) -> None:
    answer = broken.browser.get("/uptime/2026-11.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(r["date"], r["component"], r["uptime_percent"]) for r in rows] == [
        ("2026-11-22", "Checkout", "60.000"),
        ("2026-11-22", "Search", "100.000"),
    ]
    assert (rows[0]["major_outage_s"], rows[0]["operational_s"], rows[0]["no_data_s"]) == (
        "120",
        "180",
        "0",
    )


def test_a_name_in_the_csv_is_no_formula(here: World, target: Target) -> None:
    document = page_of(target)
    document["components"][0]["name"] = "=cmd()"  # type: ignore[index] # plain test data
    here.apply(document)
    here.tick()
    assert "'=cmd()" in here.browser.get("/uptime/2026-11.csv").text


def test_checks_are_named_where_a_component_has_several(here: World, target: Target) -> None:
    document = page_of(target)
    checks = document["components"][0]["checks"]  # type: ignore[index] # plain test data
    checks[0]["name"] = "Card payments"
    here.apply(document)
    here.tick()
    assert "Card payments" not in visible(component(here))
    checks.append({**checks[0], "key": "other", "name": "Vouchers"})
    here.apply(document)
    here.tick()
    assert re.search(
        "Up Card payments: answered .* Up Vouchers: answered", visible(component(here))
    )


def test_the_bars_can_be_read_as_a_table(broken: World) -> None:
    assert "Day Status Uptime 22 November 2026 Major outage 60.00%" in visible(component(broken))


def test_a_component_leads_to_no_month_before_its_record(shop: World) -> None:
    months = re.findall(r'href="/uptime/(\d{4}-\d\d)#', component(shop).text)
    assert months == ["2026-11"]


def test_the_state_of_a_bad_day_is_said_in_words(broken: World) -> None:
    assert "22 60.00 Major outage" in visible(broken.browser.get("/uptime"))


def test_without_any_maintenance_nothing_is_planned(shop: World) -> None:
    assert "Nothing is planned." in visible(shop.browser.get("/maintenance"))


def test_pages_lead_to_each_other(broken: World) -> None:
    seen, waiting = set[str](), ["/"]
    while waiting:
        path = waiting.pop()
        answer = broken.browser.get(path)
        assert answer.status == 200, path
        seen.add(path)
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)) - seen - set(waiting)
        waiting += [link for link in links if not re.search(r"/\d{4}-\d\d", link)]
    addresses = {re.sub(r"/[a-z0-9]{12}$", "/", path) for path in seen}
    assert {"/", "/components/", "/incidents/", "/history", "/uptime", "/maintenance"} <= addresses


def test_pages_of_one_thing_have_an_etag(broken: World) -> None:
    for path in ("/history", "/uptime", "/maintenance", "/uptime/2026-11.csv"):
        first = broken.browser.get(path)
        again = broken.browser.get(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.text) == (304, ""), path


def test_the_first_view_amid_an_outage_is_small(here: World, target: Target) -> None:
    document = page_of(target)
    document["components"] = [
        {
            "key": f"part-{n}",
            "name": f"Part number {n}",
            "checks": [{"key": "page", "http": {"url": f"{target.url}/{n}"}}],
        }
        for n in range(30)
    ]
    here.apply(document)
    here.tick()
    target.down("/7")
    here.tick(2)
    answer = here.browser.get("/")
    assert "Part number 7 is not available" in answer.text
    assert len(gzip.compress(answer.text.encode())) <= FIRST_VIEW_BYTES


def test_the_page_goes_on_when_the_checks_are_quiet(shop: World) -> None:
    shop.pass_quietly(timedelta(minutes=10))
    text = visible(component(shop))
    assert "Checkout No data" in text
    assert "Last checked 22 November 2026, 12:03 UTC" in text
