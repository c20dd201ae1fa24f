"""Applying and exporting definitions, on the real table."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from candor import documents
from candor.main import main
from chalicelib import settings
from chalicelib.domain.definition import Definition, parse
from chalicelib.domain.errors import InvalidInput, LostRace, NotFound
from tests.definition_documents import SVG
from tests.target import Target
from tests.world import World

# The services are imported where they are used: the table's module reads the environment that the
# fixtures make.

Rows = dict[tuple[str, str], dict[str, Any]]
HEAD = ("STATE", "head")


def defined(*names: str, **page: object) -> Definition:
    components = [{"key": name.lower(), "name": name} for name in names]
    settings_ = {"name": "Shop", "url": "https://status.example.com", **page}
    return parse({"page": settings_, "components": components}, {"logo.svg": SVG})


def apply(here: World, wanted: Definition) -> list[str]:
    """What the plan said, once it is done."""
    from chalicelib.services import applying

    plan = applying.plan(wanted)
    applying.apply(plan, here.clock.now())
    return [str(change) for change in plan.changes]


def rows() -> Rows:
    """Everything in the table, as it is stored."""
    table = boto3.client("dynamodb").scan(TableName=settings.names().table, ConsistentRead=True)
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in table["Items"]}


def change_elsewhere(here: World, wanted: Definition) -> None:
    """Put a definition in force without it being on record as applied."""
    applied = rows()["PAGE", "applied"]
    apply(here, wanted)
    boto3.client("dynamodb").put_item(TableName=settings.names().table, Item=applied)


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    path = tmp_path / "page.yaml"
    documents.dump(defined("Checkout", "Search", logo="logo.svg"), path)
    return path


def test_applying_puts_the_definition_in_force_and_on_the_page(here: World) -> None:
    from chalicelib.services import applying

    wanted = defined("Checkout", "Search", logo="logo.svg")
    assert apply(here, wanted) == [
        '+ page: "Shop"',
        '+ component checkout: "Checkout"',
        '+ component search: "Search"',
    ]
    assert applying.export() == wanted
    here.forget()
    assert [each["name"] for each in here.summary["components"]] == ["Checkout", "Search"]


def test_applying_twice_changes_nothing(here: World) -> None:
    apply(here, defined("Checkout"))
    before = rows()
    here.pass_quietly(timedelta(hours=1))
    assert apply(here, defined("Checkout")) == []
    assert rows() == before


def test_a_plan_alone_writes_nothing(here: World) -> None:
    from chalicelib.services import applying

    before = rows()
    assert applying.plan(defined("Checkout")).changes
    assert rows() == before


def test_an_outage_under_way_is_not_touched(here: World, target: Target) -> None:
    def watched(name: str) -> Definition:
        page = {"name": name, "allow_addresses": ["127.0.0.1"]}
        checks = [{"key": "home", "http": {"url": f"{target.url}/"}}]
        component = {"key": "shop", "name": name, "checks": checks}
        return parse({"page": page, "components": [component]}, {})

    apply(here, watched("Shop"))
    here.subscribe("ann@example.com")
    target.down()
    here.tick(2)
    before, news = rows(), here.news()
    assert any(kind == "INCIDENTS" for kind, _ in before)
    apply(here, watched("Store"))
    after = rows()
    touched = {key for key in before | after if before.get(key) != after.get(key)}
    assert {kind for kind, _ in touched - {HEAD}} == {"PAGE", "ROSTERS", "SNAPSHOT"}
    assert before[HEAD] | {"version": after[HEAD]["version"]} == after[HEAD]
    assert here.news() == news
    here.forget()
    assert here.summary["components"][0]["status"] == "major_outage"


def test_what_people_changed_elsewhere_is_shown_before_it_is_taken_back(here: World) -> None:
    from chalicelib.services import applying

    apply(here, defined("Checkout", support_url="https://a.example/"))
    change_elsewhere(here, defined("Checkout", support_url="https://b.example/"))
    plan = applying.plan(defined("Checkout", "Search", support_url="https://a.example/"))
    assert [str(each) for each in plan.drift] == [
        '~ page: support_url "https://a.example/" → "https://b.example/"'
    ]
    assert [str(each) for each in plan.changes] == [
        '+ component search: "Search"',
        '~ page: support_url "https://b.example/" → "https://a.example/"',
    ]


def test_what_the_file_has_taken_over_is_no_drift_now_or_later(here: World) -> None:
    from chalicelib.services import applying

    apply(here, defined("Checkout"))
    change_elsewhere(here, defined("Checkout", "Search"))
    assert apply(here, defined("Checkout", "Search")) == []
    assert applying.plan(defined("Checkout")).drift == ()


def test_a_plan_that_somebody_overtook_is_refused(here: World) -> None:
    from chalicelib.services import applying

    apply(here, defined("Checkout"))
    late = applying.plan(defined("Late"))
    apply(here, defined("Early"))
    with pytest.raises(LostRace, match="run `candor apply` again"):
        applying.apply(late, here.clock.now())
    assert applying.export() == defined("Early")


def test_a_page_without_an_address_anywhere_is_refused(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.services import applying

    monkeypatch.delenv("BASE_URL")
    with pytest.raises(InvalidInput, match=r"set page\.url in the page definition"):
        applying.plan(defined(url=None))
    assert applying.plan(defined()).changes


def test_there_is_nothing_to_export_before_the_first_apply(here: World) -> None:
    from chalicelib.services import applying

    with pytest.raises(NotFound, match=r"Stage dev has no page yet; `candor apply page\.yaml`"):
        applying.export()


def test_the_command_applies_once_and_then_finds_nothing_to_change(
    here: World, page_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", str(page_file), "--yes"]) == 0
    assert '  + component search: "Search"' in capsys.readouterr().out
    assert main(["apply", str(page_file)]) == 0
    assert capsys.readouterr().out == "Nothing to change.\n"


def test_the_command_names_drift_before_the_changes(
    here: World, page_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apply(here, documents.load(page_file))
    change_elsewhere(here, defined("Checkout", "Search", "Cart", logo="logo.svg"))
    assert main(["apply", str(page_file), "--yes"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Changed since the last apply, will be taken back:",
        '  + component cart: "Cart"',
        "",
        "In stage dev, this would change:",
        '  - component cart: "Cart"',
        "",
        "Applied to stage dev.",
    ]


def test_the_command_says_that_an_accent_is_corrected_for_readers(
    here: World, page_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page_file.read_text("utf-8")
    page_file.write_text(text.replace("page:", 'page:\n  colors: {accent: "#ffcc00"}', 1), "utf-8")
    assert main(["apply", str(page_file), "--yes"]) == 0
    assert 'The accent "#ffcc00" can\'t be read on a light page' in capsys.readouterr().out


def test_without_a_terminal_the_command_changes_nothing_unless_told_so(
    here: World,
    page_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["apply", str(page_file)]) == 1
    assert "nobody is here to ask; add --yes" in capsys.readouterr().err
    assert rows() == {}


@pytest.mark.parametrize(
    ("answer", "status"), [("y", 0), ("Yes ", 0), ("", 1), ("n", 1), ("maybe", 1)]
)
def test_at_a_terminal_only_a_yes_is_a_yes(
    here: World, page_file: Path, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert main(["apply", str(page_file)]) == status
    assert bool(rows()) == (status == 0)


def test_an_interrupted_question_changes_nothing(
    here: World, page_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", interrupted)
    assert main(["apply", str(page_file)]) == 130
    assert rows() == {}


def test_what_is_exported_applies_as_nothing_to_change(
    here: World, page_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["apply", str(page_file), "--yes"])
    target = tmp_path / "again"
    target.mkdir()
    assert main(["export", str(target / "page.yaml")]) == 0
    assert (target / "logo.svg").read_bytes() == SVG
    capsys.readouterr()
    assert main(["apply", str(target / "page.yaml")]) == 0
    assert capsys.readouterr().out == "Nothing to change.\n"


def test_an_export_to_standard_output_says_that_the_logo_is_left_out(
    here: World, page_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["apply", str(page_file), "--yes"])
    capsys.readouterr()
    assert main(["export"]) == 0
    written = capsys.readouterr()
    assert "page:\n  name: Shop\n" in written.out
    assert "The logo logo.svg isn't written" in written.err
