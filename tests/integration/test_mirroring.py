"""`candor mirror`: the page in a folder, by HTTP; whole or not at all, and nowhere else."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from candor import mirroring
from candor.main import main
from chalicelib.domain.errors import InvalidInput, Unavailable
from tests.ports import free_ports
from tests.scenarios.test_outage import page_of
from tests.served import served
from tests.target import Target
from tests.world import World


@pytest.fixture
def url(here: World, target: Target) -> Iterator[str]:
    """A page in two languages over real HTTP."""
    document: dict[str, Any] = page_of(target)
    document["page"]["languages"] = ["en", "de"]
    here.apply(document)
    here.tick()
    with served(here) as url:
        yield url


def contents(folder: Path) -> dict[str, str]:
    files = (each for each in sorted(folder.rglob("*")) if each.is_file())
    return {str(each.relative_to(folder)): each.read_text("utf-8") for each in files}


def test_the_folder_has_what_the_page_would_copy(
    here: World, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "public" / "status"
    assert main(["mirror", str(folder), "--url", f"{url}/"]) == 0
    found = contents(folder)
    listed = [each["path"] for each in here.browser.get("/copy.json").json["files"]]
    assert set(found) == {*listed, "pulse.json"}
    for path in listed:
        assert found[path] == here.browser.get(f"/copy/{path}").text
    assert (folder / "index.html").stat().st_mode & 0o777 == 0o644, "a web server may read it"
    assert capsys.readouterr().out == (
        f"{folder} is as {url} is now: {len(listed)} files changed, and the pulse.\n"
    )


def test_only_the_pulse_changes_until_the_page_does(
    here: World, target: Target, url: str, tmp_path: Path
) -> None:
    mirroring.mirror(tmp_path, url)
    before = contents(tmp_path)
    here.tick(3)
    mirroring.mirror(tmp_path, url)
    after = contents(tmp_path)
    assert {path for path in after if after[path] != before[path]} == {"pulse.json"}
    target.down("/checkout")
    here.tick(2)
    mirroring.mirror(tmp_path, url)
    assert "Checkout is not available" in contents(tmp_path)["index.html"]
    assert "Checkout is not available" in contents(tmp_path)["down.html"]


def test_the_address_may_stand_in_the_environment(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BASE_URL", url)
    assert main(["mirror", str(tmp_path)]) == 0
    monkeypatch.delenv("BASE_URL")
    assert main(["mirror", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "Which page? Add --url https://status.example.com, or set BASE_URL.\n"
    )


@pytest.mark.parametrize(
    "url",
    ["http://status.example.com", "ftp://localhost/", "status.example.com", "file:///etc", ""],
)
def test_what_could_be_changed_on_its_way_is_not_mirrored(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"is no address of a status page|isn't encrypted"):
        mirroring.mirror(tmp_path, url)


# A server that says what a page of ours never would.

PULSE = json.dumps({"last_checked_at": None})
INDEX = "<!doctype html>"


class Liar(BaseHTTPRequestHandler):
    def __init__(self, answers: dict[str, str], *connection: Any) -> None:
        self._answers = answers
        super().__init__(*connection)

    def do_GET(self) -> None:
        body = self._answers.get(self.path)
        content = (body or "").encode()
        self.send_response(404 if body is None else 200 if body else 302)
        self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        pass


@contextmanager
def lying(answers: dict[str, str]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Liar, answers))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def listing(*paths: str, body: str = INDEX) -> dict[str, str]:
    """A page whose list names these files, all of one content."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    files = [{"path": path, "sha256": digest} for path in paths]
    return {
        "/copy.json": json.dumps({"files": files}),
        "/pulse.json": PULSE,
        **{f"/copy/{path}": body for path in paths},
    }


@pytest.mark.parametrize(
    "path",
    [
        "../evil.html",
        "a/../../evil.html",
        "/etc/passwd.html",
        "a//b.html",
        "..",
        ".htaccess",
        "a/.git/config.x",
        "C:\\evil.html",
        "a\\b.html",
        "evil.html\n",
        "e%2e%2e/evil.html",
        "pulse.json",
        "",
    ],
)
def test_nothing_is_written_outside_the_folder_whatever_the_list_says(
    path: str, tmp_path: Path
) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "index.html").write_text("old")
    with (
        lying(listing("index.html", path)) as url,
        pytest.raises(Unavailable, match=r"names .*, which is no file of a status page"),
    ):
        mirroring.mirror(folder, url)
    assert contents(tmp_path) == {"public/index.html": "old"}


def test_a_link_in_the_folder_leads_nowhere_else(tmp_path: Path) -> None:
    folder, outside = tmp_path / "public", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "de").symlink_to(outside)
    with (
        lying(listing("de/index.html")) as url,
        pytest.raises(InvalidInput, match="leads out of"),
    ):
        mirroring.mirror(folder, url)
    assert contents(outside) == {}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"/copy.json": "<html>"}, "copy.json is no list of copies"),
        ({"/copy.json": '{"files": [1]}'}, "copy.json is no list of copies"),
        ({"/copy.json": '{"files": []}'}, "lists 0 files"),
        ({"/copy/b.html": None}, "answers 404. Nothing was changed."),
        ({"/copy/b.html": ""}, "answers 302. Nothing was changed."),
        ({"/copy/b.html": "another"}, "changed each time it was read"),
        ({"/copy/b.html": "x" * 6_000_001}, "answers with more than any file of a status page has"),
        ({"/pulse.json": None}, "answers 404. Nothing was changed."),
        ({"/pulse.json": "[]"}, "is no pulse. Nothing was changed."),
        ({"/pulse.json": "3"}, "is no pulse. Nothing was changed."),
    ],
)
def test_what_goes_wrong_leaves_the_old_files_whole(
    changed: dict[str, str | None], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "_PAUSE_S", 0)
    (tmp_path / "a.html").write_text("old")
    answers = {**listing("a.html", "b.html"), **changed}
    known = {path: body for path, body in answers.items() if body is not None}
    with lying(known) as url, pytest.raises((InvalidInput, Unavailable), match=re.escape(reason)):
        mirroring.mirror(tmp_path, url)
    assert contents(tmp_path) == {"a.html": "old"}


def test_a_page_that_drips_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirroring, "_WHOLE_PATIENCE_S", -timedelta(seconds=1).total_seconds())
    with lying(listing("a.html")) as url, pytest.raises(Unavailable, match="took more than"):
        mirroring.mirror(tmp_path, url)
    assert contents(tmp_path) == {}


def test_nobody_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://localhost:{free_ports()}"
    assert main(["mirror", str(tmp_path), "--url", url]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"{url}/copy.json can't be read: ")
    assert err.endswith(" Nothing was changed.\n")
    assert err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("a file")
    with lying(listing("a.html")) as url, pytest.raises(Unavailable, match="can't be written"):
        mirroring.mirror(taken, url)
