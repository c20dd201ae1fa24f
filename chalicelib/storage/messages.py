"""Messages: few, each a row of its own; what their images hold stands in rows besides.

An image's row has the digest of its bytes for a key, and so is never rewritten: whichever version
of a message is read, its image is the one that belongs to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chalicelib.domain.messages import Image, Message
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import IMAGES, MESSAGES, Row
from chalicelib.storage.packing import from_json, to_json


def rows_of(message: Message) -> Iterator[Row]:
    """The rows to write; one with the same id is replaced."""
    bare = replace(message, image=_with_bytes(message.image, b""))
    yield Row(MESSAGES, message.id, facts=to_json(bare))
    if message.image and message.image.picture.content:
        yield Row(IMAGES, message.image.digest, packed=message.image.picture.content)


@table_errors()
def save(message: Message) -> None:
    """Write it down by itself."""
    for row in reversed(list(rows_of(message))):
        row.save()


@table_errors()
def load() -> tuple[Message, ...]:
    """All that there are, whether it is their time or not; their images are without bytes."""
    rows = Row.query(MESSAGES, consistent_read=True)
    return tuple(from_json(Message, row.facts) for row in rows)


@table_errors()
def with_images(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The same messages; their images have their bytes. Costs nothing where there are none."""
    told = tuple(messages)
    keys = {(IMAGES, each.image.digest) for each in told if each.image}
    rows = Row.batch_get(list(keys), consistent_read=True) if keys else ()
    held = {row.sk: row.packed for row in rows}
    return tuple(
        replace(each, image=_with_bytes(each.image, held.get(each.image.digest, b"")))
        if each.image
        else each
        for each in told
    )


def _with_bytes(image: Image | None, content: bytes) -> Image | None:
    return image and replace(image, picture=replace(image.picture, content=content))
