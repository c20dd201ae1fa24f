"""A page that is a copy, on a host of files: fresh while somebody looks, and grey after that."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from candor import mirroring
from chalicelib.domain.copies import QUIET_AFTER
from tests.browser.readers import Reader
from tests.browser.site import Site

Read = Callable[..., Reader]
_NEXT_S = 31
_LOOKS = int(QUIET_AFTER.total_seconds()) // 30 + 2


class Host:
    """A folder on the web, which knows nothing of us but the files, and what time it is."""

    def __init__(self, folder: Path, moment: datetime) -> None:
        self.folder = folder
        self.moment = moment
        handler = partial(_FromFolder, self, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def now(self) -> datetime:
        return self.moment

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _FromFolder(SimpleHTTPRequestHandler):
    def __init__(self, host: Host, *connection: Any, directory: str) -> None:
        self._host = host
        super().__init__(*connection, directory=directory)

    def date_time_string(self, timestamp: float | None = None) -> str:
        if timestamp is not None:  # when a file was changed
            return super().date_time_string(timestamp)
        return format_datetime(self._host.moment, usegmt=True)

    def send_head(self) -> Any:
        # By a time of whole seconds, two copies made within one are the same: here they are.
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        pass


@pytest.fixture
def site(fresh: Callable[[str], Site]) -> Site:
    return fresh("one")


@pytest.fixture
def host(site: Site, tmp_path: Path) -> Iterator[Host]:
    mirroring.mirror(tmp_path, site.url)
    made = Host(tmp_path, site.now())
    yield made
    made.close()


def pulse(reader: Reader, within_s: int = _NEXT_S) -> None:
    """The next look at the pulse, and what the page made of it."""
    reader.wait_for_question(f"{reader.site.url}/pulse.json", seconds=within_s)
    reader.page.wait_for_function(
        "() => new Promise((done) => requestAnimationFrame(() => done(true)))"
    )


def is_grey(reader: Reader) -> None:
    page = reader.page
    for _ in range(6):  # what else was on its way has arrived by then, and has been seen to
        page.clock.run_for(500)
        page.evaluate("1")
    expect(page.locator("h1")).to_contain_text("We cannot see the current state since")
    assert page.title().startswith("We cannot see the current state since")
    assert set(page.locator(".chip").all_inner_texts()) == {"No data"}
    assert page.locator("main").evaluate("(main) => main.style.filter") == "grayscale(1)"
    assert "%235f6368" in (page.locator("link[rel=icon]").get_attribute("href") or "")
    assert "Operational" not in page.locator("#components .rows").first.inner_text()


def test_a_copy_that_is_fresh_is_the_page_and_says_that_it_is_a_copy(
    host: Host, read: Read
) -> None:
    reader = read(host, stands=False)
    with reader.page.expect_response(f"{host.url}/pulse.json"):
        reader.open("/")
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    expect(reader.page.locator("aside .lost")).to_contain_text("This is a copy, as of")
    pulse(reader)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    assert set(reader.asked) == {f"{host.url}/", f"{host.url}/pulse.json"}
    assert reader.barriers() == []
    assert reader.faults == []


def test_what_was_looked_at_since_counts_though_the_copy_is_as_it_was(
    host: Host, site: Site, read: Read
) -> None:
    reader = read(host, stands=False)
    site.tick(30)
    mirroring.mirror(host.folder, site.url)
    host.moment = site.now()
    with reader.page.expect_response(f"{host.url}/pulse.json"):
        reader.open("/")
    pulse(reader)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    at = reader.page.locator("#now time").get_attribute("datetime")
    assert at
    assert host.moment - datetime.fromisoformat(at) < timedelta(minutes=1)


def test_a_copy_that_nobody_keeps_any_more_turns_grey(host: Host, read: Read) -> None:
    """By the host's clock: the reader's own may be wrong by days."""
    reader = read(host, stands=False)
    reader.open("/")
    reader.page.clock.set_system_time(host.moment + timedelta(days=3))
    pulse(reader)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    host.moment += QUIET_AFTER + timedelta(minutes=1)
    pulse(reader)
    is_grey(reader)
    assert reader.barriers() == []
    assert reader.faults == []


def test_so_does_one_whose_pulse_cannot_be_had_for_long(host: Host, read: Read) -> None:
    reader = read(host, stands=False)
    reader.open("/")
    (host.folder / "pulse.json").unlink()
    pulse(reader)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    for _ in range(_LOOKS):
        pulse(reader)
    is_grey(reader)


def test_and_one_that_was_left_behind_by_newer_ones(host: Host, site: Site, read: Read) -> None:
    """Such as that in a language that the page no longer has: nobody writes it again."""
    (host.folder / "left.html").write_bytes((host.folder / "index.html").read_bytes())
    site.down()
    site.tick(3)
    mirroring.mirror(host.folder, site.url)
    host.moment = site.now()
    reader = read(host, stands=False)
    reader.open("/left.html")
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")
    for _ in range(_LOOKS):
        pulse(reader)
    is_grey(reader)


def test_a_grey_page_comes_back_by_itself(host: Host, site: Site, read: Read) -> None:
    reader = read(host, stands=False)
    reader.open("/")
    host.moment += QUIET_AFTER + timedelta(minutes=1)
    pulse(reader)
    is_grey(reader)
    site.go_quiet(QUIET_AFTER + timedelta(minutes=1))
    site.tick(12)
    mirroring.mirror(host.folder, site.url)
    host.moment = site.now()
    before = reader.page.locator("main").get_attribute("data-as-of")
    # What is there now is another edition: the page takes it up, and then its pulse. It may be gone
    # before it has told us what it asked.
    with reader.page.expect_navigation(), suppress(Error):
        reader.wait_for_question(f"{host.url}/", seconds=40)
        reader.page.wait_for_function(
            "(before) => document.querySelector('main').dataset.asOf !== before", arg=before
        )
        reader.wait_for_question(f"{host.url}/pulse.json", seconds=_NEXT_S)
    expect(reader.page.locator("h1")).to_have_text("All Systems Operational")


def test_a_change_appears_in_place_on_a_copy_too(host: Host, site: Site, read: Read) -> None:
    reader = read(host, stands=False)
    reader.open("/")
    site.down()
    site.tick(3)
    mirroring.mirror(host.folder, site.url)
    host.moment = site.now()
    reader.wait_for_question(f"{host.url}/", seconds=40)
    expect(reader.page.locator("#open")).to_be_visible()
    expect(reader.page.locator("aside .lost")).to_be_visible()
    for _ in range(_LOOKS):
        pulse(reader)
    expect(reader.page.locator("#open")).to_be_visible()
    assert "We cannot see" not in reader.text("h1")
    # Time runs so fast here that the page may give up an answer which was on its way.
    assert [each for each in reader.faults if not each.startswith("no answer from")] == []


def test_an_answer_is_given_on_the_page_itself(
    fresh: Callable[[str], Site], tmp_path: Path, read: Read
) -> None:
    site = fresh("asked")
    mirroring.mirror(tmp_path, site.url)
    host = Host(tmp_path, site.now())
    reader = read(host, stands=False)
    reader.knows = (site.url,)
    reader.open("/")
    expect(reader.page.get_by_role("radio")).to_have_count(0)
    assert reader.barriers() == []
    reader.page.get_by_role("link", name="How likely are you to recommend us").click()
    reader.page.locator("fieldset label").nth(9).click()
    reader.page.get_by_role("button", name="Send the answer").click()
    reader.page.wait_for_url(f"{site.url}/**/answers/sent")
    assert reader.faults == []
    host.close()


def test_without_scripts_the_copy_says_as_of_when_it_is(host: Host, read: Read) -> None:
    reader = read(host, scripts=False, width=320)
    reader.open("/")
    note = reader.page.locator("aside .lost")
    expect(note).to_be_visible()
    expect(note).to_have_text("This is a copy, as of 22 November 2026, 12:01 GMT.")
    assert reader.too_wide() == []
    assert set(reader.asked) == {f"{host.url}/"}
