"""What the function of the team asks of AWS, whatever the address, is what its role allows."""

from typing import Any

import boto3

from chalicelib import settings
from chalicelib.domain.roles import Role
from infra.policies import policy
from tests.aws_calls import recorded
from tests.integration.web.admin.cast import Cast
from tests.integration.web.admin.test_roles import API_TABLE, TABLE, address, forget_target
from tests.rights import FREE, allowed, uses

ROLE: dict[str, Any] = policy("admin", "dev")
# Asked by `api_handler`, which is in the same process here.
HANDING_ON = "lambda:InvokeFunction"


def used(cast: Cast) -> set[str]:
    """What is asked for by each form and page, of an owner or a program that may."""
    team = {"webhooks": [{"url": "https://chat.example.com/hook"}]}
    page = {"name": "Demo", "url": "https://status.example.com"}
    cast.here.apply({"page": page, "team": team})
    found = told_of(cast) | left_by(cast) | dropped_by(cast)
    for row in TABLE:
        forget_target(cast)
        olivia, path = cast.visitor(Role.OWNER), address(row, cast)
        with recorded() as calls:
            answer = olivia.get(path) if row.method == "GET" else olivia.post(path, row.fields)
        assert answer.status == row.status
        found |= {action for call in calls for action in actions(call)}
    program = cast.program(Role.OPERATOR)
    with recorded() as calls:
        for row in API_TABLE:
            program.get(row.path)
    return found | {action for call in calls for action in actions(call)}


def told_of(cast: Cast) -> set[str]:
    """What an incident asks for that is opened by a form, and handed to SNS; with somebody who was
    asked whether they want to hear less, and a webhook of the team's that hears of a draft.
    """
    from chalicelib import queues

    queues._url.cache_clear()
    olivia = cast.visitor(Role.OWNER)
    cast.here.subscribe("ann@example.com")
    cast.here.tick(2)
    cast.here.ask("ann@example.com", updates="ends")
    cast.here.sign_up()
    cast.here.put_nudge()
    with recorded() as calls:
        answer = olivia.post("/admin/incidents/new", {"name": "x", "body": "x", "tell": "on"})
    assert answer.status == 303
    return {action for call in calls for action in actions(call)}


def left_by(cast: Cast) -> set[str]:
    """What it asks for that somebody of the team, who hears by mail, hears no more."""
    olivia = cast.visitor(Role.OWNER)
    cast.here.hear_as_team(cast.members[Role.OWNER].person.email)
    with recorded() as calls:
        answer = olivia.post("/admin/account/no-mail")
    assert answer.status == 303
    return {action for call in calls for action in actions(call)}


def dropped_by(cast: Cast) -> set[str]:
    """What it asks for that dead letters are looked into and dropped."""
    olivia = cast.visitor(Role.OWNER)
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=settings.names().delivery_dead_letters)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    with recorded() as calls:
        assert olivia.get("/admin/dead-letters").status == 200
        answer = olivia.post("/admin/dead-letters/deliveries", {"do": "drop"})
    assert answer.status == 303
    return {action for call in calls for action in actions(call)}


def actions(call: Any) -> set[str]:
    return {action for action, _ in uses(call)} - {HANDING_ON, FREE}


def test_the_role_allows_all_that_is_used_and_nothing_else(cast: Cast) -> None:
    asked_for = used(cast)
    assert {each for each in asked_for if not allowed((each, ""), ROLE)} == set()
    granted = {action for statement in ROLE["Statement"] for action in statement["Action"]}
    of_aws = {action for action in granted if not action.startswith("logs:")}
    assert of_aws - asked_for <= {"dynamodb:ConditionCheckItem", "dynamodb:GetItem"}
