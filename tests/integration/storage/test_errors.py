"""What the table says, or doesn't, in errors of ours."""

import socket
from collections.abc import Callable, Iterator

import pytest
from pynamodb.connection import Connection
from pynamodb.transactions import TransactWrite

from chalicelib.domain.errors import LostRace, Unavailable
from tests.world import World

# The wing is imported where it is used: it reads the environment that the fixtures make.


@pytest.fixture
def silent() -> Iterator[Connection]:
    """A connection to where somebody takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Connection(
            region="us-east-1",
            host=f"http://127.0.0.1:{listening.getsockname()[1]}",
            connect_timeout_seconds=5,
            read_timeout_seconds=0.1,
            max_retry_attempts=0,
        )


def reading(connection: Connection) -> None:
    connection.describe_table("candor-dev")


def writing(connection: Connection) -> None:
    from chalicelib.storage.models import Row

    with TransactWrite(connection=connection) as transaction:
        transaction.save(Row("STATE", "head"))


@pytest.mark.parametrize("using", [reading, writing])
def test_a_table_that_stays_silent_is_unavailable(
    silent: Connection, using: Callable[[Connection], None]
) -> None:
    from chalicelib.storage.errors import table_errors

    with pytest.raises(Unavailable) as failed, table_errors():
        using(silent)
    assert str(failed.value) == (
        "The table candor-dev did not answer as it should (ReadTimeoutError); "
        "trying again may help."
    )


def test_a_table_that_is_not_there_is_unavailable_with_the_way_out(here: World) -> None:
    from chalicelib.storage.errors import table_errors
    from chalicelib.storage.models import Row

    class Missing(Row):
        class Meta(Row.Meta):
            table_name = "candor-missing"

    with pytest.raises(Unavailable, match="`candor deploy` makes it"), table_errors():
        Missing.get("PAGE", "definition")


def test_a_condition_that_does_not_hold_is_a_lost_race(here: World) -> None:
    from chalicelib.storage.errors import table_errors
    from chalicelib.storage.models import Row

    row = Row("STATE", "head")
    with table_errors():
        row.save()
    with pytest.raises(LostRace), table_errors():
        row.save(condition=Row.pk.does_not_exist())
