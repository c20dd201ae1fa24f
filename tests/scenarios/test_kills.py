"""The whole system, killed at any moment of several outages, and started again each time."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from chalicelib.domain.automatic import REOPEN_WITHIN
from tests import dynamodb_local
from tests.integration.devstack.samples import until
from tests.ports import free_ports
from tests.whole_stack import Running, started

SEED = 20_261_122
OUTAGES = 3
SPEED = 120  # half a second a minute, so that an outage is believed after a second
SHORTEST_LIFE_S, LONGEST_LIFE_S = 0.05, 1.6  # from the first tick to the news being out
PATIENCE_S = 30


class Mortal:
    """A Candor whose table, and all that the devstack holds beside it, outlive its process."""

    def __init__(self, lives: ExitStack, engine: str, state: Path) -> None:
        self._lives = lives
        self._port = free_ports()  # the same in each life, as the definition names it
        self._engine = engine
        self._state = state
        self.kills = 0
        self.stack = self._born()

    def _born(self) -> Running:
        life = started(
            port=self._port,
            DYNAMODB_ENDPOINT=self._engine,
            STATE_DIR=str(self._state),
            SPEED=str(SPEED),
        )
        stack = self._lives.enter_context(life)
        assert stack.process.poll() is None, stack.greeting()
        return stack

    def die_after(self, seconds: float) -> None:
        """Killed when it has lived on for so long, whatever it does then, and started again."""
        threading.Event().wait(seconds)  # the moment is what is tested, nothing is waited for
        self.stack.kill()
        self.kills += 1
        self.stack = self._born()

    def settle(self, *, down: bool) -> None:
        """Until the incident is open, or there is none."""
        until(lambda: bool(self.stack.unresolved()) == down, PATIENCE_S)

    def grow_older(self, span: timedelta) -> None:
        """Until so much virtual time has passed."""
        end = self.stack.clock() + span
        until(lambda: self.stack.clock() > end, PATIENCE_S)

    def told(self) -> Counter[tuple[str, str]]:
        """How many mails there were, by incident and stage."""
        found: Counter[tuple[str, str]] = Counter()
        for mail in self.stack.mails():
            incident = re.search(r"/incidents/([a-z0-9]{12})", mail["text"])
            if incident:
                stage = mail["subject"].split("] ")[1].split(":")[0]
                found[incident[1], stage] += 1
        return found


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Mortal]:
    with dynamodb_local.running() as engine, ExitStack() as lives:
        yield Mortal(lives, engine, tmp_path)


@pytest.mark.timeout(300)  # a dozen starts of the whole system: minutes on a busy machine
def test_killed_at_any_moment_it_tells_each_outage_as_one_incident_and_loses_no_mail(
    mortal: Mortal,
) -> None:
    random = Random(SEED)
    mortal.stack.subscribe("ann@example.com")
    for outage in range(OUTAGES):
        if outage:
            mortal.grow_older(REOPEN_WITHIN + timedelta(minutes=2))  # else the last one goes on
        for state in ("down", "up"):
            mortal.stack.switch_demo(state)
            for _ in range(random.choice([1, 2])):
                mortal.die_after(random.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S))
            mortal.settle(down=state == "down")

    incidents = mortal.stack.incidents()
    assert [incident["status"] for incident in incidents] == ["resolved"] * OUTAGES
    expected = {
        (incident["id"], stage) for incident in incidents for stage in ("Investigating", "Resolved")
    }
    until(lambda: expected <= mortal.told().keys(), PATIENCE_S)
    told = mortal.told()
    assert told.keys() == expected
    assert told.total() - len(expected) <= mortal.kills, told  # one that was under way, at most
