"""Stories of one question after an incident: when it is asked, who answers, what the team sees."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.answers import ASKED_FOR, PER_CONNECTION
from tests.gateway import Answer, Browser
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

FORM = "application/x-www-form-urlencoded"
INFORMED = "Did we keep you informed?"
RECOMMEND = "How likely are you to recommend us to a friend or colleague?"


def page_that_asks(target: Target, question: str | None = "informed") -> dict[str, Any]:
    document: dict[str, Any] = page_of(target)
    asks = {"ask": question} if question else {}
    return {**document, "page": {**document["page"], **asks}}


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_that_asks(target))
    here.tick()
    return here


NAME = "Checkout is not available"


def outage(shop: World, target: Target, path: str = "/checkout") -> str:
    """One of two minutes, from its beginning to its end; gives the incident's id."""
    target.down(path)
    shop.tick(2)
    target.up()
    shop.tick(2)
    found: str = shop.incidents[0]["id"]
    return found


def give(browser: Browser, incident_id: str, score: int, line: str = "") -> Answer:
    return browser.post(f"/incidents/{incident_id}/answers", f"score={score}&line={line}", FORM)


def is_asked(shop: World, *incident_ids: str) -> list[str]:
    """Which incidents the status page and those of the incidents ask about."""
    pages = ("/", *(f"/incidents/{each}" for each in incident_ids))
    texts = (shop.browser.get(page).text for page in pages)
    return [found for text in texts for found in re.findall(r'action="/incidents/(\w+)/ans', text)]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `candor answers` writes."""
    from candor.main import main

    capsys.readouterr()
    assert main(["answers", *arguments]) == 0
    return capsys.readouterr().out


def test_after_an_outage_customers_are_asked_and_the_team_sees_what_they_say(
    shop: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    target.down("/checkout")
    shop.tick(2)
    ongoing = shop.incidents[0]["id"]
    assert is_asked(shop, ongoing) == []
    assert told(capsys).splitlines()[1].split() == (
        ["still", "open", "1", "minute", "–", "0", "–", "Checkout", "is", "not", "available"]
    )
    target.up()
    shop.tick(2)
    assert is_asked(shop, ongoing) == [ongoing, ongoing]
    assert INFORMED in shop.browser.get("/").text
    thanks = give(shop.browser, ongoing, 9, "You+told+us+at+once.")
    assert (thanks.status, thanks.headers["location"]) == (
        303,
        f"/incidents/{ongoing}/answers/sent",
    )
    assert "Thank you" in shop.browser.get(thanks.headers["location"]).text
    assert give(Browser(client="192.0.2.9"), ongoing, 6).status == 303
    assert told(capsys).splitlines() == [
        "RESOLVED                     TOLD AFTER  PROMISES  ANSWERS  SCORE      INCIDENT",
        f"22 November 2026, 12:04 UTC  1 minute    –         2        7.5 of 10  {NAME}",
        "     9  You told us at once.",
    ]


def test_programs_get_all_of_it(
    shop: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    first = outage(shop, target)
    for number in range(5):
        assert give(shop.browser, first, 2 * number, f"Line+{number}").status == 303
    shop.tick(20)
    shop.apply(page_that_asks(target, "recommend"))
    second = outage(shop, target, "/search")
    assert give(shop.browser, second, 10).status == 303
    newest, oldest = json.loads(told(capsys, "--json"))
    assert newest == {
        "id": second,
        "name": "Search is not available",
        "impact": "critical",
        "started_at": "2026-11-22T12:26:00+00:00",
        "resolved_at": "2026-11-22T12:28:00+00:00",
        "told_after_s": 61.0,
        "promises": {"kept": 0, "missed": 0},
        "answers": [
            {
                "question": "recommend",
                "count": 1,
                "mean": 10.0,
                "net_promoter_score": 100,
                "counts": {"10": 1},
                "lines": [],
            }
        ],
    }
    (given,) = oldest["answers"]
    assert (given["question"], given["count"], given["mean"]) == ("informed", 5, 4.0)
    assert given["counts"] == dict.fromkeys("02468", 1)
    assert {(line["score"], line["text"]) for line in given["lines"]} == {
        (2 * number, f"Line {number}") for number in range(5)
    }
    table = told(capsys)
    assert "NPS +100" in table
    assert "and 2 more: --json has them all" in table


def test_the_command_says_what_is_missing(
    here: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    from candor.main import main

    assert main(["answers"]) == 1
    assert capsys.readouterr().err == "There is no page yet; `candor apply` makes one.\n"
    here.apply(page_that_asks(target, None))
    assert main(["answers"]) == 0
    said = capsys.readouterr()
    assert said.out == "There was no incident that customers felt.\n"
    assert said.err.startswith("The page asks nothing: page.ask in its definition")
    assert main(["answers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_page_asks_about_what_was_over_last(shop: World, target: Target) -> None:
    first = outage(shop, target)
    shop.tick(20)
    second = outage(shop, target, "/search")
    assert is_asked(shop, first, second) == [second, first, second]


def test_while_something_is_wrong_nothing_is_asked_but_answers_are_taken(
    shop: World, target: Target
) -> None:
    over = outage(shop, target)
    shop.tick(20)
    target.down("/search")
    shop.tick(2)
    assert is_asked(shop, over) == []
    assert give(shop.browser, over, 5).status == 303


def test_who_is_writing_while_it_begins_again_is_heard(shop: World, target: Target) -> None:
    over = outage(shop, target)
    target.down("/checkout")
    shop.tick(2)
    assert [i["status"] for i in shop.incidents] == ["investigating"]
    assert is_asked(shop, over) == []
    assert give(shop.browser, over, 1, "It+is+down+again").status == 303


def test_after_a_week_nobody_is_asked_any_more(shop: World, target: Target) -> None:
    over = outage(shop, target)
    shop.pass_quietly(ASKED_FOR)
    _look_again(shop)
    assert is_asked(shop, over) == []
    assert give(shop.browser, over, 5).status == 303
    shop.pass_quietly(timedelta(days=1))
    _look_again(shop)
    assert give(shop.browser, over, 5).status == 404


def _look_again(shop: World) -> None:
    """The checks run at the time that it is now."""
    shop.fire(shop.clock.now().replace(second=0))


@pytest.mark.parametrize("question", [None, "informed", "recommend"])
def test_nothing_is_asked_by_itself(here: World, target: Target, question: str | None) -> None:
    here.apply(page_that_asks(target, None))
    here.tick()
    over = outage(here, target)
    assert is_asked(here, over) == []
    address = f"/incidents/{over}/answers"
    assert here.browser.get(address).status == 404
    assert give(here.browser, over, 5).status == 404
    here.apply(page_that_asks(target, question))
    here.forget()
    assert is_asked(here, over) == ([over, over] if question else [])
    assert here.browser.get(address).status == (200 if question else 404)
    assert (RECOMMEND in here.browser.get("/").text) == (question == "recommend")


def test_an_answer_to_a_question_that_changed_meanwhile_is_asked_for_again(
    shop: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    over = outage(shop, target)
    shop.apply(page_that_asks(target, "recommend"))
    shop.forget()
    body = "question=informed&score=9&line=All+fine"
    answer = shop.browser.post(f"/incidents/{over}/answers", body, FORM)
    assert answer.status == 422
    assert "Meanwhile the page asks another question" in answer.text
    assert RECOMMEND in answer.text
    assert 'value="All fine"' in answer.text
    assert " checked" not in answer.text
    assert "All fine" not in told(capsys)


def test_a_second_click_is_no_second_answer(
    shop: World, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    over = outage(shop, target)
    answers = [give(shop.browser, over, 9, "Thanks") for _ in range(3)]
    assert {answer.status for answer in answers} == {303}
    (echo,) = json.loads(told(capsys, "--json"))
    assert echo["answers"][0]["count"] == 1


def test_an_office_behind_one_address_is_heard_and_one_person_alone_does_not_flood(
    shop: World, target: Target
) -> None:
    over = outage(shop, target)
    answers = [give(shop.browser, over, 9, str(n)) for n in range(PER_CONNECTION.count + 1)]
    assert {answer.status for answer in answers[:-1]} == {303}
    assert answers[-1].status == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "too many requests from your connection" in answers[-1].text
    assert f'value="{PER_CONNECTION.count}"' in answers[-1].text, "what was written isn't lost"
    liar = Browser(headers={"X-Forwarded-For": "203.0.113.77", "Accept": "text/html"})
    assert give(liar, over, 9).status == 429
    assert give(Browser(client="203.0.113.9"), over, 9).status == 303
    shop.tick(20)
    assert give(shop.browser, outage(shop, target, "/search"), 9).status == 303
    shop.pass_quietly(PER_CONNECTION.window)
    assert give(shop.browser, over, 9).status == 303
