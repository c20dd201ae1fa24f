"""`candor notice export`: what it reads, writes, refuses and says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.main import main
from candor.notices import TARGETS
from candor.notices.reading import read
from candor.notices.site import Site
from candor.notices.writing import write
from candor.page_address import page_address
from chalicelib.domain.errors import InvalidInput, Unavailable
from chalicelib.domain.notice_mark import NOTICE_MARK
from tests.integration.notices.page import Page
from tests.integration.notices.sham import FACTS, SHAMS, WHOLE, Stage, stage
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

ADDRESS = "https://status.example.com"
EVERYTHING = Site(url=ADDRESS, notice=WHOLE, problem=FACTS)


@pytest.fixture
def sham() -> Iterator[Stage]:
    with stage() as made:
        yield made


@pytest.fixture
def shop(here: World, target: Target) -> World:
    document: dict[str, Any] = page_of(target)
    document["page"]["languages"] = ["en", "de"]
    here.apply(document)
    here.tick(3)
    return here


def exported(*arguments: str) -> int:
    return main(["notice", "export", *arguments])


def test_the_notice_is_written_as_the_page_has_it(shop: World, page: Page, tmp_path: Path) -> None:
    assert exported("file", str(tmp_path / "new"), "--url", page.url) == 0
    html = (tmp_path / "new" / "down.html").read_text("utf-8")
    assert NOTICE_MARK in html
    assert '<html lang="en"' in html
    assert json.loads((tmp_path / "new" / "down.json").read_text("utf-8"))["status"] == 503


def test_the_notice_can_be_had_in_another_language(shop: World, page: Page, tmp_path: Path) -> None:
    assert exported("file", str(tmp_path), "--url", f"{page.url}/", "--language", "de") == 0
    assert '<html lang="de"' in (tmp_path / "down.html").read_text("utf-8")
    assert exported("nginx", str(tmp_path), "--url", page.url, "--language", "de") == 0
    script = (tmp_path / "candor-notice-refresh").read_text("utf-8")
    assert f"address='{page.url}/de/down'" in script


def test_a_language_that_the_page_has_not_is_said(
    shop: World, page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exported("file", str(tmp_path), "--url", page.url, "--language", "fr") == 1
    said = capsys.readouterr().err
    assert f"{page.url}/fr/down answers 404" in said
    assert "Is fr one of the page's languages?" in said


def test_without_an_address_the_page_in_force_says_where_it_is(
    shop: World, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASE_URL", page.url)
    assert exported("nginx", str(tmp_path)) == 0
    assert page.url in (tmp_path / "candor-notice.conf").read_text("utf-8")


def test_what_was_written_and_what_comes_next_is_said(
    sham: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported("file", str(tmp_path), "--url", sham.url)
    assert capsys.readouterr().out == (
        f"Written: {tmp_path}/down.html\nWritten: {tmp_path}/down.json\n"
        "Next: docs/notice/file.md says where to put them.\n"
    )


def test_a_second_export_changes_nothing(
    sham: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported("apache", str(tmp_path), "--url", sham.url)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    capsys.readouterr()
    assert exported("apache", str(tmp_path), "--url", sham.url) == 0
    assert set(re.findall(r"^\w+:", capsys.readouterr().out, re.MULTILINE)) == {
        "Unchanged:",
        "Next:",
    }
    assert before == {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}


def test_what_a_person_changed_is_kept_unless_they_say_so(
    sham: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported("nginx", str(tmp_path), "--url", sham.url)
    changed, missing = tmp_path / "candor-notice.conf", tmp_path / "candor-notice.timer"
    changed.write_text("mine")
    missing.unlink()
    assert exported("nginx", str(tmp_path), "--url", sham.url) == 1
    said = capsys.readouterr()
    assert f"\n  {changed}\n" in said.err
    assert "Add --replace" in said.err
    assert changed.read_text() == "mine"
    assert not missing.exists()

    assert exported("nginx", str(tmp_path), "--url", sham.url, "--replace") == 0
    said = capsys.readouterr()
    assert f"Replaced: {changed}" in said.out
    assert f"Written: {missing}" in said.out
    assert sham.url in changed.read_text()


def test_scripts_can_be_run_and_the_rest_can_be_read(tmp_path: Path) -> None:
    for target, make in TARGETS.items():
        write(make(EVERYTHING), tmp_path / target, replace=False)
    modes = {file: file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()}
    programs = {file.name for file, mode in modes.items() if mode == 0o755}
    assert programs == {"candor-notice-refresh", "candor-notice-load"}
    assert {mode for file, mode in modes.items() if file.name not in programs} == {0o644}


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match=r"can't be written: Not a directory\.$"):
        write({"down.html": WHOLE}, tmp_path / "file", replace=True)


@pytest.mark.parametrize("name", SHAMS)
def test_what_is_no_whole_notice_is_refused_with_the_reason(sham: Stage, name: str) -> None:
    sham.shown, said, _ = SHAMS[name]
    with pytest.raises(InvalidInput, match=re.escape(said)):
        read(sham.url, None)


def test_a_page_that_nobody_serves_is_one_sentence(page: Page) -> None:
    page.close()
    try:
        with pytest.raises(Unavailable, match=r"/down can't be read: .*Connection refused"):
            read(page.url, None)
    finally:
        page.open()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("status.example.com", "is no address of a status page"),
        ("ftp://status.example.com", "is no address of a status page"),
        ("https://me:secret@status.example.com", "is no address of a status page"),
        ("https://status.example.com/?a=b", "is no address of a status page"),
        ("https://status.example.com/'; rm -rf /", "is no address of a status page"),
        ("https://status.example.com/$(id)", "is no address of a status page"),
        ("https://status.example.com\n", "is no address of a status page"),
        ("https://[::1]/", "is no address of a status page"),
        ("http://status.example.com/now", r"Write https://status\.example\.com/now; http is"),
        ("http://localhost.example.com", "isn't encrypted"),
    ],
)
def test_an_address_that_is_none_is_refused(written: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        page_address(written)


@pytest.mark.parametrize(
    "written",
    [
        "https://status.example.com/",
        "https://abc123.execute-api.eu-west-1.amazonaws.com/status",
        "https://status.example.com:8443",
        "http://localhost:8000/",
        "http://127.0.0.1:8000",
    ],
)
def test_an_address_loses_its_last_slash_and_nothing_else(written: str) -> None:
    assert page_address(written) == written.rstrip("/")


@given(st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=40))
def test_no_address_can_say_anything_to_a_shell_or_a_configuration(rest: str) -> None:
    try:
        address = page_address(f"https://a{rest}")
    except InvalidInput:
        return
    assert re.fullmatch(r"[A-Za-z0-9:/._~-]+", address)


def test_every_blank_in_every_file_is_filled() -> None:
    for make in TARGETS.values():
        for name, text in make(EVERYTHING).items():
            assert not re.search(r"\{\{ [a-z_]+ \}\}", text), name


@pytest.mark.parametrize(
    "arguments",
    [
        ["file"],
        ["telex", "DIR"],
        ["file", "DIR", "--url", ADDRESS, "--stage", "dev"],
        ["file", "DIR", "--url", ADDRESS, "--local"],
        ["file", "DIR", "--language", "tlh"],
    ],
)
def test_a_wrong_command_line_is_answered_with_how_to_write_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        exported(*arguments)
    assert ended.value.code == 2
    assert "usage: candor" in capsys.readouterr().err


def test_every_target_has_a_page_of_docs() -> None:
    docs = Path(__file__).parents[3] / "docs"
    overview = (docs / "notice.md").read_text("utf-8")
    for target in TARGETS:
        assert (docs / "notice" / f"{target}.md").is_file()
        assert f"](notice/{target}.md)" in overview
