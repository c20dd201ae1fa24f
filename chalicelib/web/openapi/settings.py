"""The shapes of the page's settings, as the team changes them."""

from collections.abc import Mapping

from chalicelib.domain import signers, templates
from chalicelib.domain.incidents import Aspect, Stage
from chalicelib.domain.links import FOOTER_AT_MOST, HEADER_AT_MOST, TEXT_LENGTH
from chalicelib.domain.notice_settings import CONTACTS_AT_MOST
from chalicelib.domain.page import Question
from chalicelib.domain.page_settings import NAME_LENGTH
from chalicelib.domain.scalars import KEY_LENGTH
from chalicelib.domain.settings_fields import FILE_NAME_LENGTH
from chalicelib.domain.urls import CONTACT_LENGTH, URL_LENGTH
from chalicelib.web.openapi.shapes import (
    MOMENT,
    TEXT,
    Shape,
    answer,
    body,
    by_name,
    list_of,
    or_nothing,
    such_as,
    told,
    word_of,
    words,
)

_KEY: Shape = {
    "type": "string",
    "maxLength": KEY_LENGTH,
    "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "A short name that never changes.",
}
_COLOR: Shape = {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}
_CONTENT = told(
    {"type": "string", "contentEncoding": "base64"},
    "SVG, PNG, JPEG or WebP: a logo has at most 48 KB, the picture of a signer 8 KB.",
)
_PICTURE: Shape = {
    "anyOf": [
        told(TEXT, "The name of a picture that is in use."),
        body({"name": words(FILE_NAME_LENGTH), "content": _CONTENT}, {}),
    ]
}
_RATIO: Shape = {"type": "number", "minimum": 1, "maximum": 21}


def _links(most: int, longest: int = URL_LENGTH) -> Shape:
    url = {"type": "string", "maxLength": longest}
    return list_of(body({"text": words(TEXT_LENGTH), "url": url}, {}), maxItems=most)


_CHANGE: Mapping[str, Shape] = {
    "name": words(NAME_LENGTH),
    "support_url": told({"type": "string", "maxLength": URL_LENGTH}, "By https:, or mailto:"),
    "ask": told(word_of(Question), "What customers are asked after an incident."),
    "links": body({}, {"header": _links(HEADER_AT_MOST), "footer": _links(FOOTER_AT_MOST)}),
    "colors": body({}, {"brand": _COLOR, "accent": _COLOR}),
    "logo": _PICTURE,
    "notice": body({}, {"contacts": _links(CONTACTS_AT_MOST, CONTACT_LENGTH)}),
    "signers": list_of(
        body(
            {"key": _KEY, "name": words(signers.NAME_LENGTH)},
            {"role": words(signers.ROLE_LENGTH), "picture": _PICTURE},
        ),
        maxItems=signers.AT_MOST,
    ),
    "templates": list_of(
        body(
            {
                "key": _KEY,
                "name": words(templates.NAME_LENGTH),
                "body": words(templates.BODY_LENGTH),
            },
            {
                "status": word_of(Stage),
                **{aspect.value: words(templates.ASPECT_LENGTH) for aspect in Aspect},
            },
        ),
        maxItems=templates.TEMPLATES_AT_MOST,
    ),
}
_TOLD_LINKS = list_of(answer({"text": TEXT, "url": TEXT}))
_TOLD_SIGNER = answer({"key": TEXT, "name": TEXT}, perhaps={"role": TEXT, "picture": TEXT})
_TOLD_TEMPLATE = answer(
    {"key": TEXT, "name": TEXT, "body": TEXT},
    perhaps={"status": word_of(Stage), **{aspect.value: TEXT for aspect in Aspect}},
)
_LOOK = answer(
    {
        "accent_ratio": told(_RATIO, "Of the accent as it was written, to the ground."),
        "shown_accent": told(_COLOR, "The accent as it is shown there, corrected to 4.5 : 1."),
        "shown_ratio": _RATIO,
        "button_ratio": told(_RATIO, "Of a button in the brand's colour, to the ground."),
    }
)

SHAPES: Mapping[str, Shape] = {
    "SettingsChange": such_as(
        told(body({}, _CHANGE), "What is left out stays; null is as if it had never been written."),
        {
            "colors": {"accent": "#1e7b34"},
            "notice": {"contacts": [{"text": "Call us", "url": "tel:+353-1-234-5678"}]},
        },
    ),
    "Settings": answer(
        {
            "settings": answer(
                {
                    "name": TEXT,
                    "support_url": or_nothing(TEXT),
                    "ask": or_nothing(word_of(Question)),
                    "links": answer({"header": _TOLD_LINKS, "footer": _TOLD_LINKS}),
                    "colors": answer({"brand": _COLOR, "accent": _COLOR}),
                    "logo": or_nothing(told(TEXT, "The name of its file.")),
                    "notice": answer({"contacts": _TOLD_LINKS}),
                    "signers": list_of(_TOLD_SIGNER),
                    "templates": list_of(_TOLD_TEMPLATE),
                }
            ),
            "contrast": answer(
                {
                    "on_brand": answer({"color": _COLOR, "ratio": _RATIO}),
                    "light": _LOOK,
                    "dark": _LOOK,
                }
            ),
            "changed": told(
                by_name(answer({"by": TEXT, "at": MOMENT})),
                "Who changed what since the last apply, which the definition's file may lack.",
            ),
        }
    ),
}
