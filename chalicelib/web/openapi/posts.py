"""What is posted to webhooks: requests that we make, and what we want to be answered."""

from collections.abc import Mapping

from chalicelib.domain.components import Indicator
from chalicelib.domain.incidents import Impact
from chalicelib.domain.nudges import Concern
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    NOTHING,
    TEXT,
    URL,
    Shape,
    always,
    answer,
    list_of,
    or_nothing,
    ref,
    told,
    word_of,
)
from chalicelib.web.openapi.statuspage import INCIDENT, MAINTENANCE, POSTMORTEM, STATUS, UPDATE

_TWITTER = {"twitter_updated_at": NOTHING, "wants_twitter_update": always(value=False)}
_OF_EACH = {
    **POSTMORTEM,
    "incident_updates": told(
        list_of(ref("PostedUpdate"), minItems=1, maxItems=1), "The update that is the news."
    ),
    "components": told(list_of(ref("PostedComponent")), "Those that are hit, as they were then."),
    "backfilled": always(value=False),
    "scheduled_remind_prior": always(value=False),
    "scheduled_reminded_at": NOTHING,
}
_PAGE = answer({"id": ID, "status_indicator": word_of(Indicator), "status_description": TEXT})

SHAPES: Mapping[str, Shape] = {
    "PostedComponent": answer({"id": ID, "name": TEXT, "status": STATUS}),
    "PostedUpdate": answer({**UPDATE, **_TWITTER}),
    "PostedIncident": answer(
        {
            **INCIDENT,
            **_OF_EACH,
            "impact_override": or_nothing(word_of(Impact)),
            "scheduled_auto_transition": always(value=False),
            "scheduled_for": NOTHING,
            "scheduled_until": NOTHING,
        }
    ),
    "PostedMaintenance": answer(
        {
            **MAINTENANCE,
            **_OF_EACH,
            "impact_override": NOTHING,
            "scheduled_auto_transition": always(value=True),
        }
    ),
    "PostedNews": answer(
        {
            "meta": answer({"unsubscribe": URL, "documentation": URL}),
            "page": _PAGE,
            "incident": {"anyOf": [ref("PostedIncident"), ref("PostedMaintenance")]},
        }
    ),
    "PostedNudge": answer(
        {
            "version": always(1),
            "nudge": answer(
                {
                    "id": ID,
                    "concern": word_of(Concern),
                    "told_id": ID,
                    "page": answer({"id": ID, "name": TEXT}),
                    "title": TEXT,
                    "text": TEXT,
                    "url": URL,
                    "link": told(or_nothing(URL), "Opens the form once, without signing in."),
                    "at": MOMENT,
                }
            ),
        }
    ),
    "PostedConfirmation": answer(
        {
            "version": always(1),
            "confirmation": answer(
                {
                    "id": TEXT,
                    "page": answer({"id": ID, "name": TEXT, "url": URL}),
                    "text": TEXT,
                    "url": told(URL, "Where a person says yes, and later changes and ends it."),
                    "secret": told(or_nothing(TEXT), "What all that comes is signed with."),
                    "at": MOMENT,
                }
            ),
        }
    ),
}
# The names stand in chalicelib/channels/webhook.py as well, which doors don't know; a test
# compares them.
HEADERS: Mapping[str, str] = {
    "X-Candor-Id": "Which piece of news it is: the same each time that it is tried.",
    "X-Candor-Timestamp": "When it was sent this time, in seconds since 1970.",
    "X-Signature-256": (
        "With a secret: `sha256=` and HMAC-SHA256, in hexadecimal digits, of the timestamp, a dot "
        "and the body."
    ),
}


def webhooks() -> dict[str, Shape]:
    """Each kind of what is posted, as the document has it."""
    return {
        "news": _post("News for subscribers, in the body of Statuspage's webhooks.", "PostedNews"),
        "confirmation": _post(
            "Whether news is wanted there, before any comes.", "PostedConfirmation"
        ),
        "nudge": _post("That something waits for one of the team.", "PostedNudge"),
    }


def _post(summary: str, shape: str) -> Shape:
    parameters = [
        {"name": name, "in": "header", "schema": TEXT, "description": words}
        for name, words in HEADERS.items()
    ]
    return {
        "post": {
            "operationId": f"receive{shape}",
            "summary": summary,
            "parameters": parameters,
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ref(shape)}},
            },
            "responses": {
                "2XX": {"description": "Taken: it isn't sent again."},
                "4XX": {
                    "description": "It is never tried again; but for 408, 425 and 429, which pass."
                },
                "5XX": {"description": "It is tried again, not before `Retry-After`."},
            },
        }
    }
