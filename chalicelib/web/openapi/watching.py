"""The shapes of what is watched, and of what checks see when they are run."""

from collections.abc import Mapping
from dataclasses import fields

from chalicelib.domain.component_tree import WHEN_DOWN
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.http_targets import Method
from chalicelib.domain.results import Phases, Verdict
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    TEXT,
    YES_OR_NO,
    Shape,
    answer,
    list_of,
    or_nothing,
    ref,
    told,
    whole_number,
    word_of,
)

_DURATION = told(TEXT, "Such as 10s.")
_MILLISECONDS: Shape = {"type": "number", "minimum": 0}
_THRESHOLD = told(whole_number(1), "How many looks in a row are believed.")
_SEEN: Mapping[str, Shape] = {
    "verdict": told(word_of(Verdict), "unknown: we could not look."),
    "reason": TEXT,
    "status": told(or_nothing(whole_number(100)), "That of the answer, if there was one."),
    **{
        each.name: _MILLISECONDS if each.name == "total_ms" else or_nothing(_MILLISECONDS)
        for each in fields(Phases)
    },
    "certificate_days_left": or_nothing({"type": "integer"}),
}
_TARGET = answer(
    {
        "method": word_of(Method),
        "url": told(TEXT, "Without its query, which may be a secret."),
        "headers": told(list_of(TEXT), "Their names alone."),
        "has_body": YES_OR_NO,
        "expected_status": told(list_of(TEXT), "Such as 200–299."),
        "contains": or_nothing(TEXT),
        "slow_after": or_nothing(_DURATION),
        "deadline": _DURATION,
        "redirects": whole_number(0),
    }
)

SHAPES: Mapping[str, Shape] = {
    "Pin": told(
        answer(
            {"status": word_of(ComponentStatus)},
            perhaps={"incident_id": ID, "maintenance_id": ID},
        ),
        "How people say that a component is, and where they say it.",
    ),
    "Look": answer({"at": MOMENT, **_SEEN}),
    "WatchedCheck": answer(
        {
            "id": ID,
            "key": TEXT,
            "name": TEXT,
            "kind": {"const": "http"},
            "target": _TARGET,
            "every": _DURATION,
            "failure_threshold": _THRESHOLD,
            "recovery_threshold": _THRESHOLD,
            "when_down": told(word_of(WHEN_DOWN), "What the component has then."),
            "believed": word_of(Verdict),
            "since": or_nothing(MOMENT),
            "reason": told(TEXT, "That of the look which changed last what is believed."),
            "last": told(list_of(ref("Look")), "The newest first."),
        }
    ),
    "WatchedComponent": answer(
        {
            "id": ID,
            "key": TEXT,
            "name": TEXT,
            "group": told(or_nothing(TEXT), "The name of its group."),
            "status": word_of(ComponentStatus),
            "since": or_nothing(MOMENT),
            "checked_at": or_nothing(MOMENT),
            "pins": list_of(ref("Pin")),
            "checks": told(list_of(ref("WatchedCheck")), "Without any, it is as people say."),
        }
    ),
    "WatchedComponents": answer(
        {"components": told(list_of(ref("WatchedComponent")), "In the page's order.")}
    ),
    "Finding": answer({"check_id": ID, "key": TEXT, "name": TEXT, **_SEEN}),
    "Run": answer(
        {
            "id": told(TEXT, "That of its entry in the audit log."),
            "at": MOMENT,
            "by": told(TEXT, "Who asked."),
            "component_id": ID,
            "findings": list_of(ref("Finding"), minItems=1),
        }
    ),
}
