"""What readers get, through the real HTTP handler."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest

from tests.aws_calls import recorded
from tests.gateway import Answer, Browser
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick()
    return here


@pytest.fixture
def broken(shop: World, target: Target) -> World:
    target.down("/checkout")
    shop.tick(2)
    return shop


def visible(answer: Answer) -> str:
    """The text that a reader sees, from a parser as strict as HTML's own rules."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    body = document.find("body")
    for script in body.findall(".//script"):
        script.text = None
    return " ".join(" ".join(body.itertext()).split())


def test_the_page_is_whole_without_javascript(broken: World) -> None:
    answer = broken.browser.get("/")
    assert answer.status == 200
    text = visible(answer)
    assert "Checkout is not available" in text
    assert "Investigating" in text
    assert "Since 12:02 UTC, Checkout is not available." in text
    assert "Checked 12:03 UTC" in text
    assert re.search(r"Checkout Major outage", text)
    assert re.search(r"Search Operational", text)
    assert re.search(r"22 Nov Checkout is not available Investigating", text)


def test_a_healthy_page_says_so(shop: World) -> None:
    text = visible(shop.browser.get("/"))
    assert "All Systems Operational Checked 12:01 UTC" in text
    assert "9 Nov – 22 Nov No incidents reported." in text


def test_a_quiet_page_turns_grey_and_says_since_when(shop: World) -> None:
    shop.pass_quietly(timedelta(minutes=2))
    assert "All Systems Operational" in visible(shop.browser.get("/"))
    shop.pass_quietly(timedelta(minutes=2))
    answer = shop.browser.get("/")
    assert "We cannot see the current state since 22 November 2026, 12:01 UTC" in visible(answer)
    assert "All Systems Operational" not in answer.text
    assert 'class="headline s-no_data"' in answer.text
    assert shop.browser.get("/healthz").status == 503


def test_an_incident_has_a_page_of_its_own(broken: World, target: Target) -> None:
    incident_id = broken.incidents[0]["id"]
    target.up()
    broken.tick(2)
    text = visible(broken.browser.get(f"/incidents/{incident_id}"))
    assert "Checkout is not available Resolved · began 22 November 2026, 12:02 UTC" in text
    assert text.index("Resolved 22 November") < text.index("Investigating 22 November")
    assert "lasted 2 minutes" in text


def test_an_old_incident_is_found_on_the_record(broken: World, target: Target) -> None:
    """Older than the snapshot reaches: the page is read from the incident's own rows."""
    from chalicelib.domain.board import Change
    from chalicelib.domain.ids import timed_id
    from chalicelib.domain.snapshot import RECENT_INCIDENTS
    from chalicelib.services import publishing
    from chalicelib.storage import incidents, states

    target.up()
    broken.tick(2)
    first = broken.incidents[0]["id"]
    (told,) = incidents.load([first]).values()
    later = [broken.clock.now() + timedelta(hours=n) for n in range(RECENT_INCIDENTS)]
    copies = tuple(replace(told, id=timed_id(at, "copy"), created_at=at) for at in later)
    states.commit(states.load(), Change(incidents=copies))
    broken.tick()
    view = publishing.current(broken.clock.now(), monotonic=0)
    assert {incident.id for incident in view.snapshot.incidents} == {copy.id for copy in copies}
    assert "Checkout is not available" in visible(broken.browser.get(f"/incidents/{first}"))


def test_the_notice_speaks_the_incidents_words(broken: World) -> None:
    answer = broken.browser.get("/down")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    assert answer.headers["cache-control"] == "no-store"
    assert "Since 12:02 UTC, Checkout is not available." in visible(answer)


def test_the_notice_is_kind_without_an_incident(shop: World) -> None:
    for method, path in (("GET", "/down"), ("POST", "/down/cart/pay"), ("DELETE", "/down/x")):
        answer = shop.browser.send(method, path)
        assert answer.status == 503
        assert "It is not your fault" in visible(answer)


def test_the_notice_answers_programs_in_json(broken: World) -> None:
    answer = Browser(headers={"Accept": "application/json"}).get("/down")
    assert answer.status == 503
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json["title"] == "Checkout is not available"


def test_links_work_below_the_stage_and_on_a_domain_of_its_own(broken: World) -> None:
    for base in ("", "/status"):
        text = Browser(base=base).get("/").text
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', text))
        assert links
        assert all(link.startswith(f"{base}/") for link in links)
        assert f"{base}/incidents/{broken.incidents[0]['id']}" in links


def test_a_host_header_changes_nothing(broken: World) -> None:
    evil = Browser(headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in evil.get("/").text
    assert "https://status.example.com/incidents/" in evil.get("/api/v2/incidents.json").text


def test_the_policy_names_the_style_and_nothing_else_runs(shop: World) -> None:
    for path in ("/", "/down", "/subscriptions", "/nowhere"):
        answer = shop.browser.get(path)
        style = re.search(r"<style>(.*)</style>", answer.text, re.DOTALL)
        assert style
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        policy = answer.headers["content-security-policy"]
        assert f"style-src 'sha256-{digest}'" in policy
        assert ("script-src" in policy) == ("<script>" in answer.text)
        for script in re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"script-src 'sha256-{digest}'; connect-src 'self'" in policy
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert " style=" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_people_wrote_is_escaped_everywhere(here: World, target: Target) -> None:
    document = page_of(target)
    document["page"]["name"] = f"Shop {SCRIPT}"  # type: ignore[index] # plain test data
    for component in document["components"]:  # type: ignore[attr-defined] # plain test data
        component["name"] += SCRIPT
        component["description"] = f'"><img src=x onerror=alert(1)>{SCRIPT}'
    here.apply(document)
    here.tick()
    target.down()
    here.tick(2)
    for path in ("/", "/down", f"/incidents/{here.incidents[0]['id']}", "/subscriptions", "/no"):
        answer = here.browser.get(path)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        visible(answer)


def test_an_etag_saves_the_second_transfer(shop: World) -> None:
    for path in ("/", "/api/v2/summary.json"):
        first = shop.browser.get(path)
        assert first.headers["etag"].startswith('W/"')
        again = shop.browser.get(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.text) == (304, "")
        assert again.headers["etag"] == first.headers["etag"]
        assert shop.browser.get(path, If_None_Match='W/"other"').status == 200
        assert "max-age=10, public, s-maxage=10" in first.headers["cache-control"]


def test_an_unknown_path_is_a_small_page(shop: World) -> None:
    for path in ("/nowhere", "/incidents/none", "/incidents/abcdefghijkl", "/api", "/wp-login.php"):
        answer = shop.browser.get(path)
        assert answer.status == 404
        assert "There is nothing at this address" in visible(answer)


def test_an_unknown_path_of_the_api_is_a_problem(shop: World) -> None:
    answer = shop.browser.get("/api/v2/nothing.json")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json["title"] == "There is nothing at this address"


def test_a_wrong_method_is_told_the_right_ones(shop: World) -> None:
    answer = shop.browser.send("DELETE", "/subscriptions")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_head_is_answered_as_get(shop: World) -> None:
    for path in ("/", "/api/v2/components.json", "/healthz"):
        head, get = shop.browser.send("HEAD", path), shop.browser.get(path)
        assert head.status == get.status == 200
        assert head.headers == get.headers


def test_before_the_first_apply_the_page_says_how_to_begin(here: World) -> None:
    answer = here.browser.get("/")
    assert answer.status == 404
    assert "candor apply" in visible(answer)
    assert here.browser.get("/down").status == 503


def spoil_the_snapshot(shop: World) -> None:
    """What is published can't be read any more: its bytes are something else."""
    import boto3

    from chalicelib import settings

    boto3.client("dynamodb").update_item(
        TableName=settings.names().table,
        Key={"pk": {"S": "SNAPSHOT"}, "sk": {"S": "snapshot"}},
        UpdateExpression="SET packed = :garbage",
        ExpressionAttributeValues={":garbage": {"B": b"garbage"}},
    )


def test_a_snapshot_that_cannot_be_read_is_a_readable_page(shop: World) -> None:
    spoil_the_snapshot(shop)
    shop.forget()
    for path in ("/", "/healthz", "/subscriptions", "/incidents/abcdefghijkl"):
        answer = shop.browser.get(path)
        assert answer.status == 500
        assert "Something went wrong on our side" in visible(answer)
        assert "zlib" not in answer.text
    for path in ("/api/v2/summary.json", "/healthz"):
        answer = Browser(headers={"Accept": "application/json"}).get(path)
        assert (answer.status, answer.json["status"]) == (500, 500)


def test_the_notice_is_there_when_nothing_can_be_read(shop: World) -> None:
    spoil_the_snapshot(shop)
    shop.forget()
    for method in ("GET", "POST"):
        answer = shop.browser.send(method, "/down/cart")
        assert answer.status == 503
        assert answer.headers["retry-after"] == "60"
        assert "It is not your fault" in visible(answer)


def test_the_notice_tells_what_was_read_last_when_nothing_new_can_be(
    broken: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.services import publishing

    assert broken.browser.get("/down").status == 503
    monkeypatch.setattr(publishing, "HELD_FOR_S", 0.0)
    spoil_the_snapshot(broken)
    answer = broken.browser.get("/down")
    assert answer.status == 503
    assert "Since 12:02 UTC, Checkout is not available." in visible(answer)


def test_an_error_page_reads_nothing_a_second_time(shop: World) -> None:
    spoil_the_snapshot(shop)
    shop.forget()
    with recorded() as calls:
        assert shop.browser.get("/").status == 500
    assert [call.operation for call in calls] == ["BatchGetItem"]
    shop.forget()
    with recorded() as calls:
        assert shop.browser.get("/nowhere").status == 404
    assert calls == []


def test_a_page_that_cannot_be_made_is_bare_text(
    shop: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from chalicelib.web import render

    monkeypatch.setattr(render, "_TEMPLATES", tmp_path)  # there are none
    render._environment.cache_clear()
    try:
        for path in ("/", "/down", "/nowhere"):
            answer = shop.browser.get(path)
            assert answer.status == 500
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.text.startswith("Something went wrong on our side. It is a fault of")
    finally:
        render._environment.cache_clear()


def test_a_table_that_is_gone_is_a_readable_page(shop: World) -> None:
    import boto3

    from chalicelib import settings

    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    shop.forget()
    answer = shop.browser.get("/")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    assert "can't reach what it stands on" in visible(answer)
    assert "candor-dev" not in answer.text
    assert "It is not your fault" in visible(shop.browser.get("/down"))
