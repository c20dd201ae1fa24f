"""What is for the team goes to the function of the team, and comes back, or a sentence instead."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from devstack.invocations import FunctionError, Outcome
from devstack.lambda_api import Throttled
from tests.aws_calls import recorded
from tests.gateway import Answer, Browser, event_of
from tests.world import World

FORM = "application/x-www-form-urlencoded"
SECRET_PATH = "/admin/welcome/0123456789ab.secret"
FAILURES = [
    pytest.param(FunctionError("KeyError: 'x'"), id="it failed"),
    pytest.param(FunctionError("timed out", Outcome.TIMED_OUT), id="it timed out"),
    pytest.param(Throttled(), id="it was throttled"),
    pytest.param(ReadTimeoutError(endpoint_url="https://lambda"), id="nobody answers"),
    pytest.param(EndpointConnectionError(endpoint_url="https://lambda"), id="nobody is there"),
]


def answered_with(here: World, answer: Any) -> list[Any]:
    """Let the function answer that, or raise it; gives the events that it is invoked with."""
    events: list[Any] = []

    def invoke(name: str, event: Any) -> Any:
        assert name == "candor-dev-admin"
        events.append(event)
        if isinstance(answer, Exception):
            raise answer
        return answer

    here.aws.functions.start_answering(invoke)
    return events


def is_sealed(answer: Answer) -> bool:
    return (
        answer.headers["cache-control"] == "no-store"
        and answer.headers["x-frame-options"] == "DENY"
        and "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        and answer.headers["referrer-policy"] == "no-referrer"
        and answer.headers["x-robots-tag"].startswith("noindex")
        and "access-control-allow-origin" not in answer.headers
    )


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/", "/admin/people", "/api/admin", "/api/admin/me", "/admin/a%2Fb"]
)
def test_the_event_is_handed_on_as_it_came_and_the_answer_back(here: World, path: str) -> None:
    reply = {"statusCode": 418, "headers": {"X-Of": "admin"}, "body": "short and stout"}
    events = answered_with(here, reply)
    answer = Browser(base="/status").get(f"{path}?next=/admin&x=%C3%BC", Cookie="a=b")
    assert (answer.status, answer.headers["x-of"], answer.text) == (418, "admin", reply["body"])
    sent = {"Accept": "text/html,*/*", "Cookie": "a=b"}
    assert events == [event_of("GET", f"{path}?next=/admin&x=ü", sent, base="/status")]


@pytest.mark.parametrize("path", ["/", "/administration", "/de/admin", "/api/administer", "/down"])
def test_nothing_else_is(here: World, path: str) -> None:
    events = answered_with(here, {})
    here.browser.get(path)
    assert events == []


def test_the_public_pages_are_not_behind_it(here: World) -> None:
    import app
    from tests.lambda_context import Context

    for path in ("/", "/history", "/api/v2/summary.json", "/subscriptions"):
        answer = app.admin(event_of("GET", path), Context("admin"))
        assert answer["statusCode"] == 404, path


@pytest.mark.parametrize("failure", FAILURES)
def test_a_person_is_told_that_it_does_not_answer(here: World, failure: Exception) -> None:
    answered_with(here, failure)
    answer = here.browser.get("/admin")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    assert "doesn&#39;t answer just now" in answer.text
    assert "<!doctype html>" in answer.text
    assert is_sealed(answer)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_program_is_told_so_too(here: World, failure: Exception) -> None:
    answered_with(here, failure)
    answer = here.browser.send("POST", "/api/admin/incidents", "{}")
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert answer.json["detail"].startswith("This part of the status page did not answer in time.")
    assert is_sealed(answer)


@pytest.mark.parametrize("failure", FAILURES)
def test_what_may_have_been_done_is_asked_for_once(here: World, failure: Exception) -> None:
    events = answered_with(here, failure)
    answer = here.browser.post("/admin/people", "a=b", FORM)
    assert "look before you send it again" in answer.text.replace("\n", " ")
    assert len(events) == 1


def test_an_answer_that_is_none_is_a_failure(here: World) -> None:
    answered_with(here, None)
    assert here.browser.get("/admin").status == 503


def test_a_request_that_is_larger_than_lambda_takes_is_refused(here: World) -> None:
    events = answered_with(here, {})
    with recorded() as calls:
        answer = here.browser.post("/admin/people", "x" * 6 * 1024 * 1024, FORM)
    assert answer.status == 413
    assert "at most 6 MB" in answer.text
    assert (events, calls) == ([], [])


def test_half_a_character_travels_as_a_question_mark(here: World) -> None:
    events = answered_with(here, {"statusCode": 200, "headers": {}, "body": ""})
    here.browser.post("/admin/people", "name=\ud83d", FORM)
    assert events[0]["body"] == "name=?"


@pytest.mark.parametrize("failure", FAILURES)
def test_the_log_does_not_have_the_address_which_may_be_a_secret(
    here: World, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    answered_with(here, failure)
    assert here.browser.get(SECRET_PATH).status == 503
    (record,) = (each for each in caplog.records if each.getMessage() == "can't hand on")
    assert "welcome" not in str(vars(record))


def test_reading_the_public_page_invokes_nothing(here: World) -> None:
    events = answered_with(here, {})
    with recorded() as calls:
        here.browser.get("/")
    assert events == []
    assert not any("lambda" in call.operation for call in calls)
