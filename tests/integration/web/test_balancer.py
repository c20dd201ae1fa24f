"""The notice behind an Application Load Balancer: its events through the real function."""

import base64
import gzip
import json
import re
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from chalice.cli.factory import CLIFactory

from chalicelib import settings
from devstack.deployment import PROJECT, STAGE
from devstack.functions import Functions
from infra.policies import policy
from tests.aws_calls import recorded
from tests.copied_site import copied_world
from tests.integration.web.test_languages import document
from tests.lambda_context import Context
from tests.rights import FREE, allowed, uses
from tests.scenarios.test_outage import page_of
from tests.target import Target
from tests.world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")
BROWSER = {"accept": "text/html,*/*"}
GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/notice/6d0ecf831eec9f09"


def event_of(
    method: str = "GET",
    path: str = "/cart/pay",
    headers: dict[str, str] = BROWSER,
    *,
    body: str = "",
    is_base64: bool = False,
    in_lists: bool = False,
) -> dict[str, Any]:
    """An event as the load balancer sends it, with multi-value headers on or off.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
    """
    lists = {name: [value] for name, value in headers.items()}
    return {
        "requestContext": {"elb": {"targetGroupArn": GROUP}},
        "httpMethod": method,
        "path": path,
        **({"multiValueQueryStringParameters": {"to": ["%2Fhome"]}} if in_lists else {}),
        **({} if in_lists else {"queryStringParameters": {"to": "%2Fhome"}}),
        **({"multiValueHeaders": lists} if in_lists else {"headers": headers}),
        "body": body,
        "isBase64Encoded": is_base64,
    }


@dataclass(frozen=True)
class Answer:
    """What the load balancer makes of the function's answer."""

    raw: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        lists = self.raw.get("multiValueHeaders")
        pairs = {k: ", ".join(v) for k, v in lists.items()} if lists else self.raw["headers"]
        return {name.lower(): value for name, value in pairs.items()}

    @property
    def text(self) -> str:
        if not self.raw["isBase64Encoded"]:
            return str(self.raw["body"])
        body = base64.b64decode(self.raw["body"], validate=True)
        assert self.headers["content-encoding"] == "gzip"
        return gzip.decompress(body).decode()


def ask(event: dict[str, Any]) -> Answer:
    import app

    answer = app.stand_in(json.loads(json.dumps(event)), Context("stand_in"))
    return Answer(json.loads(json.dumps(answer)))


@pytest.fixture
def shop(here: World, target: Target) -> World:
    here.apply(document(target, "en", "de"))
    here.tick()
    return here


@pytest.mark.parametrize("in_lists", [False, True])
def test_whatever_is_asked_the_notice_answers(
    shop: World, in_lists: bool, subtests: pytest.Subtests
) -> None:
    for method in METHODS:
        with subtests.test(method=method):
            answer = ask(event_of(method, in_lists=in_lists))
            assert answer.raw["statusCode"] == 503
            assert answer.raw["statusDescription"] == "503 Service Unavailable"
            assert answer.headers["retry-after"] == "60"
            assert answer.headers["cache-control"] == "no-store"
            assert "noindex" in answer.headers["x-robots-tag"]
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert ("</html>" in answer.text) == (method != "HEAD")


def test_headers_come_back_in_the_form_in_which_the_target_group_sends_them(shop: World) -> None:
    assert "multiValueHeaders" not in ask(event_of()).raw
    in_lists = ask(event_of(in_lists=True)).raw
    assert "headers" not in in_lists
    assert in_lists["multiValueHeaders"]["Retry-After"] == ["60"]


def test_every_path_of_the_product_has_the_same_notice(
    shop: World, subtests: pytest.Subtests
) -> None:
    for path in ("/", "/down", "/api/v2/summary.json", "/de", "//evil", "", "/%"):
        with subtests.test(path=path):
            assert ask(event_of(path=path)).raw == ask(event_of()).raw


def test_what_was_sent_to_the_product_is_not_read(shop: World) -> None:
    form = {**BROWSER, "content-type": "application/x-www-form-urlencoded"}
    sent = ask(event_of("POST", headers=form, body="not base64 at all", is_base64=True))
    assert sent.raw == ask(event_of("POST", headers=form)).raw


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de-AT,en;q=0.5", "de"), ("fr", "en"), ("", "en"), ("en-GB,de;q=0.9", "en")],
)
def test_it_speaks_what_the_browser_asks_for_of_the_pages_languages(
    shop: World, asked: str, spoken: str
) -> None:
    answer = ask(event_of(headers={**BROWSER, "accept-language": asked}))
    assert f'<html lang="{spoken}"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"accept": "application/json"}, {"accept": "*/*", "content-type": "application/json"}],
)
def test_a_program_gets_the_facts_as_json(shop: World, headers: dict[str, str]) -> None:
    answer = ask(event_of("POST", headers=headers, body='{"amount": 1}'))
    assert answer.raw["statusCode"] == 503
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert json.loads(answer.text)["status"] == 503


def test_it_is_packed_for_those_who_can_unpack_it(shop: World) -> None:
    packed = ask(event_of(headers={**BROWSER, "accept-encoding": "gzip, br"}))
    assert packed.raw["isBase64Encoded"] is True
    assert packed.text == ask(event_of()).text
    assert len(base64.b64decode(packed.raw["body"])) <= 14 * 1024


def test_it_promises_nothing_for_the_products_own_name(shop: World) -> None:
    assert "strict-transport-security" not in ask(event_of()).headers


def test_a_health_check_is_never_told_that_the_product_is_well(shop: World) -> None:
    checker = event_of(path="/", headers={"user-agent": "ELB-HealthChecker/2.0"})
    assert ask(checker).raw["statusCode"] == 503


def test_it_answers_when_the_table_is_gone_in_the_visitors_language(here: World) -> None:
    here.forget()
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    answer = ask(event_of(headers={**BROWSER, "accept-language": "fr"}))
    assert answer.raw["statusCode"] == 503
    assert '<html lang="fr"' in answer.text
    assert 'href="https://status.example.com' in answer.text
    assert 'href="/' not in answer.text


def test_while_it_knows_no_address_of_ours_it_leads_nobody_to_the_product_instead(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.forget()
    monkeypatch.delenv("BASE_URL")
    boto3.client("dynamodb").delete_table(TableName=settings.names().table)
    text = ask(event_of(headers=BROWSER)).text
    assert "It is not your fault" in text
    assert 'data-facts=""' in text
    assert "<form" not in text
    assert re.findall(r'<a [^>]*href="([^"]*)"', text) == ["#main", ""]  # and to try again


def test_its_role_allows_what_it_does_and_nothing_else(
    dynamodb_endpoint: str | None, target: Target
) -> None:
    with copied_world(dynamodb_endpoint) as here:
        here.apply(page_of(target))
        target.down()
        here.tick(2)
        with recorded() as calls:
            ask(event_of(headers=BROWSER))
        boto3.client("dynamodb").delete_table(TableName=settings.names().table)
        here.forget()
        with recorded() as without_table:
            assert "not available" in ask(event_of(headers=BROWSER)).text
    role: dict[str, Any] = policy("stand_in", "dev")
    used = {use for call in (*calls, *without_table) for use in uses(call) if use[0] != FREE}
    assert {use for use in used if not allowed(use, role)} == set()
    given = {action for statement in role["Statement"] for action in statement["Action"]}
    assert {action for action in given if not action.startswith("logs:")} == {a for a, _ in used}


@pytest.mark.parametrize(
    "use", [("dynamodb:BatchGetItem", "PAGE"), ("dynamodb:UpdateItem", "LIMIT#x")]
)
def test_its_role_reaches_neither_the_definition_nor_the_counters(use: tuple[str, str]) -> None:
    assert not allowed(use, policy("stand_in", "dev"))


def test_the_devstack_runs_it_as_lambda_would(shop: World) -> None:
    import app

    config = CLIFactory(str(PROJECT), environ={}).create_config_obj(chalice_stage_name=STAGE)
    functions = Functions(app.app, config, shop.clock)
    assert "stand_in" in functions.names
    assert functions.invoke("stand_in", event_of(), "a load balancer")["statusCode"] == 503
    (run,) = functions.last_runs()["stand_in"]
    assert run.summary == "503"
