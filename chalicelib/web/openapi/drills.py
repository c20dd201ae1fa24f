"""The shapes of drills: whether news arrives."""

from collections.abc import Mapping

from chalicelib.domain.drills import Canary
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    TEXT,
    YES_OR_NO,
    Shape,
    always,
    answer,
    body,
    or_nothing,
    told,
)

_SECONDS = or_nothing({"type": "number", "minimum": 0})
_DRILL = or_nothing(
    answer(
        {
            "id": ID,
            "started_at": MOMENT,
            "started_by": TEXT,
            "ended_at": or_nothing(MOMENT),
            "proven": told(YES_OR_NO, "Whether every canary has heard."),
            "seconds": told(
                answer({each.value: _SECONDS for each in Canary}),
                "From its start until that canary heard; null while it hasn't.",
            ),
        }
    )
)

SHAPES: Mapping[str, Shape] = {
    "Drills": answer({"under_way": _DRILL, "last": _DRILL, "proven": _DRILL}),
    "PostedDrill": {
        **body({"version": always(1), "drill": answer({"id": ID, "at": MOMENT})}, {}),
        "examples": [
            {"version": 1, "drill": {"id": "98h4gjvwkuaf", "at": "2026-11-22T12:00:00+00:00"}}
        ],
    },
    "DrillHeard": answer({"heard": always(value=True)}),
}
