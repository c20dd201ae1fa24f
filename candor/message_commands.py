"""`candor message`: what its commands do."""

import argparse
import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from candor.identity import at_terminal
from candor.tables import NOTHING, table
from chalicelib import clock
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.messages import Message
from chalicelib.domain.told_document import message_document
from chalicelib.services import messaging
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, request_id
from chalicelib.words import ENGLISH

_HEADINGS = ("ID", "FROM", "UNTIL", "WEIGHT", "WHERE", "MESSAGE")


def add(chosen: argparse.Namespace) -> int:
    made = messaging.put_up(_request(chosen))
    print(f"Put up {made.id}: {made.text}")
    return 0


def change(chosen: argparse.Namespace) -> int:
    made = messaging.change(chosen.id, _request(chosen))
    print(f"Changed {made.id}: {made.text}")
    return 0


def remove(chosen: argparse.Namespace) -> int:
    gone = messaging.take_down(chosen.id, _request(chosen))
    print(f"Took down {gone.id}: {gone.text}")
    return 0


def show(chosen: argparse.Namespace) -> int:
    found = messaging.all_of(clock.now())
    if chosen.json:
        print(json.dumps([message_document(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        print(*lines(found, definition_in_force().page.time_zone), sep="\n")
    else:
        print("No message is up.")
    return 0


def lines(messages: Iterable[Message], zone: str) -> Iterator[str]:
    """The lines for a person."""
    return table(
        _HEADINGS,
        [
            (
                each.id,
                ENGLISH.date_and_time(each.starts_at, zone),
                ENGLISH.date_and_time(each.ends_at, zone) if each.ends_at else NOTHING,
                str(each.weight),
                ", ".join(each.slots),
                each.text,
            )
            for each in messages
        ],
    )


def _request(chosen: argparse.Namespace) -> Request:
    return Request(
        values=_values(chosen),
        actor=at_terminal(local=chosen.local),
        now=clock.now(),
        id=request_id(chosen.request_id),
    )


def _values(chosen: argparse.Namespace) -> dict[str, object]:
    link = getattr(chosen, "link", None)
    given = {
        "link": link and {"text": link[0], "url": link[1]},
        "image": _image(getattr(chosen, "image", None), getattr(chosen, "alt", None)),
        "slots": getattr(chosen, "slot", None),
        **{
            name: getattr(chosen, name, None)
            for name in ("text", "starts_at", "ends_at", "weight", "suits_outage")
        },
    }
    values = {name: value for name, value in given.items() if value is not None}
    return {**values, "image": None} if getattr(chosen, "no_image", False) else values


def _image(file: str | None, alt: str | None) -> dict[str, str] | None:
    """As the API takes it. Raises InvalidInput for a file that can't be read."""
    words = {} if alt is None else {"alt": alt}
    if file is None:
        return words or None
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput("{file} can't be read: {why}.", file=file, why=error.strerror) from None
    return {"name": path.name, "content": base64.b64encode(content).decode(), **words}
