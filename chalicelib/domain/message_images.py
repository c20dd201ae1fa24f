"""The small image of a message: read of what was sent, and where it may stand."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.logos import PICTURE_BYTES, media_type
from chalicelib.domain.messages import Image, Message
from chalicelib.domain.page import Logo
from chalicelib.domain.places import Fields, Place, Reader, Unusable, quoted
from chalicelib.domain.scalars import line, raw_text
from chalicelib.domain.uploads import content

NAME_LENGTH, ALT_LENGTH = 100, 200
# Each view of the page carries them all, and so does its snapshot.
AT_MOST = 8
# What is larger would leave no room for words: a notice has to stay below 14 KB.
NOTICE_BYTES = 5 * 1024
_DIGEST_LENGTH = 32


def image(before: Image | None) -> Reader[Image]:
    """A reader of an image: `name`, `content` in base64, and `alt`, which may be "" on purpose.

    Without `content` the picture is that of `before`, under the `alt` that is given.
    """

    def read(place: Place) -> Image:
        fields = place.fields(("name", "content", "alt"))
        if before and "name" not in fields and "content" not in fields:
            return replace(before, alt=fields.read("alt", _alt, before.alt))
        name = fields.need("name", line(NAME_LENGTH), wanted="its file's name", default="")
        none = Logo(name=name, media_type="", content=b"")
        wanted = f"what is in it, in base64: at most {size_words(PICTURE_BYTES)}"
        picture = fields.need("content", _picture(name), wanted=wanted, default=none)
        alt = _needed_alt(fields)
        digest = hashlib.sha256(picture.content).hexdigest()[:_DIGEST_LENGTH]
        return Image(picture=picture, alt=alt, digest=digest)

    return read


def image_words(image: Image | None) -> str | None:
    """Its file's name and size, such as `logo.png (3 KB)`."""
    if image is None:
        return None
    return f"{image.picture.name} ({size_words(len(image.picture.content))})"


def size_words(length: int) -> str:
    """So many bytes in words, rounded up: what is above a limit never reads as if it weren't."""
    return f"{length} bytes" if length < 1024 else f"{-(-length // 1024)} KB"


def fits_notice(image: Image) -> bool:
    """Whether it is small enough to stand on the notice."""
    return len(image.picture.content) <= NOTICE_BYTES


def are_too_many(others: Iterable[Message], now: datetime) -> bool:
    """Whether so many messages have one already that no other may."""
    return sum(1 for each in others if each.image and each.is_current(now)) >= AT_MOST


def _picture(name: str) -> Reader[Logo]:
    def read(place: Place) -> Logo:
        held = content(place)
        if len(held) > PICTURE_BYTES:
            size = size_words(len(held))
            most = size_words(PICTURE_BYTES)
            raise Unusable(f"{quoted(name)} has {size}, and may have {most}; make it smaller.")
        return Logo(name=name, media_type=media_type(name, held), content=held)

    return read


def _needed_alt(fields: Fields) -> str:
    wanted = "what the picture shows, for those who don't see it, or nothing if it only decorates"
    return fields.need("alt", _alt, wanted=wanted, default="")


def _alt(place: Place) -> str:
    """One line; blank on purpose for what only decorates."""
    return line(ALT_LENGTH)(place) if raw_text(place).strip() else ""
