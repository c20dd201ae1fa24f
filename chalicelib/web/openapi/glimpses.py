"""The shapes of small things: badges, what is embedded, the notice's facts, pulses, errors."""

from collections.abc import Mapping

from chalicelib.domain.answers import LINE_LENGTH, SCORES
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Question
from chalicelib.domain.selections import MOST_COMPONENTS, Updates
from chalicelib.domain.wishes import Verb
from chalicelib.web.notice_facts import Seen
from chalicelib.web.openapi.shapes import (
    MOMENT,
    TEXT,
    URL,
    YES_OR_NO,
    Shape,
    always,
    answer,
    list_of,
    or_nothing,
    told,
    whole_number,
    word_of,
)
from chalicelib.words import LANGUAGES

_LANGUAGE: Shape = {"type": "string", "enum": list(LANGUAGES)}
_HASH: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_FACTS = {
    "title": TEXT,
    "title_lang": _LANGUAGE,
    "text": TEXT,
    "text_lang": _LANGUAGE,
    "reached": told(TEXT, "What to say when the visitor's browser reaches the product."),
    "missed": told(TEXT, "What to say when it doesn't."),
    "url": told(URL, "Where the status page tells more."),
}
_PERHAPS = {
    "untold": told(TEXT, "Says that the text is in another language than asked for."),
    "signed": TEXT,
    "since": TEXT,
    "started_at": MOMENT,
    "told_at": MOMENT,
    "next": TEXT,
    "next_update_by": MOMENT,
    "working": TEXT,
    "as_of": TEXT,
    "reminder": TEXT,
}
_PROBLEM = {
    "type": always("about:blank"),
    "title": TEXT,
    "status": told(whole_number(400, 599), "That of the answer."),
    "detail": told(TEXT, "What happened, to which thing, and what to do."),
}
_FAULT = answer({"field": told(TEXT, "The place, such as components[0]."), "message": TEXT})
_SCORE: Shape = {
    "anyOf": [
        whole_number(SCORES.start, SCORES.stop - 1),
        {"type": "string", "pattern": "^(0?[0-9]|10)$"},
    ]
}

_CHOICE = {
    "component": told(
        {"type": "array", "items": TEXT, "maxItems": MOST_COMPONENTS},
        "The ids of components; without any, and without a group, of everything.",
    ),
    "group": told(TEXT, "The id of a group, in place of components."),
    "updates": told(
        word_of(Updates),
        "All, the beginning and the end alone, or a digest once a day, by email alone.",
    ),
    "least_impact": told(word_of(Impact), "Nothing of what is less bad."),
    "maintenance": told({"type": "boolean"}, "Whether planned maintenance is wanted, too."),
    "language": told(TEXT, "One of the page's."),
}

SHAPES: Mapping[str, Shape] = {
    "Problem": answer(
        _PROBLEM, perhaps={"faults": told(list_of(_FAULT), "Each thing that is wrong.")}
    ),
    "NoticeProblem": answer(
        {**_PROBLEM, "seen": told(word_of(Seen), "What our checks see.")},
        perhaps={
            **{name: shape for name, shape in _FACTS.items() if name != "title"},
            **_PERHAPS,
            "lang": _LANGUAGE,
        },
    ),
    "Notice": answer(
        {**_FACTS, "status": told(word_of(Seen), "What our checks see."), "lang": _LANGUAGE},
        perhaps=_PERHAPS,
    ),
    "Health": answer(
        {
            "status": {"type": "string", "enum": ["ok", "quiet"]},
            "last_checked_at": or_nothing(MOMENT),
        }
    ),
    "Badge": answer(
        {
            "schemaVersion": always(1),
            "label": TEXT,
            "message": TEXT,
            "color": TEXT,
            "cacheSeconds": whole_number(300),
        }
    ),
    "Banner": answer(
        {
            "show": told(YES_OR_NO, "Whether there is anything to tell."),
            "status": word_of(ComponentStatus),
            "text": TEXT,
            "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
            "link": TEXT,
            "url": URL,
            "close": TEXT,
            "lang": _LANGUAGE,
            "dir": {"type": "string", "enum": ["ltr", "rtl"]},
            "checked_at": or_nothing(MOMENT),
        }
    ),
    "Pulse": answer(
        {
            "last_checked_at": or_nothing(MOMENT),
            "as_of": MOMENT,
            "quiet_after_s": told(whole_number(1), "So old, a pulse means that nobody looks."),
        }
    ),
    "Copies": answer({"files": list_of(answer({"path": TEXT, "sha256": _HASH}))}),
    "Taken": answer({"message": told(TEXT, "What happens next.")}),
    "Subscription": {
        "type": "object",
        "properties": {
            "email": told(TEXT, "The address that is to hear from us."),
            "url": told(TEXT, "A webhook or a chat that is to hear, in place of an address."),
            "phone": told(TEXT, "A mobile number that is to hear by SMS, in place of an address."),
            **_CHOICE,
            "incident": told(TEXT, "An open incident: one mail, when it is back, and no other."),
        },
        "anyOf": [{"required": ["email"]}, {"required": ["url"]}, {"required": ["phone"]}],
        "examples": [
            {"email": "you@example.com", "updates": "ends"},
            {"url": "https://example.com/hook", "maintenance": False},
        ],
    },
    "SmsCode": {
        "type": "object",
        "properties": {"code": told(TEXT, "The six digits.")},
        "required": ["code"],
        "examples": [{"code": "123456"}],
    },
    "Wish": {
        "type": "object",
        "properties": {
            "wish": told(
                word_of((Verb.CONFIRM, Verb.CHANGE, Verb.LEAVE)),
                "Whether the choice is confirmed, changed, or all of it ended.",
            ),
            "selection": told(TEXT, "Which choice is confirmed, as the page had it."),
            "choose": told(TEXT, "Anything, when a choice comes with it."),
            **_CHOICE,
        },
        "required": ["wish"],
        "examples": [{"wish": "leave"}],
    },
    "CustomerAnswer": {
        "type": "object",
        "properties": {
            "score": _SCORE,
            "line": {"type": "string", "maxLength": LINE_LENGTH},
            "question": told(or_nothing(word_of(Question)), "The one that is answered."),
        },
        "required": ["score"],
        "examples": [{"score": 9, "line": "You told us at once."}],
    },
    "CustomerAnswerForm": {
        "type": "object",
        "properties": {
            "score": {"type": "string", "enum": [str(score) for score in SCORES]},
            "line": {"type": "string", "maxLength": LINE_LENGTH},
            "question": word_of(Question),
        },
        "required": ["score"],
    },
}
