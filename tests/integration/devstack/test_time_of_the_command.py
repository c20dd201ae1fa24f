"""`candor --local` takes the time from the devstack, or says in a sentence that it can't."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest

from candor.environment import use_devstack
from chalicelib import clock
from chalicelib.domain.errors import Unavailable
from devstack.doors import Answer, Door, answered_by
from devstack.stack import DevStack
from tests.ports import free_ports


@contextmanager
def talking_to(port: int) -> Iterator[None]:
    """This process, as `candor --local` is with that PORT."""
    with patch.dict(os.environ, {"PORT": str(port)}), patch.object(clock, "now", clock.now):
        use_devstack()
        yield


class _Nonsense(Answer):
    """Some other program, which happens to listen there."""

    def answer(self) -> None:
        self.send_json(200, [])


def test_the_time_is_that_of_the_devstack(stack: DevStack) -> None:
    before = stack.clock.now() - timedelta(milliseconds=1)  # what the JSON leaves out
    with talking_to(stack.settings.port):
        told = clock.now()
    assert before <= told <= stack.clock.now()
    assert told.utcoffset() == timedelta(0)


def test_a_proxy_of_the_environment_is_not_asked(stack: DevStack) -> None:
    proxy = {"http_proxy": "http://localhost:9", "HTTP_PROXY": "http://localhost:9"}
    with patch.dict(os.environ, proxy), talking_to(stack.settings.port):
        assert clock.now() <= stack.clock.now()


def test_a_devstack_that_is_not_there_is_one_sentence() -> None:
    port = free_ports()
    with talking_to(port), pytest.raises(Unavailable) as refused:
        clock.now()
    assert str(refused.value) == (
        f"The console at http://localhost:{port + 1}/ did not say what time it is "
        "(ConnectionRefusedError)."
    )


def test_another_program_at_that_port_is_one_sentence() -> None:
    port = free_ports()
    door = Door(port + 1, of="something else")
    door.open(answered_by(_Nonsense))
    try:
        with talking_to(port), pytest.raises(Unavailable, match="did not say what time it is"):
            clock.now()
    finally:
        door.close()
