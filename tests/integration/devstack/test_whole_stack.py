"""Candor itself, started as a person starts it, and lived with for an outage."""

import html
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from tests.integration.devstack.samples import ask, until
from tests.receiver import receiving
from tests.target import Target
from tests.whole_stack import PROJECT, Running, started

GALLERY = PROJECT / "tests" / "testdata" / "definitions"
OWN_PAGE = """\
page:
  name: Our Shop
  allow_addresses: [127.0.0.1]
components:
  - key: shop
    name: Shop
    checks:
      - key: home
        http: {{url: "{url}/health"}}
"""


def own_page(folder: Path, target: Target, *, more: str = "") -> Path:
    """A definition that watches a server which is no part of Candor."""
    page = folder / "page.yaml"
    page.write_text(OWN_PAGE.format(url=target.url) + more)
    return page


def told(stack: Running) -> list[str]:
    """Of each mail with news, in its order: the page's name and the stage."""
    return [subject.split(":")[0] for subject in stack.news()]


def candor(stack: Running, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "candor", "--local", *arguments],
        cwd=PROJECT,
        env={**os.environ, "PORT": str(stack.port)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_copies_are_listed_in_the_console_and_can_be_opened() -> None:
    with started() as stack:
        console = stack.port + 1
        listed = until(lambda: re.findall(r'href="(/copies/[^"]*)"', page_of(console)))
        assert "/copies/eu-central-1/pulse.json" in listed
        for path in listed:
            assert ask(console, path).status == 200
        front = ask(console, "/copies/eu-central-1/index.html")
        assert "script-src 'sha256-" in (front.header("Content-Security-Policy") or "")
        assert b"This is a copy" in front.body
        assert ask(console, "/copies/eu-central-1/none.html").status == 404
        assert ask(console, "/copies/us-east-1/index.html").status == 404


def page_of(console: int) -> str:
    return ask(console, "/").body.decode()


def test_an_outage_of_the_demo_service_is_shown_and_told_once_and_resolved_once() -> None:
    with started(SPEED="60") as stack:
        stack.subscribe("ann@example.com")

        stack.switch_demo("down")
        (incident,) = until(stack.unresolved)
        assert stack.get(f"/incidents/{incident['id']}").status == 200
        assert b"Major outage" in stack.get("/").body
        until(stack.news)

        stack.switch_demo("up")
        until(lambda: not stack.unresolved())
        until(lambda: "Resolved" in stack.news()[-1])
        assert told(stack) == ["[Demo Shop] Investigating", "[Demo Shop] Resolved"]
        assert len(stack.incidents()) == 1


def test_a_webhook_of_a_customer_hears_of_an_outage_from_end_to_end() -> None:
    def stages() -> list[str]:
        news = [each.json["incident"] for each in receiver.posted if "incident" in each.json]
        return [each["status"] for each in news]

    with receiving() as receiver, started(SPEED="60") as stack:
        stack.subscribe_webhook(receiver)
        stack.switch_demo("down")
        until(stages)
        stack.switch_demo("up")
        until(lambda: "resolved" in stages())
        assert stages() == ["investigating", "resolved"]


def test_whoever_opens_the_demo_service_while_it_is_down_is_shown_the_notice() -> None:
    person = {"Accept": "text/html,*/*", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    with started(SPEED="60") as stack:
        assert b"Hello!" in ask(stack.port + 3, "/", headers=person).body
        stack.switch_demo("down")
        (incident,) = until(stack.unresolved)
        asked = ask(stack.port + 3, "/search", headers=person)
        assert asked.status == 503
        assert f"<title>{incident['name']}" in html.unescape(asked.body.decode())
        assert f'data-origins="http://localhost:{stack.port + 3}"' in asked.body.decode()
        assert b"The demo shop is down." in ask(stack.port + 3, "/search").body


def test_an_outage_of_a_server_of_ones_own_is_shown_and_told_the_same_way(
    tmp_path: Path, target: Target
) -> None:
    with started(PAGE=str(own_page(tmp_path, target)), SPEED="30") as stack:
        stack.subscribe("ann@example.com")
        assert stack.summary()["status"]["indicator"] == "none"

        target.down()
        until(stack.news)
        (incident,) = until(lambda: stack.summary()["incidents"])
        assert stack.summary()["status"]["indicator"] == "critical"
        assert stack.summary()["components"][0]["status"] == "major_outage"
        (update,) = incident["incident_updates"]
        page = html.unescape(stack.get("/").body.decode())
        assert incident["name"] in page
        assert update["body"] in page

        target.up()
        until(lambda: "Resolved" in stack.news()[-1])
        until(lambda: stack.summary()["status"]["indicator"] == "none")
        assert stack.summary()["incidents"] == []
        assert told(stack) == ["[Our Shop] Investigating", "[Our Shop] Resolved"]
        assert [each["id"] for each in stack.incidents()] == [incident["id"]]


def test_its_greeting_ends_with_where_to_look_and_ctrl_c_ends_it_cleanly() -> None:
    with started() as stack:
        greeting = stack.greeting()
        owner, page, console = greeting.splitlines()[-3:]
        assert f"first owner   http://localhost:{stack.port}/admin/welcome/" in owner
        assert page.endswith(f"http://localhost:{stack.port}/")
        assert console.endswith(f"http://localhost:{stack.port + 1}/")
        assert "All Systems Operational" in stack.get("/").body.decode()  # it has looked
        assert stack.interrupt() == (f"{greeting}Stopping …\n", 0)


def test_the_demo_page_has_an_invented_past_as_the_terminal_says() -> None:
    with started(PAST="") as stack:
        assert "The 90 days before now are invented" in stack.greeting()
        assert len(stack.incidents()) > 2
        page = stack.get("/").body.decode()
        assert stack.incidents()[0]["name"] in html.unescape(page)
        assert "invented" not in page, "readers are told nothing of how it came about"


def test_api_gateway_s_own_errors_are_in_our_words() -> None:
    with started() as stack:
        length = {"Content-Length": str(11 * 1024 * 1024), "Accept": "text/html"}
        refused = ask(stack.port, "/subscriptions", method="POST", headers=length)
        assert refused.status == 413
        assert refused.header("Content-Type") == "text/html"
        assert "<h1>Too much at once</h1>" in refused.body.decode()


def test_a_page_with_ten_faults_is_refused_with_all_ten() -> None:
    with started(PAGE=str(GALLERY / "ten_faults.yaml")) as stack:
        output, status = stack.ended()
    assert status == 2
    _, refused, *faults = output.splitlines()
    assert refused == f"{GALLERY}/ten_faults.yaml can't be used as it is:"
    expected = (GALLERY / "ten_faults.txt").read_text("utf-8").splitlines()
    assert faults == [f"{GALLERY}/{line}" for line in expected]
    assert len(faults) == 10


def test_the_candor_command_reaches_what_is_running_here() -> None:
    with started() as stack:
        exported = candor(stack, "export")
        assert exported.returncode == 0, exported.stderr
        assert "name: Demo Shop" in exported.stdout


def test_what_the_candor_command_applies_here_is_dated_by_the_clock_here(
    tmp_path: Path, target: Target
) -> None:
    page = own_page(tmp_path, target)
    with started(PAGE=str(page), SPEED="0.01") as stack:  # soon far behind the wall
        page.write_text(page.read_text().replace("Our Shop", "Our Other Shop"))
        before = stack.clock()
        applied = candor(stack, "apply", "--yes", str(page))
        assert applied.returncode == 0, applied.stderr
        shown = until(
            lambda: stack.summary()["page"]["name"] == "Our Other Shop" and stack.summary()
        )
        assert before <= datetime.fromisoformat(shown["page"]["updated_at"]) <= stack.clock()
