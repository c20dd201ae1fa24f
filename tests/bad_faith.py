"""A page on which every text was written in bad faith."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Aspect, ComponentChange, IncidentUpdate, Signature
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.messages import Slot
from chalicelib.domain.page import Link, PageSettings, Signer
from chalicelib.domain.snapshot import Pulse, View, view
from chalicelib.services import publishing
from chalicelib.web import routes
from chalicelib.web.requests import Request
from tests.harmless import vectors
from tests.specimens import (
    INCIDENT_ID,
    NOON,
    PAGE,
    incident,
    maintenance,
    message,
    minute,
    shown,
    snapshot,
    update,
)

_UP, _DOWN = ComponentStatus.OPERATIONAL, ComponentStatus.MAJOR_OUTAGE
# Many at once, each in every field: a page for each of them would take minutes.
BUNDLES = [vectors()[start : start + 15] for start in range(0, len(vectors()), 15)]


def evil_update(number: int, evil: str) -> IncidentUpdate:
    change = ComponentChange(component_id="checkout", name=evil, before=_UP, after=_DOWN)
    return replace(
        update(number, body=evil, changes=(change,)),
        bodies={"de": evil},
        aspects=dict.fromkeys(Aspect, evil),
        signature=Signature(key="anna", name=evil, role=evil),
        corrects=number - 1 or None,
        next_update_by=minute(90),
        written_at=minute(80),
    )


def evil_page(bundle: list[str]) -> PageSettings:
    evil = " ".join(bundle)
    return replace(
        PAGE,
        name=bundle[0],
        languages=("en", "de"),
        links_footer=(Link(evil, "https://a.example/"),),
        signers=(Signer(key="anna", name=evil, role=evil),),
    )


def evil_view(bundle: list[str]) -> View:
    """An incident with an update a vector; all else that has words has all of the vectors."""
    evil = " ".join(bundle)
    told = incident(
        INCIDENT_ID, *(evil_update(n, each) for n, each in enumerate(bundle, start=1)), name=evil
    )
    planned = replace(maintenance(60), name=evil, updates=(evil_update(1, "\n".join(bundle)),))
    checkout = shown("checkout", _DOWN)
    named = replace(checkout.component, name=evil, description=evil)
    made = snapshot(
        replace(checkout, component=named),
        incidents=(replace(told, names={"de": evil}),),
        maintenances=(_as_told(planned),),
        messages=(message(text=evil[:300], slots=(Slot.PAGE, Slot.NOTICE), suits_outage=True),),
        page=evil_page(bundle),
    )
    return view(replace(made, place=evil), Pulse(looked={0: NOON}), NOON)


def _as_told(planned: Maintenance) -> Maintenance:
    (only,) = planned.updates
    return replace(planned, updates=(replace(only, stage=planned.stage),))


def answer(seen: View, path: str) -> Any:
    with publishing.showing(seen):
        return routes.respond(Request(method="GET", path=path, now=NOON, monotonic=0.0))
