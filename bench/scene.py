"""A page on DynamoDB Local, its checks, and minutes that pass as quickly as the machine can.

What checks look at is invented: latencies as they come from all over a network, so that what is
stored of them is as large as in life.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv4Network
from typing import Any
from unittest.mock import patch

from devstack.environment import of_nobody
from devstack.schedules import scheduled_event
from tests import dynamodb_local
from tests.lambda_context import Context
from tests.world import World, world

_SEED = 7
_ADDRESS = "https://shop.example.com"
_ROLLED_UP_AT = 16  # the minute of the hour, as app.py has it
_TYPICAL_MS = {"dns_ms": 4.0, "connect_ms": 18.0, "tls_ms": 35.0, "first_byte_ms": 90.0}


class Scene:
    """`down` are the components, by number, whose checks fail."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.down: set[int] = set()
        self._random = random.Random(_SEED)  # noqa: S311 - the same figures each time

    def pass_minutes(self, minutes: int) -> None:
        """Each with its tick, and each hour with its roll-up."""
        for _ in range(minutes):
            self.here.tick()
            self.roll_up_when_due()

    def wait_until(self, moment: datetime) -> None:
        """Time goes on until then, with the ticks that are due."""
        while self.here.minute_after <= moment:
            self.pass_minutes(1)
        self.here.clock.moment = max(self.here.clock.moment, moment)

    def roll_up_when_due(self) -> None:
        import app

        if self.here.minute.minute == _ROLLED_UP_AT:
            app.roll_up(scheduled_event("roll_up", self.here.minute), Context("roll_up"))

    def look(self, target: Any, /, *, allow: Sequence[IPv4Network]) -> Any:  # noqa: ARG002 - the signature is a probe's
        """A probe's answer, as if there were a network."""
        from chalicelib.domain.results import Observation, Phases

        took = {name: self._took(typical) for name, typical in _TYPICAL_MS.items()}
        phases = Phases(**took, total_ms=sum(took.values()) + self._took(5))
        number = int(target.url.removeprefix(_ADDRESS).split("/")[1])
        return Observation(phases=phases, status=503 if number in self.down else 200)

    def _took(self, typical_ms: float) -> float:
        return self._random.lognormvariate(0, 0.4) * typical_ms


@contextmanager
def engine() -> Iterator[str]:
    """DynamoDB Local's address, in an environment of nobody. One is enough for many scenes."""
    if not dynamodb_local.is_there():
        raise SystemExit("DynamoDB Local is missing; this is for `make`, which fetches it.")
    with dynamodb_local.running() as endpoint:
        settings = {
            "STAGE": "bench",
            "BASE_URL": "https://status.example.com",
            "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
            "POWERTOOLS_LOG_LEVEL": "ERROR",  # an outage is what is asked for here
        }
        with of_nobody(settings):
            yield endpoint


@contextmanager
def scene(
    endpoint: str,
    components: int,
    *,
    past: timedelta,
    trouble: bool = True,
    languages: Sequence[str] = ("en",),
) -> Iterator[Scene]:
    """A page that has been looked at for so long, and that is, with trouble, amid an outage.

    Its components are in groups of ten, and have one check each.
    """
    from chalicelib.domain.checks import HttpTarget
    from chalicelib.domain.definition import parse
    from chalicelib.probes import PROBES
    from devstack.past import invent

    definition = parse(_document(components, languages), {})
    with world(endpoint) as here:
        page = Scene(here)
        with patch.dict(PROBES, {HttpTarget: page.look}):
            assert invent(definition, past, here.clock.now(), trouble=trouble)
            if trouble:
                page.down.add(0)  # the outage that the past ends with goes on
            here.forget()
            yield page


def _document(components: int, languages: Sequence[str]) -> dict[str, Any]:
    parts = [_component(number) for number in range(components)]
    groups = [
        {"key": f"group-{n}", "name": f"Region {n}", "components": parts[n : n + 10]}
        for n in range(10, components, 10)
    ]
    page = {"name": "Example Cloud", "languages": [*languages], "time_zone": "Europe/Dublin"}
    return {"page": page, "components": parts[:10], "groups": groups}


def _component(number: int) -> dict[str, Any]:
    check = {"key": "home", "http": {"url": f"{_ADDRESS}/{number}/"}}
    return {
        "key": f"part-{number}",
        "name": f"Service {number + 1}",
        "description": "What customers do with it, in a line",
        "checks": [check],
    }
