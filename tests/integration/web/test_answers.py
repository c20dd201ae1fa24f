"""The question after an incident, as a person and as a program meet it."""

import json

import pytest

from chalicelib.domain.answers import Answers
from tests.gateway import Answer, Browser
from tests.scenarios.test_asking import FORM, give, outage, page_that_asks
from tests.target import Target
from tests.world import World

JSON = "application/json"
OWN = "https://status.example.com"  # as BASE_URL says
SCRIPT = "%3Cscript%3Ealert(1)%3C/script%3E%22%27"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    document = page_that_asks(target)
    document["page"] |= {"languages": ["en", "de"]}
    here.apply(document)
    here.tick()
    outage(here, target)
    return here


def over(shop: World) -> str:
    found: str = shop.incidents[0]["id"]
    return found


def kept(shop: World) -> list[Answers]:
    from chalicelib.storage import answers

    return list(answers.load(over(shop)))


def send(shop: World, body: object, accept: str = JSON) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)
    return shop.browser.post(f"/incidents/{over(shop)}/answers", text, JSON, Accept=accept)


def test_a_person_is_thanked_on_a_page_of_its_own(shop: World) -> None:
    answer = give(Browser(base="/status"), over(shop), 9)
    assert answer.status == 303
    assert answer.headers["location"] == f"/status/incidents/{over(shop)}/answers/sent"
    page = shop.browser.get(f"/incidents/{over(shop)}/answers/sent")
    assert "Nothing says who gave it." in page.text
    assert 'name="robots" content="noindex"' in page.text


def test_the_form_stands_by_itself_as_well(shop: World) -> None:
    page = shop.browser.get(f"/incidents/{over(shop)}/answers")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('type="radio"') == 11
    assert "Checkout is not available" in page.text


def test_who_reads_german_stays_in_german(shop: World) -> None:
    page = shop.browser.get("/de/")
    assert f'action="/de/incidents/{over(shop)}/answers"' in page.text
    answer = shop.browser.post(f"/de/incidents/{over(shop)}/answers", "score=9", FORM)
    assert answer.headers["location"] == f"/de/incidents/{over(shop)}/answers/sent"


def test_a_program_gets_202_and_a_sentence(shop: World) -> None:
    answer = send(shop, {"score": 9, "line": "You told us at once.", "question": "informed"})
    assert answer.status == 202
    assert list(answer.json) == ["message"]
    (given,) = kept(shop)
    assert (given.counts, given.lines[0].text) == ({9: 1}, "You told us at once.")


def test_a_score_alone_is_an_answer(shop: World) -> None:
    assert send(shop, {"score": 0}).status == 202
    (given,) = kept(shop)
    assert (given.counts, given.lines) == ({0: 1}, ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Please choose a number from 0 to 10."),
        ("score=", "Please choose a number from 0 to 10."),
        ("score=11", "Please choose a number from 0 to 10."),
        ("score=9&question=who", "Meanwhile the page asks another question."),
        (f"score=9&line={'x' * 281}", "Please write at most 280 characters; these are 281."),
        (f"score=9&line={'x' * 10_000}", "That is too much for an answer."),
        ("score=9&line=\ud800", "What you sent is not text in UTF-8."),
    ],
)
def test_a_wrong_answer_brings_the_form_back(shop: World, body: str, words: str) -> None:
    answer = shop.browser.post(f"/incidents/{over(shop)}/answers", body, FORM)
    assert answer.status == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert kept(shop) == []


def test_what_was_chosen_and_written_comes_back_as_text(shop: World) -> None:
    body = f"score=7&line={SCRIPT}{'x' * 280}"
    answer = shop.browser.post(f"/incidents/{over(shop)}/answers", body, FORM)
    assert answer.status == 422
    assert 'value="7" required checked' in answer.text
    assert answer.text.count(" checked") == 1
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        "{",
        [],
        7,
        "",
        {},
        {"score": "eleven"},
        {"score": 9.5},
        {"score": True},
        {"score": 9, "line": 7},
        {"score": 9, "line": None},
        {"score": 9, "question": 7},
        '{"score": 9, "line": "\\ud800"}',
    ],
)
def test_a_wrong_body_is_a_problem_for_programs(shop: World, body: object) -> None:
    answer = send(shop, body)
    assert answer.status == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json["detail"]
    assert kept(shop) == []


def test_half_of_a_character_is_not_repeated(shop: World) -> None:
    answer = send(shop, '{"score": 9, "line": "half \\ud800"}', accept="text/html")
    assert answer.status == 422
    assert "has half of a character" in answer.text
    assert not any("\ud800" <= character <= "\udfff" for character in answer.text)


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        pytest.param({}, True, id="a program"),
        pytest.param({"Sec_Fetch_Site": "same-origin"}, True, id="the page itself"),
        pytest.param({"Sec_Fetch_Site": "none"}, True, id="the address bar"),
        pytest.param({"Sec_Fetch_Site": "same-site"}, True, id="another page of the company's"),
        pytest.param({"Sec_Fetch_Site": "cross-site"}, False, id="another site"),
        pytest.param(
            {"Sec_Fetch_Site": "cross-site", "Origin": OWN}, False, id="the origin is left to it"
        ),
        pytest.param({"Origin": OWN}, True, id="an older browser"),
        pytest.param({"Origin": "https://evil.example"}, False, id="another site, so said"),
        pytest.param({"Origin": "null"}, False, id="from nowhere"),
        pytest.param(
            {"Origin": "https://evil.example", "Host": "evil.example"}, False, id="a wrong host"
        ),
        pytest.param(
            {"Origin": OWN, "Host": "api.example"}, True, id="the host as a proxy calls it"
        ),
    ],
)
def test_what_another_site_sends_is_not_taken(
    shop: World, headers: dict[str, str], is_taken: bool
) -> None:
    answer = shop.browser.post(f"/incidents/{over(shop)}/answers", "score=0", FORM, **headers)
    assert answer.status == (303 if is_taken else 403)
    assert bool(kept(shop)) == is_taken
    assert is_taken or "This came from another site." in answer.text


def test_a_program_is_told_as_a_problem_that_it_is_another_site(shop: World) -> None:
    path = f"/incidents/{over(shop)}/answers"
    foreign = {"Accept": JSON, "Origin": "https://evil.example"}
    answer = shop.browser.post(path, '{"score": 9}', JSON, **foreign)
    assert (answer.status, answer.json["title"]) == (403, "That can't be done from there")
    assert answer.json["detail"].endswith(f"at {OWN}.")


@pytest.mark.parametrize("path", ["/incidents/abcdefghijkl/answers", "/incidents/x/answers"])
def test_nothing_is_taken_about_what_is_not_there(shop: World, path: str) -> None:
    assert shop.browser.get(path).status == 404
    assert shop.browser.post(path, "score=9", FORM).status == 404
    assert shop.browser.post(path, '{"score": 9}', JSON, Accept=JSON).status == 404


def test_nobody_gets_a_cookie(shop: World) -> None:
    address = f"/incidents/{over(shop)}/answers"
    answers = [
        *(shop.browser.get(path) for path in ("/", address, f"{address}/sent")),
        give(shop.browser, over(shop), 9),
    ]
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_nothing_in_the_table_says_who_answered(shop: World) -> None:
    from chalicelib.storage.models import Row

    browser = Browser(client="192.0.2.77", headers={"User-Agent": "Candid/7.0", "Accept": "*/*"})
    assert give(browser, over(shop), 9, "Thanks").status == 303
    rows = [row.to_simple_dict(force=True) for row in Row.scan()]
    assert any("Thanks" in str(row) for row in rows)
    assert "192.0.2.77" not in str(rows)
    assert "Candid" not in str(rows)


def test_the_status_page_is_the_same_for_who_has_answered(shop: World) -> None:
    before = shop.browser.get("/")
    assert give(shop.browser, over(shop), 9, "Thanks").status == 303
    after = shop.browser.get("/")
    assert (before.text, before.headers) == (after.text, after.headers)
    assert "max-age=10, public" in after.headers["cache-control"]


def test_when_the_table_is_gone_nothing_that_was_written_is_lost(shop: World) -> None:
    import boto3

    from chalicelib import settings

    incident_id = over(shop)
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    answer = give(shop.browser, incident_id, 9, "Thanks")
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "Please try again in a minute" in answer.text
    assert 'value="9" required checked' in answer.text
    assert 'value="Thanks"' in answer.text
    assert "candor-" not in answer.text
