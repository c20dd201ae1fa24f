"""The script that keeps the notice on a proxy's disk fresh: a whole notice or none."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from candor.notices import TARGETS
from candor.notices.site import Site
from chalicelib.services import publishing
from tests.integration.notices.installation import kept, placed, refreshed
from tests.integration.notices.proxies import Place
from tests.integration.notices.sham import FACTS, HTML, JSON, SHAMS, WHOLE, Stage, stage

pytestmark = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is missing: apt-get install curl"
)


@pytest.fixture
def sham() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture
def place(sham: Stage, tmp_path: Path) -> Place:
    return placed("nginx", sham, tmp_path)


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
