"""A message as a form's fields or JSON have it: every fault at its place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.links import TEXT_LENGTH
from chalicelib.domain.message_images import image
from chalicelib.domain.messages import Message, Slot
from chalicelib.domain.moments import moment
from chalicelib.domain.page import Link, PageSettings
from chalicelib.domain.places import Fields, Place, Unusable, list_of
from chalicelib.domain.scalars import line, one_of, whole_number, yes_or_no
from chalicelib.domain.urls import support_url

T = TypeVar("T")

TEXT_AT_MOST = 280
WEIGHT_AT_MOST = 100
KNOWN = ("text", "link", "image", "slots", "starts_at", "ends_at", "weight", "suits_outage")


def message_of(
    values: Mapping[str, object],
    before: Message | None,
    *,
    new_id: str,
    page: PageSettings,
    now: datetime,
) -> Message:
    """The values as a message; raises InvalidFields with all that is wrong with them.

    What they leave out stays as it was `before`; a new message, with `new_id`, needs a text, starts
    now and stands on the page. A `link`, an `image` or an `ends_at` that is null is taken away.
    Times are ISO 8601, in the page's time zone when they name none.
    """
    top = Place(dict(values), (), [])
    known = before or Message(id=new_id, text="", starts_at=now, language=page.languages[0])
    read = top.read(partial(_message, known=known, zone=page.time_zone), None)
    if top.faults or read is None:
        raise InvalidFields(tuple(top.faults))
    return read


def _message(place: Place, *, known: Message, zone: str) -> Message:
    fields = place.fields(KNOWN)
    at = partial(moment, zone=zone)
    message = replace(
        known,
        text=_text(fields, known),
        texts=known.texts if "text" not in fields else {},
        link=fields.read("link", _link, _kept(fields, "link", known.link)),
        image=fields.read("image", image(known.image), _kept(fields, "image", known.image)),
        slots=fields.read("slots", _slots, known.slots),
        starts_at=fields.read("starts_at", at, known.starts_at),
        ends_at=fields.read("ends_at", at, _kept(fields, "ends_at", known.ends_at)),
        weight=fields.read("weight", whole_number(0, WEIGHT_AT_MOST), known.weight),
        suits_outage=fields.read("suits_outage", yes_or_no, known.suits_outage),
    )
    if message.ends_at and message.ends_at <= message.starts_at:
        fields.at("ends_at").note("A message has to end after it starts.")
    return message


def _kept(fields: Fields, key: str, known: T) -> T | None:
    """What it was when the key is left out; nothing when it is there without a value."""
    return None if key in fields.values else known


def _text(fields: Fields, known: Message) -> str:
    reader = line(TEXT_AT_MOST)
    if known.text:
        return fields.read("text", reader, known.text)
    return fields.need("text", reader, wanted="what customers are to read", default="")


def _link(place: Place) -> Link:
    fields = place.fields(("text", "url"))
    return Link(
        fields.need("text", line(TEXT_LENGTH), wanted="the words to click on", default=""),
        fields.need("url", support_url, wanted="where it leads", default=""),
    )


def _slots(place: Place) -> tuple[Slot, ...]:
    read = list_of(one_of(Slot))(place)
    if not place.value:
        raise Unusable("This is empty; write one or more of page, notice, mail.")
    return tuple(dict.fromkeys(read))
