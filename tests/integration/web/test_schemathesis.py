"""Schemathesis asks the running system what `/openapi.json` promises, and finds nothing wrong."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.scenarios.test_outage import page_of
from tests.served import served
from tests.target import Target
from tests.team import ROOT, member
from tests.telling import SLOW, asked, opened, updated
from tests.world import World

HERE = Path(__file__).parent
OF_THE_TEAM = "^(/api)?/admin"
SOON, LATER = "2026-12-01T02:00", "2026-12-01T04:00"
# What is good in this world of what may stand in a body; any other text would be refused.
SAID = {
    "template": ["slow"],
    "next_update_by": ["30m"],
    "signed_by": ["ann"],
    "at": ["2026-11-22T13:30"],
    "start": [SOON],
    "starts_at": [SOON],
    "end": [LATER],
    "ends_at": [LATER],
    "duration": ["2h"],
    "by": ["30m"],
    "recurrence": ["FREQ=WEEKLY"],
}
COMPONENTS = ["checkout", "search"]


def shop(here: World, target: Target) -> Mapping[str, Sequence[str]]:
    """A page with something of each kind: what there is, by the names of parameters."""
    from chalicelib.services import drafting, maintenance, messaging

    document: Any = page_of(target)
    document["page"] |= {
        "veto": "1h",
        "ask": "recommend",
        "templates": [{"key": "slow", "name": "It is slow", "body": "{components} is slow."}],
        "signers": [{"key": "ann", "name": "Ann", "role": "Head of support"}],
    }
    here.apply(document)
    here.tick()
    over = updated(here, opened(here), {"status": "resolved", "body": "It works again."})
    target.down()
    here.tick(2)
    (draft,) = drafting.drafts()
    planned = maintenance.announce(
        asked(here, {"name": "New database", "start": SOON, "duration": "2h"})
    )
    message = messaging.put_up(asked(here, {"text": "We close at four."}))
    return {
        "incident_id": [over.id, opened(here, SLOW).id, draft.id],
        "maintenance_id": [planned.id],
        "message_id": [message.id],
        "component_id": [each["id"] for each in here.summary["components"]],
        "month": [f"{here.clock.now():%Y-%m}"],
        "path": ["index.html", "status.txt"],
        "key": ["ann", "slow"],
    }


def asking_for(document: Any, known: Mapping[str, Sequence[str]]) -> Any:
    """The document, by which what there is is asked for as often as what might be.

    Bodies come without an `Idempotency-Key`: each would be refused that comes with the key of
    another.
    """
    parts = document["components"]
    for name, values in known.items():
        parameter = parts["parameters"][name]
        parameter["schema"] = {"anyOf": [{"enum": values}, parameter["schema"]]}
    for shape in parts["schemas"].values():
        properties = shape.get("properties", {}) if "additionalProperties" in shape else {}
        for name in SAID.keys() & properties.keys():
            properties[name] = {"anyOf": [{"enum": SAID[name]}, properties[name]]}
        if properties.get("components", {}).get("additionalProperties"):
            properties["components"]["propertyNames"] = {"enum": COMPONENTS}
    for methods in document["paths"].values():
        for operation in methods.values():
            once = {"$ref": "#/components/parameters/idempotency_key"}
            if "requestBody" in operation and once in operation.get("parameters", []):
                operation["parameters"].remove(once)
    return document


def keys_of(here: World) -> dict[str, str]:
    """What to come in with, for the variables of schemathesis.toml."""
    from chalicelib.services import keys

    now = here.clock.now()
    roles = {"WRITES": Role.COMMUNICATOR, "READS_THE_LOG": Role.OPERATOR}
    texts = {
        name: keys.create(ROOT, name=f"Key of {role}", role=role, now=now).text
        for name, role in roles.items()
    }
    return {**texts, "SESSION": member("Olivia", Role.OWNER, now=now).token}


@pytest.mark.timeout(300)  # each address is asked many times: minutes on a busy machine
@pytest.mark.parametrize(
    "chosen",
    [("--exclude-path-regex", OF_THE_TEAM), ("--include-path-regex", OF_THE_TEAM)],
    ids=["readers", "the team"],
)
def test_schemathesis_finds_nothing(
    chosen: tuple[str, str], here: World, target: Target, tmp_path: Path
) -> None:
    known, keys = shop(here, target), keys_of(here)
    with served(here) as url:
        with urllib.request.urlopen(f"{url}/openapi.json") as answer:
            document = asking_for(json.load(answer), known)
        questions = tmp_path / "openapi.json"
        questions.write_text(json.dumps(document), "utf-8")
        run = subprocess.run(
            [
                Path(sys.executable).parent / "schemathesis",
                *("--config-file", HERE / "schemathesis.toml"),
                *("run", questions, "--url", url, *chosen),
            ],
            env={**os.environ, **keys},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
