"""Whatever hangs, the HTTP function ends by itself, with an answer of ours."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.patience import ACCOUNT, COPY, SERVICE, TABLE, TEAM, Patience
from chalicelib.services.copying import TRIED_AT_MOST

PROJECT = Path(__file__).resolve().parents[3]
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
API_GATEWAY_S = 29
# For starting, for our own code, and for what a time-out by the socket doesn't see.
SPARE_S = 1.0


def time_out(function: str = "api_handler") -> float:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text("utf-8"))
    return float(config["lambda_functions"][function]["lambda_timeout"])


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param([TABLE], id="a view: snapshot and pulse"),
        pytest.param([TABLE, TABLE], id="an incident that is on record only"),
        # A second write follows one that was answered, and so a table that does answer.
        pytest.param([TABLE, TABLE, TABLE], id="an answer: a view, a counter, and the answer"),
        # The table hangs, and each bucket with the second file that it is asked for.
        pytest.param([TABLE, ACCOUNT, *2 * TRIED_AT_MOST * [COPY]], id="a published copy"),
        # An instance's first: the counters of client and mailbox, our account, and SNS itself.
        pytest.param([TABLE, TABLE, ACCOUNT, SERVICE], id="a subscription"),
        pytest.param([TEAM], id="what is handed on to the function of the team"),
    ],
)
def test_the_slowest_way_ends_before_the_function_does(calls: list[Patience]) -> None:
    slowest = sum(call.longest_s for call in calls)
    assert slowest + SPARE_S <= time_out()


def test_what_stands_in_for_the_product_ends_before_its_function_does() -> None:
    """An instance's first answer asks once in vain, as that is held, and then for copies."""
    in_vain = [TABLE, ACCOUNT, *2 * TRIED_AT_MOST * [COPY]]
    assert sum(call.longest_s for call in in_vain) + SPARE_S <= time_out("stand_in")


def test_the_function_of_the_team_ends_while_it_is_waited_for() -> None:
    starting_s = TEAM.read_s - time_out("admin")
    assert starting_s >= 5


def test_a_view_ends_while_somebody_may_still_be_waiting() -> None:
    assert TABLE.longest_s < 10


def test_the_function_ends_before_api_gateway_answers_by_itself() -> None:
    assert time_out() < API_GATEWAY_S


def counted_with(patience: Patience) -> tuple[object, ...]:
    return patience.connect_s, patience.read_s, patience.attempts


def numbers_of(client: Any) -> tuple[object, ...]:
    config = client.meta.config
    return config.connect_timeout, config.read_timeout, config.retries["total_max_attempts"]


def test_the_clients_have_the_numbers_that_are_counted_with() -> None:
    # Imported here: the wings read the environment that the fixtures make.
    from chalicelib import functions, queues
    from chalicelib.channels import sns
    from chalicelib.copies import buckets
    from chalicelib.storage import models, transactions

    rows = models.Row._get_connection().connection
    for table in (rows, transactions.connection()):
        assert numbers_of(table.client) == counted_with(TABLE)
    for service in (sns._client(), queues._client()):
        assert numbers_of(service) == counted_with(SERVICE)
    assert numbers_of(functions._client()) == counted_with(TEAM)
    for patience in (SERVICE, COPY):
        assert numbers_of(buckets._client("eu-west-1", patience)) == counted_with(patience)


def test_no_client_is_made_without_numbers() -> None:
    modules = sorted((PROJECT / "chalicelib").rglob("*.py"))
    made = [call for path in modules for call in re.findall(r"boto3\.client\(.*", path.read_text())]
    assert len(made) == 6
    assert [call for call in made if "config=" not in call] == []
