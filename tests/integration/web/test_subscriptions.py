"""Subscribing by email, as a person and as a program."""

from datetime import timedelta

import pytest
from botocore.stub import Stubber

from chalicelib.domain.subscribers import PER_ADDRESS, PER_CLIENT
from tests.aws_calls import recorded
from tests.gateway import Answer, Browser
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(page_of(target))
    return here


def asked(shop: World, address: str) -> int:
    """How many confirmation mails went to the address."""
    return sum(letter.to == address for letter in shop.letters())


def ask(browser: Browser, address: str) -> Answer:
    return browser.post("/subscriptions", f"email={address}", FORM)


def test_a_person_is_sent_to_a_page_that_says_what_comes_next(shop: World) -> None:
    answer = ask(Browser(base="/status"), "ann%40example.com")
    assert answer.status == 303
    assert answer.headers["location"] == "/status/subscriptions/sent"
    assert "AWS Notifications" in shop.browser.get("/subscriptions/sent").text
    assert asked(shop, "ann@example.com") == 1


def test_a_program_gets_202_and_a_sentence(shop: World) -> None:
    answer = shop.browser.post("/subscriptions", '{"email": "ann@example.com"}', JSON, Accept=JSON)
    assert answer.status == 202
    assert list(answer.json) == ["message"]
    assert asked(shop, "ann@example.com") == 1


def test_the_answer_is_the_same_for_known_and_unknown_addresses(shop: World) -> None:
    unknown = ask(shop.browser, "ann%40example.com")
    shop.confirm("ann@example.com")
    known = ask(shop.browser, "ann%40example.com")
    assert (known.status, known.headers, known.text) == (
        unknown.status,
        unknown.headers,
        unknown.text,
    )
    assert asked(shop, "ann@example.com") == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("email=", "Please fill in your email address."),
        ("", "Please fill in your email address."),
        ("email=nobody", "“nobody” is not an email address that mail can be sent to."),
        ("email=%3Cscript%3E%40x.example", "is not an email address"),
    ],
)
def test_a_wrong_address_brings_the_form_back(shop: World, body: str, words: str) -> None:
    answer = shop.browser.post("/subscriptions", body, FORM)
    assert answer.status == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text
    assert shop.letters() == []


@pytest.mark.parametrize("body", ["{", "[]", "7", '{"email": 7}', '{"mail": "a@b.example"}', ""])
def test_a_wrong_body_is_a_problem_for_programs(shop: World, body: str) -> None:
    answer = shop.browser.post("/subscriptions", body, JSON, Accept=JSON)
    assert answer.status == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json["detail"]


@pytest.mark.parametrize("accept", [JSON, "text/html"])
@pytest.mark.parametrize("email", ["\\ud800", "ann\\udfff@example.com", "\\ude00\\ud83d@b.example"])
def test_half_of_a_character_is_refused_and_not_repeated(
    shop: World, email: str, accept: str
) -> None:
    answer = shop.browser.post("/subscriptions", f'{{"email": "{email}"}}', JSON, Accept=accept)
    assert answer.status == 422
    assert "has half of a character" in answer.text
    assert not any("\ud800" <= character <= "\udfff" for character in answer.text)


def test_a_body_with_half_of_a_character_is_no_text(shop: World) -> None:
    answer = shop.browser.post("/subscriptions", "email=\ud800", FORM)
    assert answer.status == 422
    assert "What you sent is not text in UTF-8." in answer.text


def test_one_address_gets_few_mails_a_day_whoever_asks(shop: World) -> None:
    answers = [ask(Browser(client=f"192.0.2.{n}"), "ann%40example.com") for n in range(6)]
    assert {answer.status for answer in answers} == {303}
    assert asked(shop, "ann@example.com") == PER_ADDRESS.count
    shop.pass_quietly(timedelta(days=1))
    ask(shop.browser, "ann%40example.com")
    assert asked(shop, "ann@example.com") == PER_ADDRESS.count + 1


def test_spellings_of_one_mailbox_get_no_more_mails_than_one(shop: World) -> None:
    spellings = ["ann", "Ann", "ann%2B1", "ann%2B2", "ANN%2B3"]
    answers = [ask(shop.browser, f"{spelling}%40example.com") for spelling in spellings]
    assert {answer.status for answer in answers} == {303}
    asked_for = [letter.to for letter in shop.letters()]
    assert asked_for == ["ann@example.com", "Ann@example.com", "ann+1@example.com"]


def test_the_addresses_of_one_ipv6_connection_are_one_client(shop: World) -> None:
    for n in range(PER_CLIENT.count):
        ask(Browser(client=f"2001:db8:1:2::{n:x}"), f"u{n}%40example.com")
    assert ask(Browser(client="2001:db8:1:2:ffff::1"), "new%40example.com").status == 429
    assert ask(Browser(client="2001:db8:1:3::1"), "new%40example.com").status == 303


def test_one_client_may_not_ask_for_everybody(shop: World) -> None:
    answers = [ask(shop.browser, f"u{n}%40example.com") for n in range(PER_CLIENT.count + 1)]
    assert {answer.status for answer in answers[:-1]} == {303}
    assert answers[-1].status == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "too many requests from your connection" in answers[-1].text
    assert ask(Browser(client="203.0.113.9"), "new%40example.com").status == 303


def test_who_comes_through_a_proxy_that_is_trusted_is_one_client_and_lies_in_vain(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "203.0.113.0/24")

    def through(forwarded: str) -> Browser:
        return Browser(client="203.0.113.9", headers={"X-Forwarded-For": forwarded})

    for n in range(PER_CLIENT.count):
        ask(through("198.51.100.4, 203.0.113.9"), f"u{n}%40example.com")
    lying = through("192.0.2.1, 198.51.100.4, 203.0.113.9")
    assert ask(lying, "new%40example.com").status == 429
    assert ask(through("198.51.100.5, 203.0.113.9"), "new%40example.com").status == 303


def test_a_header_does_not_make_another_client(shop: World) -> None:
    for n in range(PER_CLIENT.count):
        ask(shop.browser, f"u{n}%40example.com")
    liar = Browser(headers={"X-Forwarded-For": "203.0.113.77"})
    assert ask(liar, "new%40example.com").status == 429


def test_no_address_stands_in_the_table(shop: World) -> None:
    from chalicelib.storage.models import Row

    ask(shop.browser, "ann%40example.com")
    rows = [row.to_simple_dict(force=True) for row in Row.scan()]
    assert any("LIMIT#" in row["pk"] for row in rows)
    assert "ann" not in str([row["pk"] for row in rows if "LIMIT#" in row["pk"]])
    assert shop.browser.client not in str(rows)


def test_when_the_queue_is_gone_the_person_is_told_to_try_again(shop: World) -> None:
    import boto3

    from chalicelib import settings

    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=settings.names().sign_up_queue)["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    answer = ask(shop.browser, "ann%40example.com")
    assert answer.status == 503
    assert "sign-ups" not in answer.text
    assert "try again" in answer.text
    assert 'value="ann@example.com"' in answer.text


def test_an_address_that_sns_refuses_is_let_go(shop: World) -> None:
    from chalicelib.channels import sns as sns_channel
    from chalicelib.storage.models import Row

    ask(shop.browser, "bob%40example.com")
    shop.sign_up()
    ask(shop.browser, "ann%40example.com")
    with Stubber(sns_channel._client()) as sns:
        sns.add_client_error("subscribe", "InvalidParameter", "Invalid parameter: Email address")
        shop.sign_up()
        sns.assert_no_pending_responses()
    assert asked(shop, "ann@example.com") == 0
    assert len([row for row in Row.scan() if row.pk == "ENROLMENTS"]) == 1


def test_when_the_table_is_gone_the_form_comes_back_without_asking_it_again(shop: World) -> None:
    import boto3

    from chalicelib import settings

    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    shop.forget()
    with recorded() as calls:
        answer = ask(shop.browser, "ann%40example.com")
    assert answer.status == 503
    assert 'value="ann@example.com"' in answer.text
    assert [call.operation for call in calls] == ["BatchGetItem"]


def test_a_form_chooses_and_comes_back_as_it_was_filled_in(shop: World) -> None:
    ids = [each["id"] for each in shop.summary["components"]]
    body = f"choose=1&email=nobody&component={ids[1]}&updates=ends&least_impact=major"
    answer = shop.browser.post("/subscriptions", body, FORM)
    assert answer.status == 422
    assert f'value="{ids[1]}" checked' in answer.text
    assert '<option value="ends" selected>' in answer.text
    assert '<option value="major" selected>' in answer.text
    assert 'name="maintenance" value="on">' in answer.text, "it was not ticked"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"component": ["nothing"]}, "There is no component nothing on this page."),
        ({"group": "nothing"}, "There is no group nothing on this page."),
        ({"component": 7}, '"component" is a list of ids.'),
        ({"updates": "some"}, '"updates" is one of all, ends, digest.'),
        ({"least_impact": "awful"}, '"least_impact" is one of none, minor, major, critical.'),
        ({"language": "tlh"}, '"language" is one of en.'),
        ({"updates": []}, '"updates" is a text.'),
    ],
)
def test_what_cannot_be_chosen_is_named(shop: World, choice: dict[str, object], words: str) -> None:
    answer = shop.ask("ann@example.com", **choice)
    assert answer.status == 422
    assert answer.json["detail"] == words
    assert asked(shop, "ann@example.com") == 0


def test_who_fills_in_what_nobody_sees_is_asked_nothing(shop: World) -> None:
    answer = shop.browser.post("/subscriptions", "email=ann%40example.com&website=x", FORM)
    assert answer.status == 303
    assert asked(shop, "ann@example.com") == 0


def test_when_there_are_too_many_choices_the_nearest_is_offered_and_said_to_be(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.domain import audiences

    monkeypatch.setattr(audiences, "AT_MOST", 1)
    ids = [each["id"] for each in shop.summary["components"]]
    shop.subscribe("bob@example.com", component=ids)
    body = f"choose=1&email=ann%40example.com&component={ids[0]}&maintenance=on"
    answer = shop.browser.post("/subscriptions", body, FORM)
    assert answer.status == 422
    assert "no room for another one" in answer.text
    by_mail, _there = answer.text.split("<h2>Or a webhook")
    assert by_mail.count('" checked>') == 3, "both components and planned maintenance"
    assert shop.ask("ann@example.com", component=ids).status == 202
    assert asked(shop, "ann@example.com") == 1
