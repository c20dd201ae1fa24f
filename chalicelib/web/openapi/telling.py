"""The shapes of what the team tells by its API: incidents, maintenance, the log."""

from collections.abc import Mapping

from chalicelib.domain.actors import ActorKind
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Aspect, Impact, MaintenanceStage, Stage
from chalicelib.domain.maintenances import MaintenanceKind
from chalicelib.domain.plan_fields import (
    LONGEST,
    REMINDED,
    REMINDERS_AT_MOST,
    SHORTEST,
)
from chalicelib.domain.recurrence import LENGTH as RULE_LENGTH
from chalicelib.domain.roles import Role
from chalicelib.domain.said_fields import ASPECT_LENGTH, BODY_LENGTH, NAME_LENGTH, TELLABLE
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    TEXT,
    YES_OR_NO,
    Shape,
    answer,
    body,
    by_name,
    lasting,
    list_of,
    or_nothing,
    ref,
    such_as,
    told,
    whole_number,
    word_of,
    words,
)
from chalicelib.words import LANGUAGES

WHEN = told(TEXT, "ISO 8601, such as 2026-03-01T12:30; in the page's time zone if it names none.")
_LANGUAGE: Shape = {"type": "string", "enum": list(LANGUAGES)}
_NAME, _BODY = words(NAME_LENGTH), words(BODY_LENGTH)
_MARKDOWN = told(_BODY, "Markdown: links, lists, emphasis, code.")
_TELL = told(YES_OR_NO, "Whether subscribers hear of it; true if left out.")
_ASPECTS = {aspect.value: words(ASPECT_LENGTH) for aspect in Aspect}

_SAID = {
    **_ASPECTS,
    "status": told(word_of(Stage), "Stays as it is if left out."),
    "components": told(
        by_name(or_nothing(word_of(TELLABLE))), "How components are, by their key or their id."
    ),
    "next_update_by": told(TEXT, "A moment, or how long from now, such as 30m."),
    "signed_by": told(TEXT, "The key of one of the page's signers."),
    "corrects": told(whole_number(1), "The number of an earlier update that this puts right."),
    "at": told(TEXT, f"When it was so, if it is told of later. {WHEN['description']}"),
    "tell": _TELL,
    "impact": told(word_of(Impact), "In place of what the components make of it."),
    "template": told(TEXT, "The key of a template, which says what is left out here."),
}


def _either(shape: Shape, *choices: str | tuple[str, ...]) -> Shape:
    """The body, of which one of the choices has to be there; they can't be null then."""
    return {**shape, "anyOf": [_needing(choice) for choice in choices]}


def _needing(choice: str | tuple[str, ...]) -> Shape:
    names = (choice,) if isinstance(choice, str) else choice
    there = {name: {"not": {"type": "null"}} for name in names}
    return {"required": list(names), "properties": there}


_NEW_INCIDENT = _either(
    body({}, {"name": _NAME, "body": _MARKDOWN, **_SAID}), ("name", "body"), "template"
)
_NEW_UPDATE = _either(body({}, {"name": _NAME, "body": _MARKDOWN, **_SAID}), "body", "template")

_WORDS = {
    "body": told(_BODY, "What is said; in words of the house if left out."),
    "bodies": told(by_name(or_nothing(_BODY), _LANGUAGE), "Translations of it, by language."),
    "tell": _TELL,
}
_END = {"end": WHEN, "duration": lasting(SHORTEST, LONGEST)}
_NEW_MAINTENANCE = _either(
    body(
        {"name": _NAME, "start": WHEN},
        {
            **_WORDS,
            **_END,
            "names": told(by_name(or_nothing(_NAME), _LANGUAGE), "Translations, by language."),
            "components": told(list_of(TEXT), "What is worked on, by key or id."),
            "kind": word_of(MaintenanceKind),
            "reminders": list_of(lasting(*REMINDED), maxItems=REMINDERS_AT_MOST),
            "recurrence": told(
                {"type": "string", "minLength": 1, "maxLength": RULE_LENGTH},
                "An RRULE of RFC 5545, such as FREQ=MONTHLY;BYDAY=1SU.",
            ),
        },
    ),
    "end",
    "duration",
)
_TOLD_UPDATE = answer(
    {
        "number": whole_number(1),
        "status": word_of((*Stage, *MaintenanceStage)),
        "body": TEXT,
        "at": MOMENT,
        "components": told(by_name(word_of(ComponentStatus), ID), "What each became, by id."),
        "next_update_by": or_nothing(MOMENT),
        "signed_by": or_nothing(TEXT),
        "corrects": or_nothing(whole_number(1)),
        "is_automatic": YES_OR_NO,
        "tell": YES_OR_NO,
    },
    perhaps=dict.fromkeys(_ASPECTS, TEXT),
)
_UPDATES = told(list_of(ref("ToldUpdate"), minItems=1), "The oldest first.")
_ON_CHANNEL = answer(
    {
        "channel": told(TEXT, "Such as email, webhook or slack."),
        "due": told(whole_number(0), "So many audiences, or destinations."),
        "told": whole_number(0),
        "waiting": whole_number(0),
        "failed": whole_number(0),
        "overtaken": told(whole_number(0), "They got only what is newer."),
        "gone": told(whole_number(0), "They left after they were asked for."),
        "addresses": told(or_nothing(whole_number(0)), "Confirmed, behind those that were told."),
        "last_at": or_nothing(MOMENT),
    }
)
_FAILURE = answer(
    {
        "channel": TEXT,
        "destination": told(TEXT, "Its host, without what is secret."),
        "reason": TEXT,
        "count": whole_number(1),
        "is_final": told(YES_OR_NO, "False while it is tried again."),
    }
)
_TO_WHOM = answer(
    {
        "update": whole_number(1),
        "channels": list_of(_ON_CHANNEL),
        "failures": told(list_of(_FAILURE), "The most frequent ones."),
        "other_failures": told(whole_number(0), "How many there are beside them."),
        "counted_at": told(or_nothing(MOMENT), "When those that are posted were counted last."),
        "is_settled": told(YES_OR_NO, "Whether nothing will become of it any more."),
    }
)
_LEDGER = told(list_of(_TO_WHOM), "Who was told each update, the newest first.")
_PLAIN: Shape = {"type": ["string", "number", "boolean", "null"]}

SHAPES: Mapping[str, Shape] = {
    "NewIncident": such_as(
        _NEW_INCIDENT,
        {
            "name": "Payments are slow",
            "body": "We see it, and are **looking for the cause**.",
            "components": {"checkout": "degraded_performance"},
            "what_still_works": "Your cart is kept.",
            "next_update_by": "30m",
        },
    ),
    "NewUpdate": such_as(
        _NEW_UPDATE,
        {
            "status": "resolved",
            "body": "Payments work again.",
            "components": {"checkout": "operational"},
        },
    ),
    "DraftInOtherWords": such_as(
        {"anyOf": [{"type": "object", "maxProperties": 0}, ref("NewUpdate")]},
        {},
        {"body": "Payments fail at the moment; we are on it."},
    ),
    "NewPostmortem": such_as(
        body({"body": _MARKDOWN}, {"signed_by": _SAID["signed_by"]}),
        {"body": "A certificate had run out. **We renew them by machine now.**"},
    ),
    "PublishedPostmortem": such_as(
        body({}, {"body": _MARKDOWN, "signed_by": _SAID["signed_by"], "tell": _TELL}),
        {"tell": False},
    ),
    "PostmortemDraft": answer(
        {
            "incident_id": ID,
            "body": TEXT,
            "signed_by": or_nothing(TEXT),
            "saved_by": TEXT,
            "created_at": MOMENT,
            "saved_at": MOMENT,
        }
    ),
    "ToldUpdate": _TOLD_UPDATE,
    "ToldIncident": answer(
        {
            "id": ID,
            "name": TEXT,
            "status": word_of(Stage),
            "impact": word_of(Impact),
            "started_at": MOMENT,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "resolved_at": or_nothing(MOMENT),
            "next_update_by": or_nothing(MOMENT),
            "working_since": or_nothing(MOMENT),
            "published_at": told(or_nothing(MOMENT), "Of a draft: when it is published by itself."),
            "is_automatic": told(YES_OR_NO, "Whether our checks still write it."),
            "component_ids": list_of(ID),
            "updates": _UPDATES,
        },
        perhaps={"told": _LEDGER},
    ),
    "ToldIncidents": answer({"incidents": list_of(ref("ToldIncident"))}),
    "Drafts": answer({"drafts": list_of(ref("ToldIncident"))}),
    "Dropped": answer({"dropped": ID}),
    "NewMaintenance": such_as(
        _NEW_MAINTENANCE,
        {
            "name": "New database",
            "start": "2027-03-01T02:00",
            "duration": "2h",
            "components": ["checkout"],
            "reminders": ["24h", "1h"],
        },
    ),
    "MaintenanceWords": such_as(body({}, _WORDS), {}, {"body": "We begin a little early."}),
    "MaintenanceUpdate": such_as(
        body({"body": _BODY}, {"bodies": _WORDS["bodies"], "tell": _TELL}),
        {"body": "Half of it is done."},
    ),
    "MaintenanceMove": such_as(
        body({"start": WHEN}, {**_END, **_WORDS}), {"start": "2027-03-02T02:00"}
    ),
    "MaintenanceExtension": such_as(
        _either(body({}, {"end": WHEN, "by": lasting(SHORTEST, LONGEST), **_WORDS}), "end", "by"),
        {"by": "30m", "body": "It takes a little longer."},
    ),
    "MaintenanceCancellation": such_as(
        body({}, {**_WORDS, "series": told(YES_OR_NO, "Whether the whole series is cancelled.")}),
        {"body": "It isn't needed any more."},
    ),
    "PlannedMaintenance": answer(
        {
            "id": ID,
            "name": TEXT,
            "status": word_of(MaintenanceStage),
            "kind": word_of(MaintenanceKind),
            "start": MOMENT,
            "end": MOMENT,
            "started_at": or_nothing(MOMENT),
            "completed_at": or_nothing(MOMENT),
            "reminders": told(list_of(TEXT), "Durations, such as 24h."),
            "recurrence": or_nothing(TEXT),
            "component_ids": list_of(ID),
            "updates": _UPDATES,
        },
        perhaps={"told": _LEDGER},
    ),
    "PlannedMaintenances": answer({"maintenances": list_of(ref("PlannedMaintenance"))}),
    "Me": answer(
        {
            "kind": word_of([ActorKind.KEY]),
            "id": ID,
            "name": TEXT,
            "role": word_of(Role),
            "component_ids": told(or_nothing(list_of(ID)), "Null for all of them."),
        }
    ),
    "AuditEntry": answer(
        {
            "id": told(TEXT, "16 characters, which sort by time."),
            "at": MOMENT,
            "action": told(TEXT, "Such as incident.updated."),
            "actor_kind": word_of(ActorKind),
            "actor_id": TEXT,
            "actor_name": TEXT,
            "actor_role": word_of(Role),
            "client": TEXT,
            "target_id": TEXT,
            "target_name": TEXT,
            "before": by_name(_PLAIN),
            "after": by_name(_PLAIN),
        }
    ),
    "AuditPage": answer(
        {
            "entries": told(list_of(ref("AuditEntry")), "The newest first."),
            "next": told(or_nothing(TEXT), "The address of the entries before them."),
        }
    ),
}
