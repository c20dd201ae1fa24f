"""The scripts that keep the notice on a proxy's disk fresh: a whole notice or none."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from candor.notices import TARGETS
from candor.notices.reading import read
from candor.notices.site import Site
from chalicelib.services import publishing
from tests.integration.notices.installation import refreshed
from tests.integration.notices.page import Page
from tests.integration.notices.proxies import Place
from tests.integration.notices.sham import FACTS, HTML, JSON, SHAMS, WHOLE, Sham, Stage, stage
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

pytestmark = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is missing: apt-get install curl"
)


@pytest.fixture
def sham() -> Iterator[Stage]:
    with stage() as made:
        yield made


def placed(target: str, sham: Stage, folder: Path) -> Place:
    place = Place(folder=folder, port=0, product_port=0)
    place.notice.mkdir()
    place.put(TARGETS[target](Site(url=sham.url, notice=WHOLE, problem=FACTS)))
    return place


@pytest.fixture
def place(sham: Stage, tmp_path: Path) -> Place:
    return placed("nginx", sham, tmp_path)


@pytest.fixture
def haproxy(sham: Stage, tmp_path: Path) -> Place:
    return placed("haproxy", sham, tmp_path)


def kept(place: Place) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in place.notice.iterdir()}


def test_a_whole_notice_is_taken(place: Place, sham: Stage) -> None:
    assert refreshed(place).returncode == 0
    assert kept(place) == {"down.html": WHOLE.encode(), "down.json": FACTS.encode()}
    sham.say("Since ten.")
    assert refreshed(place).returncode == 0
    assert all(b"Since ten." in content for content in kept(place).values())
    assert {file.stat().st_mode & 0o777 for file in place.notice.iterdir()} == {0o644}


@pytest.mark.parametrize("name", SHAMS)
def test_anything_else_leaves_what_is_there_and_says_why(
    place: Place, sham: Stage, name: str
) -> None:
    sham.say("the last good one")
    refreshed(place)
    before = kept(place)
    sham.shown, _, said = SHAMS[name]
    ran = refreshed(place)
    assert ran.returncode == 1
    assert said in ran.stderr
    assert f"What is in {place.notice} stays as it is." in ran.stderr
    assert kept(place) == before


def test_a_page_that_nobody_serves_leaves_what_is_there(place: Place, sham: Stage) -> None:
    refreshed(place)
    before = kept(place)
    script = place.folder / "candor-notice-refresh"
    script.write_text(script.read_text().replace(sham.url, "http://127.0.0.1:1"))
    ran = refreshed(place)
    assert (ran.returncode, kept(place)) == (1, before)
    assert "no answer" in ran.stderr


def test_while_the_page_stays_its_json_is_not_asked_for_again(place: Place, sham: Stage) -> None:
    refreshed(place)
    refreshed(place)
    assert sham.asked_for == [HTML, JSON, HTML]


def test_a_refresh_that_stopped_half_way_is_made_up_for(place: Place, sham: Stage) -> None:
    refreshed(place)
    sham.say("Since ten.")
    # As it would be after the JSON went in its place, and before the page did.
    (place.notice / "down.json").write_bytes(sham.shown.json)
    refreshed(place)
    assert all(b"Since ten." in content for content in kept(place).values())


def test_apache_gets_answers_that_carry_their_own_status(sham: Stage, tmp_path: Path) -> None:
    place = placed("apache", sham, tmp_path)
    refreshed(place)
    head, _, body = kept(place)["down.html.asis"].partition(b"\n\n")
    assert head.startswith(b"Status: 503 ")
    assert body == WHOLE.encode()


def reloads(place: Place) -> str:
    """A command that writes down that HAProxy was reloaded."""
    script = place.folder / "reload"
    script.write_text(f"#!/bin/sh\necho reloaded >>{place.folder}/reloads\n")
    script.chmod(0o755)
    return str(script)


def times(place: Place) -> int:
    record = place.folder / "reloads"
    return record.read_text().count("reloaded") if record.exists() else 0


def loaded(place: Place) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in place.loaded.glob("*.http")}


def test_haproxy_is_reloaded_when_the_notice_changed_and_only_then(
    haproxy: Place, sham: Stage
) -> None:
    reload = reloads(haproxy)
    for _ in range(3):
        assert refreshed(haproxy, reload=reload).returncode == 0
    assert times(haproxy) == 1
    sham.say("Since ten.")
    refreshed(haproxy, reload=reload)
    assert times(haproxy) == 2
    assert b"Since ten." in loaded(haproxy)["json.http"]


def test_haproxy_is_not_reloaded_for_the_time_alone_but_once_an_hour(
    haproxy: Place, here: World, target: Target, page: Page
) -> None:
    here.apply(page_of(target))
    here.tick(3)
    haproxy.put(TARGETS["haproxy"](read(page.url, None)))
    reload = reloads(haproxy)
    refreshed(haproxy, reload=reload)
    before = kept(haproxy)
    here.tick(3)
    refreshed(haproxy, reload=reload)
    assert (kept(haproxy) != before, times(haproxy)) == (True, 1)
    two_hours_ago = time.time() - 7200
    os.utime(haproxy.loaded / "loaded", (two_hours_ago, two_hours_ago))
    refreshed(haproxy, reload=reload)
    assert times(haproxy) == 2


def test_haproxy_keeps_the_notice_before_when_it_does_not_take_the_new_one(
    haproxy: Place, sham: Stage
) -> None:
    refreshed(haproxy)
    before = loaded(haproxy)
    sham.say("Since ten.")
    ran = refreshed(haproxy, reload="false")
    assert ran.returncode == 1
    assert "HAProxy did not take the new notice" in ran.stderr
    assert loaded(haproxy) == before
    assert refreshed(haproxy, reload=reloads(haproxy)).returncode == 0
    assert b"Since ten." in loaded(haproxy)["json.http"]


def test_a_load_that_was_interrupted_before_the_reload_is_made_up_for(
    haproxy: Place, sham: Stage
) -> None:
    refreshed(haproxy)
    reload = reloads(haproxy)
    (haproxy.loaded / "loaded").unlink()  # it is written last
    refreshed(haproxy, reload=reload)
    assert times(haproxy) == 1


def test_a_notice_too_large_for_haproxy_leaves_the_one_before(haproxy: Place, sham: Stage) -> None:
    refreshed(haproxy)
    before = loaded(haproxy)
    noise = os.urandom(15_000).hex()
    sham.shown = Sham(html=WHOLE.replace("Sorry!", noise).encode())
    ran = refreshed(haproxy, reload=reloads(haproxy))
    assert ran.returncode == 1
    assert "html.http is larger than the 15360 bytes that HAProxy takes" in ran.stderr
    assert (loaded(haproxy), times(haproxy)) == (before, 0)


@pytest.mark.parametrize("target", ["nginx", "haproxy"])
def test_systemd_takes_the_units(sham: Stage, tmp_path: Path, target: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: apt-get install systemd")
    place = placed(target, sham, tmp_path)
    for script in tmp_path.glob("candor-notice-*"):
        script.chmod(0o755)
    unit = tmp_path / "candor-notice.service"
    unit.write_text(unit.read_text("utf-8").replace("/usr/local/bin", str(place.folder)))
    command = ["systemd-analyze", "verify", str(tmp_path / "candor-notice.timer"), str(unit)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_new_words_are_on_disk_within_thirty_seconds() -> None:
    """The hold of the HTTP function, the timer's pause and its slack leave time for fetching."""
    site = Site(url="https://status.example.com", notice=WHOLE, problem=FACTS)
    timer = TARGETS["nginx"](site)["candor-notice.timer"]
    pause, slack = (
        int(re.findall(rf"^{name}=(\d+)$", timer, re.MULTILINE)[0])
        for name in ("OnUnitInactiveSec", "AccuracySec")
    )
    assert publishing.HELD_FOR_S + pause + slack <= 25
