"""What the HTTP function asks of AWS, whatever the address, is what its role allows."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib.settings import Names
from chalicelib.web.programs.status_api import ENDPOINTS
from chalicelib.web.routes import ANY, ROUTES
from infra.policies import policy
from tests.aws_calls import recorded
from tests.copied_site import copied_world
from tests.rights import FREE, Use, allowed, uses
from tests.scenarios.test_asking import page_that_asks
from tests.target import Target
from tests.world import World

ADDRESSES = (
    "/",
    "/incidents/abcdefghijkl",
    "/down",
    "/down/cart/pay",
    "/subscriptions",
    "/subscriptions/sent",
    "/subscriptions/posted",
    "/subscriptions/manage/0123abcd",
    "/subscriptions/proved",
    "/subscriptions/code/0123abcd",
    "/s/0123abcd",
    "/incidents/abcdefghijkl/answers",
    "/incidents/abcdefghijkl/answers/sent",
    "/canary/abcdefghijkl",
    "/healthz",
    *ENDPOINTS,
    "/i/abcdefghijkl",
    "/maintenances/abcdefghijkl",
    "/components/abcdefghijkl",
    "/history",
    "/history/2026-11",
    "/uptime",
    "/uptime/2026-11",
    "/uptime/2026-11.csv",
    "/maintenance",
    "/incidents/abcdefghijkl.json",
    "/history.json",
    "/notice.json",
    "/history.atom",
    "/history.rss",
    "/history.ics",
    "/maintenance.ics",
    "/components/abcdefghijkl/history.atom",
    "/components/abcdefghijkl/history.rss",
    "/components/abcdefghijkl/maintenance.ics",
    "/status.txt",
    "/favicon.svg",
    "/favicon.ico",
    "/badge.svg",
    "/badge.json",
    "/components/abcdefghijkl/badge.svg",
    "/components/abcdefghijkl/badge.json",
    "/embed",
    "/embed.js",
    "/embed.json",
    "/pulse.json",
    "/openapi.json",
    "/copy.json",
    "/copy/index.html",
)
# Handed on, whatever is asked for there.
OF_THE_TEAM = ("/admin", "/api/admin/me")
ROLE: dict[str, Any] = policy("api_handler", "dev")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def here(dynamodb_endpoint: str | None) -> Iterator[World]:
    """With copies, which are read when the table isn't."""
    with copied_world(dynamodb_endpoint) as made:
        yield made


@pytest.fixture
def used(here: World, target: Target) -> set[Use]:
    """What is asked of AWS by a new instance for each address and method."""
    from chalicelib import queues
    from chalicelib.copies import buckets

    here.apply(page_that_asks(target))
    target.down("/checkout")
    here.tick(2)
    target.up()
    here.tick(2)
    target.down("/search")
    here.tick(5)
    answered, _ = sorted(each["id"] for each in here.incidents)
    addresses = (
        *ADDRESSES,
        f"/incidents/{here.incidents[0]['id']}",
        f"/incidents/{answered}/answers",
        f"/components/{here.summary['components'][0]['id']}",
        *OF_THE_TEAM,
    )
    # What the other function asks for is allowed by a role of its own.
    here.aws.functions.start_answering(lambda *_: {"statusCode": 200, "headers": {}, "body": ""})
    with recorded() as calls:
        for address in addresses:
            for method in methods_of(address):
                here.forget()
                queues._url.cache_clear()
                body = "email=ann%40example.com&score=9&line=Hi" if method == "POST" else None
                answer = here.browser.send(method, address, body, Content_Type=FORM)
                assert answer.status != 405
    boto3.client("dynamodb").delete_table(TableName=Names("dev").table)
    here.forget()
    buckets._account.cache_clear()
    with recorded() as without_table:
        assert here.browser.get("/").status == 200
    return {use for call in (*calls, *without_table) for use in uses(call)}


def methods_of(address: str) -> list[str]:
    if address in OF_THE_TEAM:
        return list(ANY)
    return [m for route in ROUTES if route.pattern.fullmatch(address) for m in route.answers]


def test_every_address_of_the_table_of_routes_is_asked() -> None:
    unasked = [
        route.pattern.pattern
        for route in ROUTES
        if not any(route.pattern.fullmatch(address) for address in ADDRESSES)
    ]
    assert unasked == []


def test_the_role_allows_all_that_is_used(used: set[Use]) -> None:
    assert {use for use in used if use[0] != FREE and not allowed(use, ROLE)} == set()


def test_all_that_the_role_allows_is_used(used: set[Use]) -> None:
    actions = {action for statement in ROLE["Statement"] for action in statement["Action"]}
    assert {action for action in actions if not action.startswith("logs:")} == {
        action for action, _ in used if action != FREE
    }


@pytest.mark.parametrize(
    "use",
    [
        ("dynamodb:Query", "PAGE"),
        ("dynamodb:BatchGetItem", "DEPLOYMENT"),
        ("dynamodb:GetItem", "SNAPSHOT"),
        ("dynamodb:Scan", "SNAPSHOT"),
        ("dynamodb:UpdateItem", "SNAPSHOT"),
        ("dynamodb:PutItem", "ANSWERS#abcdefghijkl"),
        ("dynamodb:Query", "ANSWERS#abcdefghijkl"),
        ("dynamodb:GetItem", "DRILLS"),
        ("dynamodb:PutItem", "CANARY#abcdefghijkl"),
        ("dynamodb:Query", "CANARY#abcdefghijkl"),
        ("sns:Publish", ""),
        ("dynamodb:BatchGetItem", "PEOPLE"),
        ("dynamodb:UpdateItem", "INCIDENTS"),
        ("s3:PutObject", ""),
        ("s3:ListBucket", ""),
    ],
)
def test_the_role_allows_nothing_else(use: Use) -> None:
    assert not allowed(use, ROLE)
