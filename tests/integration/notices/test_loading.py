"""The script that hands a new notice to HAProxy, after the one that fetches it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from candor.notices import TARGETS
from candor.notices.reading import read
from candor.notices.site import Site
from tests.integration.notices.installation import free_place, kept, load, placed, refreshed
from tests.integration.notices.page import Page
from tests.integration.notices.proxies import Place
from tests.integration.notices.sham import FACTS, WHOLE, Sham, Stage, stage
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

pytestmark = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is missing: apt-get install curl"
)

_NOBODY = 65534


@pytest.fixture
def sham() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture
def haproxy(sham: Stage, tmp_path: Path) -> Place:
    return placed("haproxy", sham, tmp_path)


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


@pytest.fixture(params=["this machine's", "busybox's"])
def programs(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The scripts run with these programs; the image of the service in a cluster has busybox's."""
    busybox, curl = shutil.which("busybox"), shutil.which("curl")
    if request.param == "busybox's":
        if not (busybox and curl):
            pytest.skip("busybox is missing: apt-get install busybox")
        path = tmp_path_factory.mktemp("busybox")
        subprocess.run([busybox, "--install", "-s", str(path)], check=True)
        (path / "curl").symlink_to(curl)
        monkeypatch.setenv("PATH", str(path))


@pytest.mark.usefixtures("programs")
def test_what_killed_runs_left_behind_is_cleared_away_after_an_hour(haproxy: Place) -> None:
    folders = (haproxy.notice, haproxy.loaded)
    for folder in folders:
        for name, minutes in {".new.killed": 62, ".new.at-it": 2, "another": 62}.items():
            (folder / name).mkdir(parents=True)
            (folder / name / "down.html").write_text(WHOLE)
            then = time.time() - minutes * 60
            os.utime(folder / name, (then, then))
    ran = refreshed(haproxy)
    assert (ran.returncode, ran.stderr) == (0, "")
    for folder in folders:
        left = {each.name for each in folder.iterdir() if each.is_dir()}
        assert left == {".new.at-it", "another"}
    assert loaded(haproxy).keys() == {"html.http", "json.http"}


@pytest.fixture
def fetched_by_nobody(sham: Stage) -> Iterator[Place]:
    """HAProxy's place, whose notice another user than root has fetched; root loads it."""
    if os.geteuid() != 0:
        pytest.skip("this test is root's: it reads with the rights of another user")
    with free_place() as place:
        place.put(TARGETS["haproxy"](Site(url=sham.url, notice=WHOLE, problem=FACTS)))
        assert refreshed(place).returncode == 0
        for each in (place.notice, *place.notice.iterdir()):
            os.chown(each, _NOBODY, _NOBODY)
        yield place


def test_root_loads_what_another_user_fetched(fetched_by_nobody: Place) -> None:
    place = fetched_by_nobody
    (place.notice / "down.html").write_text(WHOLE.replace("Sorry!", "Since ten."))
    (place.notice / "down.json").write_text(FACTS.replace("Sorry!", "Since ten."))
    ran = load(place, reload=reloads(place))
    assert (ran.returncode, ran.stderr, times(place)) == (0, "", 1)
    assert b"Since ten." in loaded(place)["json.http"]


@pytest.mark.parametrize("name", ["down.html", "down.json"])
def test_root_publishes_no_file_that_who_fetched_may_not_read(
    fetched_by_nobody: Place, name: str
) -> None:
    place = fetched_by_nobody
    before = loaded(place)
    secret = place.folder / "shadow"
    secret.write_text("root:secret")
    secret.chmod(0o600)
    (place.notice / "down.html").write_text(WHOLE.replace("Sorry!", "Since ten."))
    (place.notice / name).unlink()
    (place.notice / name).symlink_to(secret)
    ran = load(place, reload=reloads(place))
    assert ran.returncode == 1
    assert f"{name} can't be read by the owner of its folder" in ran.stderr
    assert (loaded(place), times(place)) == (before, 0)


def test_what_root_was_started_with_is_no_word_of_the_notice(
    fetched_by_nobody: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fetched_by_nobody
    monkeypatch.setenv("TOKEN", "root's secret")
    (place.notice / "down.json").unlink()
    (place.notice / "down.json").symlink_to("/proc/self/environ")
    (place.notice / "down.html").write_text(WHOLE.replace("Sorry!", "Since ten."))
    load(place, reload=reloads(place))
    assert not any(b"root's secret" in content for content in loaded(place).values())
