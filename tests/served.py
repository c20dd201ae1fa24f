"""A world's page over real HTTP: through the devstack's gateway, on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from devstack.doors import Door
from devstack.functions import Functions
from tests.ports import free_ports
from tests.world import World


def answering(made: World, door: Door) -> Functions:
    """Let the page answer at the door."""
    from chalice.cli.factory import CLIFactory

    import app
    from devstack.deployment import PROJECT, STAGE
    from devstack.gateway import Gateway

    config = CLIFactory(str(PROJECT), environ={}).create_config_obj(chalice_stage_name=STAGE)
    functions = Functions(app.app, config, made.clock)
    made.aws.functions.start_answering(functions.answer_invoke)
    Gateway(app.app, config, functions, made.clock).open(door)
    return functions


@contextmanager
def served(made: World) -> Iterator[str]:
    """The page's address. What is published is shown at once, as by a function that just started.

    A warm one would go on showing what it read up to five seconds ago.
    """
    from chalicelib.services import publishing

    door = Door(free_ports(), of="the page")
    try:
        with patch.object(publishing, "HELD_FOR_S", 0.0):
            answering(made, door)
            yield f"http://localhost:{door.port}"
    finally:
        door.close()
