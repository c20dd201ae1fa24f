"""Schemathesis asks the running system what `/openapi.json` promises, and finds nothing wrong."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from chalicelib.domain.roles import Role
from tests.browser import states
from tests.served import served
from tests.target import Target
from tests.team import ROOT, member
from tests.telling import opened
from tests.world import World

HERE = Path(__file__).parent
PLANNED = {"name": "New database", "start": "2026-12-01T02:00", "duration": "2h"}


def key(world: World, role: Role) -> str:
    from chalicelib.services import keys

    return keys.create(ROOT, name=f"Key of {role}", role=role, now=world.clock.now()).text


def told_of(world: World) -> dict[str, list[str]]:
    """What there is to be asked for, by the names of parameters."""
    from chalicelib.services import maintenance, messaging
    from tests.telling import asked

    message = messaging.put_up(asked(world, {"text": "We close at four."}))
    planned = maintenance.announce(asked(world, PLANNED))
    incident = opened(world, {"name": "Slow", "body": "We look."})
    summary = world.summary
    return {
        "incident_id": [incident.id, *(each["id"] for each in world.incidents)],
        "maintenance_id": [planned.id],
        "message_id": [message.id],
        "component_id": [each["id"] for each in summary["components"]],
        "month": [f"{world.clock.now():%Y-%m}"],
        "path": ["index.html", "status.txt"],
    }


def asking_for(document: Any, known: dict[str, list[str]]) -> Any:
    """The document, by which what there is is asked for as often as what might be."""
    for name, values in known.items():
        parameter = document["components"]["parameters"][name]
        parameter["schema"] = {"anyOf": [{"enum": values}, parameter["schema"]]}
    return document


def test_schemathesis_finds_nothing(here: World, target: Target, tmp_path: Path) -> None:
    states.asked(here, target)
    known = told_of(here)
    keys = {
        "WRITES": key(here, Role.COMMUNICATOR),
        "READS_THE_LOG": key(here, Role.OPERATOR),
        "SESSION": member("Olivia", Role.OWNER, now=here.clock.now()).token,
    }
    with served(here) as url:
        with urllib.request.urlopen(f"{url}/openapi.json") as answer:
            document = asking_for(json.load(answer), known)
        asked = tmp_path / "openapi.json"
        asked.write_text(json.dumps(document), "utf-8")
        run = subprocess.run(
            [
                Path(sys.executable).parent / "schemathesis",
                *("--config-file", HERE / "schemathesis.toml"),
                *("run", asked, "--url", url, "--report", "ndjson"),
            ],
            env={**os.environ, **keys},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
