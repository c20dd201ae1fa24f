"""`candor subscriber`, as somebody types it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from candor.main import main
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

Typed = Callable[..., tuple[int, str, str]]
ANN, BOB, CARL = "ann@example.com", "bob@example.com", "carl@example.com"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    here.tick()
    return here


@pytest.fixture
def candor(shop: World, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Exit status, standard output and standard error of a command."""

    def typed(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def exported(candor: Typed) -> list[dict[str, str]]:
    status, out, _ = candor("subscriber", "export")
    assert status == 0
    return list(csv.DictReader(io.StringIO(out)))


def test_what_was_exported_can_be_brought_in_elsewhere(
    candor: Typed, shop: World, tmp_path: Path
) -> None:
    ids = {each["name"]: each["id"] for each in shop.summary["components"]}
    shop.subscribe(ANN)
    shop.subscribe(BOB, component=[ids["Search"]], updates="ends", maintenance=False)
    shop.subscribe(CARL, updates="digest")
    status, out, err = candor("subscriber", "export")
    assert (status, err) == (0, "")
    assert out == (
        "email,hears,group,components,updates,least_impact,maintenance,language\n"
        "ann@example.com,yes,,,all,none,yes,en\n"
        "bob@example.com,yes,,search,ends,none,no,en\n"
        "carl@example.com,yes,,,digest,none,yes,en\n"
    )
    file = tmp_path / "list.csv"
    file.write_text(out, encoding="utf-8")
    for address in (ANN, BOB, CARL):
        assert candor("subscriber", "forget", address)[0] == 0
    assert exported(candor) == []
    status, said, _ = candor("subscriber", "import", str(file))
    assert (status, said.partition(".")[0]) == (0, "SNS asks 3 addresses")
    for address in (ANN, BOB, CARL):
        shop.confirm(address)
    assert candor("subscriber", "export")[1] == out


def test_addresses_alone_are_enough(candor: Typed, shop: World, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("\ufeffemail\nann@example.com\n", encoding="utf-8")
    assert candor("subscriber", "import", str(file))[0] == 0
    shop.sign_up()
    assert [each["hears"] for each in exported(candor)] == ["asked"]


def test_a_file_with_faults_is_refused_whole_and_each_is_named(
    candor: Typed, shop: World, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "email,components,updates\nann@example.com,,\nnobody,,\nbob@example.com,cellar,\n"
        "carl@example.com,,some\n",
        encoding="utf-8",
    )
    status, out, err = candor("subscriber", "import", str(file))
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f"{file}:3: “nobody” is not an email address that mail can be sent to. Is it spelt right?",
        f"{file}:4: There is no component cellar on this page.",
        f'{file}:5: "updates" is one of all, ends, digest.',
    ]
    assert shop.letters() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name\nAnn\n", 'There is no column "email" or "url"; export shows the columns.'),
        (
            b"email,url\na@example.com,\n",
            "There are columns for both; put email and url into files of their own.",
        ),
        (b"\xff\xfe", "isn't text in UTF-8."),
        (None, "can't be read: No such file or directory."),
    ],
)
def test_a_file_that_is_none_is_refused(
    candor: Typed, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_bytes(content)
    status, _, err = candor("subscriber", "import", str(file))
    assert status == 1
    assert err.strip().endswith(words)


def test_who_is_forgotten_hears_no_more_and_the_log_proves_it_without_naming_them(
    candor: Typed, shop: World, target: Target
) -> None:
    shop.subscribe(ANN)
    target.down("/checkout")
    shop.tick(2)
    shop.subscribe(BOB, incident=shop.incidents[0]["id"])
    assert candor("subscriber", "forget", "Ann@example.com")[1].startswith("Ended 1 subscription;")
    assert candor("subscriber", "forget", BOB)[1].startswith("Ended 1 subscription;")
    target.up()
    shop.tick(2)
    assert len(shop.news(ANN)) == 1
    assert shop.news(BOB) == []
    assert candor("subscriber", "forget", ANN)[0] == 1
    logged = candor("audit", "--json")[1]
    assert logged.count("subscriber.forgotten") == 2
    assert "ann@" not in logged.lower()
    from chalicelib.storage.models import Row

    assert [row.sk for row in Row.query("ENROLMENTS")] == []
