"""The shapes of what the team learns after incidents: how soon it told, and what customers say."""

from collections.abc import Mapping

from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Question
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    TEXT,
    Shape,
    answer,
    by_name,
    list_of,
    or_nothing,
    told,
    whole_number,
    word_of,
)

_ANSWERS = answer(
    {
        "question": word_of(Question),
        "count": whole_number(1),
        "mean": {"type": "number"},
        "counts": told(by_name(whole_number(1)), "How many gave each score, from 0 to 10."),
        "lines": told(
            list_of(answer({"at": MOMENT, "score": whole_number(0, 10), "text": TEXT})),
            "What customers wrote, the newest first.",
        ),
    },
    perhaps={"net_promoter_score": whole_number(-100, 100)},
)
_ECHO = answer(
    {
        "id": ID,
        "name": TEXT,
        "impact": word_of(Impact),
        "started_at": MOMENT,
        "resolved_at": or_nothing(MOMENT),
        "told_after_s": told(
            or_nothing({"type": "number", "minimum": 0}),
            "Seconds until the first news was handed over; null when none was.",
        ),
        "promises": told(
            answer({"kept": whole_number(0), "missed": whole_number(0)}), "Of a next update."
        ),
        "answers": list_of(_ANSWERS),
    }
)

SHAPES: Mapping[str, Shape] = {
    "Score": answer({"incidents": list_of(_ECHO)}),
}
