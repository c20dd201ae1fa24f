"""Stories of the list of webhooks and chats: taken out, brought in, forgotten with proof."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from candor.main import main
from chalicelib.domain.actors import terminal
from tests.aws_calls import Stopped, stopped_before
from tests.receiver import Receiver, receiving
from tests.scenarios import test_sms_sign_up as phones
from tests.scenarios.test_audiences import breaks_and_heals, ids_of
from tests.scenarios.test_sms_sign_up import offers
from tests.scenarios.test_subscribers import asks, hears, news, page_behind, question, says_yes
from tests.target import Target
from tests.telling import opened
from tests.world import World

Typed = Callable[..., tuple[int, str, str]]
HERB = terminal("herb")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def candor(shop: World, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Exit status, standard output and standard error of a command."""

    def typed(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def known() -> list[str]:
    """What the table has of subscribers."""
    from chalicelib.storage.models import Row

    return [row.pk for row in Row.scan() if row.pk.startswith(("SUBSCRIBERS", "MANAGED"))]


def test_what_was_taken_out_can_be_brought_in_and_is_asked(
    shop: World, receiver: Receiver, candor: Typed, tmp_path: Path
) -> None:
    search = ids_of(shop)["Search"]
    hears(shop, receiver, "/a")
    hears(shop, receiver, "/b", component=[search], updates="ends", maintenance=False)
    asks(shop, receiver, "/c")
    status, out, err = candor("subscriber", "export", "--webhooks")
    assert status == 0
    assert "Each URL is a secret" in err
    assert out == (
        "url,hears,group,components,updates,least_impact,maintenance,language\n"
        f"{receiver.url}/a,yes,,,all,none,yes,en\n"
        f"{receiver.url}/b,yes,,search,ends,none,no,en\n"
        f"{receiver.url}/c,asked,,,all,none,yes,en\n"
    )
    file = tmp_path / "list.csv"
    file.write_text(out, encoding="utf-8")
    for path in ("/a", "/b"):
        assert candor("subscriber", "forget", f"{receiver.url}{path}")[0] == 0
    receiver.posted.clear()
    for _ in range(2):
        assert candor("subscriber", "import", str(file))[0] == 0
        shop.sign_up()
        shop.deliver()
    assert sorted(each.path for each in receiver.posted) == ["/a", "/b", "/c"], "asked once"
    hearing = {row["url"][-2:]: row["hears"] for row in _exported(candor)}
    assert hearing == {"/a": "asked", "/b": "asked", "/c": "asked"}


def _exported(candor: Typed) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(candor("subscriber", "export", "--webhooks")[1])))


def test_who_hears_that_already_is_not_asked_again(
    shop: World, receiver: Receiver, candor: Typed, tmp_path: Path
) -> None:
    hears(shop, receiver)
    file = tmp_path / "list.csv"
    file.write_text(candor("subscriber", "export", "--webhooks")[1], encoding="utf-8")
    assert candor("subscriber", "import", str(file))[0] == 0
    shop.sign_up()
    shop.deliver()
    assert len(receiver.posted) == 1
    assert [row["hears"] for row in _exported(candor)] == ["yes"]


def test_a_file_with_faults_is_refused_whole_and_no_url_is_repeated(
    shop: World, receiver: Receiver, candor: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        f"url,components\n{receiver.url}/s3cret,\nhttps://10.0.0.1/s3cret,\n"
        f"https://hooks.slack.com/s3cret,\n{receiver.url}/s3cret,\n{receiver.url}/other,cellar\n",
        encoding="utf-8",
    )
    status, out, err = candor("subscriber", "import", str(file))
    assert (status, out) == (1, "")
    assert "s3cret" not in err
    lines = err.splitlines()
    assert [each.partition(": ")[0] for each in lines] == [f"{file}:{n}" for n in (3, 4, 5, 6)]
    assert lines[2].endswith("This URL stands in a line above as well.")
    shop.sign_up()
    assert known() == []


def test_what_nothing_arrives_at_any_more_is_not_brought_in(
    shop: World, receiver: Receiver, candor: Typed, tmp_path: Path
) -> None:
    hears(shop, receiver)
    receiver.status = 410
    opened(shop)
    shop.tick()
    out = candor("subscriber", "export", "--webhooks")[1]
    assert f"{receiver.url}/hook/s3cret,disabled," in out
    file = tmp_path / "list.csv"
    file.write_text(out, encoding="utf-8")
    said = candor("subscriber", "import", str(file))[1]
    assert said.splitlines()[-1].startswith(
        "1 were left out: those at which nothing arrived any more"
    )


@pytest.mark.parametrize("number", range(1, 6))
def test_bringing_in_that_dies_anywhere_asks_each_once_when_it_is_done_again(
    shop: World, receiver: Receiver, candor: Typed, tmp_path: Path, number: int
) -> None:
    paths = [f"/{n}" for n in range(12)]
    file = tmp_path / "list.csv"
    file.write_text("\n".join(["url", *(f"{receiver.url}{each}" for each in paths)]) + "\n")
    words = ("subscriber", "import", str(file))
    try:
        with stopped_before(number):
            candor(*words)
    except Stopped:
        shop.forget()
    assert candor(*words)[0] == 0
    shop.sign_up()
    shop.deliver()
    assert sorted(each.path for each in receiver.posted) == sorted(paths)
    assert "subscribers.imported" in candor("audit", "--json")[1]


@pytest.mark.parametrize("by_id", [True, False], ids=["by id", "by url"])
def test_who_is_forgotten_hears_no_more_and_the_log_proves_it_by_a_digest(
    shop: World, target: Target, receiver: Receiver, candor: Typed, by_id: bool
) -> None:
    link = hears(shop, receiver)
    hears(shop, receiver, "/another")
    url = f"{receiver.url}/hook/s3cret"
    status, said, _ = candor("subscriber", "forget", digest(url) if by_id else url)
    assert (status, "s3cret" in said, digest(url) in said) == (0, False, True)
    breaks_and_heals(shop, target)
    assert {each.path for each in news(receiver)} == {"/another"}
    assert page_behind(shop, link).status == 404
    logged = candor("audit", "--json")[1]
    assert logged.count("subscriber.forgotten") == 1
    assert digest(url) in logged
    assert "s3cret" not in logged
    assert len(known()) == 2
    status, _, err = candor("subscriber", "forget", url)
    assert (status, err) == (1, "No webhook, chat or phone is known by that URL, number or id.\n")
    hears(shop, receiver)


@pytest.mark.parametrize("number", range(1, 8))
def test_forgetting_that_dies_anywhere_is_done_and_noted_once(
    shop: World, receiver: Receiver, candor: Typed, number: int
) -> None:
    hears(shop, receiver)
    url = f"{receiver.url}/hook/s3cret"
    words = ("subscriber", "forget", url, "--request-id", "once")
    try:
        with stopped_before(number):
            candor(*words)
    except Stopped:
        shop.forget()
    assert candor(*words)[0] == 0
    assert known() == []
    assert candor("audit", "--json")[1].count("subscriber.forgotten") == 1


def test_an_old_question_after_that_lets_nobody_hear(
    shop: World, target: Target, receiver: Receiver, candor: Typed
) -> None:
    asks(shop, receiver)
    link = str(question(receiver)["url"])
    assert candor("subscriber", "forget", f"{receiver.url}/hook/s3cret")[0] == 0
    assert page_behind(shop, link).status == 404
    asks(shop, receiver)
    says_yes(shop, receiver)
    breaks_and_heals(shop, target)
    assert len(news(receiver)) == 2


def test_a_phone_is_forgotten_by_its_number_and_nobody_is_brought_in_by_one(
    here: World, target: Target, candor: Typed, tmp_path: Path
) -> None:
    from chalicelib.storage import texts

    offers(here, target)
    phones.hears(here)
    assert sum(texts.numbers().values()) == 1
    out = candor("subscriber", "export", "--webhooks")[1]
    assert f"tel:{phones.NUMBER}," in out
    written = f"{phones.NUMBER[:3]} {phones.NUMBER[3:6]}-{phones.NUMBER[6:]}"
    status, said, _ = candor("subscriber", "forget", written)
    assert (status, phones.NUMBER in said) == (0, False)
    assert texts.numbers() == {}
    assert len(known()) == 1, "the code's, which has no number and removes itself"
    breaks_and_heals(here, target)
    assert phones.news(here) == []
    assert phones.NUMBER not in candor("audit", "--json")[1]
    file = tmp_path / "list.csv"
    file.write_text(out, encoding="utf-8")
    said = candor("subscriber", "import", str(file))[1]
    assert "1 were left out" in said
    assert "type a code" in said


def test_programs_list_them_without_secrets_and_forget_one(shop: World, receiver: Receiver) -> None:
    from chalicelib.domain.roles import Role
    from chalicelib.services import keys

    paths = ("/a", "/b")
    for path in paths:
        hears(shop, receiver, path)
    made = keys.create(HERB, name="Sweeper", role=Role.OPERATOR, now=shop.clock.now())
    key = {"Authorization": f"Bearer {made.text}"}
    listed = shop.browser.get("/api/admin/subscribers", **key)
    assert listed.json["next"] is None
    assert {each["id"] for each in listed.json["subscribers"]} == {
        digest(f"{receiver.url}{path}") for path in paths
    }
    assert {each["standing"] for each in listed.json["subscribers"]} == {"confirmed"}
    assert "/a" not in str(listed.json["subscribers"])
    first = digest(f"{receiver.url}/a")
    gone = shop.browser.send("DELETE", f"/api/admin/subscribers/{first}", **key)
    assert (gone.status, gone.json) == (200, {"id": first})
    body = json.dumps({"url": f"{receiver.url}/b"})
    forgotten = shop.browser.post("/api/admin/subscribers/forget", body, "application/json", **key)
    assert forgotten.status == 200, forgotten.text
    assert known() == []
