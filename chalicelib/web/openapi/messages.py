"""The shapes of messages: what the company has to say besides, with its small pictures."""

from collections.abc import Mapping

from chalicelib.domain.links import TEXT_LENGTH
from chalicelib.domain.message_fields import TEXT_AT_MOST, WEIGHT_AT_MOST
from chalicelib.domain.message_images import ALT_LENGTH, NAME_LENGTH
from chalicelib.domain.messages import Slot
from chalicelib.domain.urls import URL_LENGTH
from chalicelib.web.openapi.shapes import (
    ID,
    MOMENT,
    TEXT,
    YES_OR_NO,
    Shape,
    answer,
    body,
    list_of,
    or_nothing,
    ref,
    such_as,
    told,
    whole_number,
    word_of,
    words,
)
from chalicelib.web.openapi.telling import WHEN

_PICTURE = told(
    {"type": "string", "contentEncoding": "base64"}, "SVG, PNG, JPEG or WebP, of at most 8 KB."
)
_ALT = told(
    {"type": "string", "maxLength": ALT_LENGTH}, 'What it shows; "" for what only decorates.'
)
_MESSAGE = {
    "link": told(
        body({"text": words(TEXT_LENGTH), "url": {**TEXT, "maxLength": URL_LENGTH}}, {}),
        "Where it leads, by https, mailto or tel.",
    ),
    "image": told(
        body({}, {"name": words(NAME_LENGTH), "content": _PICTURE, "alt": _ALT}),
        "A small picture; with `alt` alone, the one that is there is described anew.",
    ),
    "slots": list_of(word_of(Slot), minItems=1),
    "starts_at": WHEN,
    "ends_at": WHEN,
    "weight": told(whole_number(0, WEIGHT_AT_MOST), "The largest comes first."),
    "suits_outage": told(YES_OR_NO, "Whether it may stand beside an open critical incident."),
}

SHAPES: Mapping[str, Shape] = {
    "NewMessage": such_as(
        body({"text": words(TEXT_AT_MOST)}, _MESSAGE),
        {"text": "In December our offices close at four.", "slots": ["page", "mail"]},
    ),
    "MessageChange": such_as(
        body({}, {"text": words(TEXT_AT_MOST), **_MESSAGE}), {"ends_at": "2027-01-01T00:00"}
    ),
    "Message": answer(
        {
            "id": ID,
            "text": TEXT,
            "link": or_nothing(answer({"text": TEXT, "url": TEXT})),
            "image": or_nothing(answer({"name": TEXT, "content": _PICTURE, "alt": TEXT})),
            "slots": list_of(word_of(Slot), minItems=1),
            "starts_at": MOMENT,
            "ends_at": or_nothing(MOMENT),
            "weight": whole_number(0, WEIGHT_AT_MOST),
            "suits_outage": YES_OR_NO,
        }
    ),
    "Messages": answer({"messages": list_of(ref("Message"))}),
}
