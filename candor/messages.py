"""`candor message`: what customers are to remember, put up and taken down from a terminal."""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from candor.tables import aligned
from candor.whoami import actor
from chalicelib import clock
from chalicelib.domain.messages import Message, Slot
from chalicelib.words import ENGLISH

if TYPE_CHECKING:  # it loads the table's module, before which the stage has to be known
    from chalicelib.services.requests import Request

_HEADINGS = ("ID", "FROM", "UNTIL", "WEIGHT", "WHERE", "MESSAGE")
_NOTHING = "–"


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", place: argparse.ArgumentParser
) -> None:
    """Its subcommands, each with the function that runs it as `run`."""
    message = commands.add_parser("message", help="what customers are to remember")
    actions = message.add_subparsers(dest="action", required=True, metavar="ACTION")
    fields = _fields()
    add = actions.add_parser("add", parents=[place, fields], help="put up a new message")
    add.add_argument("text", metavar="TEXT", help="what customers are to read")
    add.set_defaults(run=_add)
    change = actions.add_parser("change", parents=[place, fields], help="change a message")
    change.add_argument("id", metavar="ID", help="the message's, as `candor message list` has it")
    change.add_argument("--text", help="what customers are to read instead")
    change.set_defaults(run=_change)
    remove = actions.add_parser("remove", parents=[place], help="take a message down, now")
    remove.add_argument("id", metavar="ID", help="the message's, as `candor message list` has it")
    remove.set_defaults(run=_remove, request_id="")
    listing = actions.add_parser("list", parents=[place], help="list what is or will be shown")
    listing.add_argument("--json", action="store_true", help="all of it, for programs")
    listing.set_defaults(run=_list)


def _fields() -> argparse.ArgumentParser:
    fields = argparse.ArgumentParser(add_help=False)
    slots = ", ".join(Slot)
    fields.add_argument("--link", nargs=2, metavar=("WORDS", "URL"), help="where to read more")
    fields.add_argument("--slot", action="append", metavar="SLOT", help=f"one or more of {slots}")
    fields.add_argument("--starts-at", metavar="TIME", help="such as 2026-03-01T12:30; else now")
    fields.add_argument("--ends-at", metavar="TIME", help="from when on it isn't shown any more")
    fields.add_argument("--weight", type=int, help="0 to 100; the two heaviest are shown")
    fields.add_argument(
        "--suits-outage", action="store_true", default=None, help="show it amid the worst as well"
    )
    fields.add_argument(
        "--request-id", default="", metavar="ID", help="so that trying again does it once"
    )
    return fields


def _add(chosen: argparse.Namespace) -> int:
    from chalicelib.services import messaging

    made = messaging.put_up(_request(chosen))
    print(f"Put up {made.id}: {made.text}")
    return 0


def _change(chosen: argparse.Namespace) -> int:
    from chalicelib.services import messaging

    made = messaging.change(chosen.id, _request(chosen))
    print(f"Changed {made.id}: {made.text}")
    return 0


def _remove(chosen: argparse.Namespace) -> int:
    from chalicelib.services import messaging

    gone = messaging.take_down(chosen.id, _request(chosen))
    print(f"Took down {gone.id}: {gone.text}")
    return 0


def _list(chosen: argparse.Namespace) -> int:
    from chalicelib.services import messaging
    from chalicelib.services.requests import definition_in_force

    found = messaging.all_of(clock.now())
    if chosen.json:
        print(json.dumps([plain(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        print(*table(found, definition_in_force().page.time_zone), sep="\n")
    else:
        print("No message is up.")
    return 0


def table(messages: Iterable[Message], zone: str) -> Iterator[str]:
    """The lines for a person."""
    return aligned(
        _HEADINGS,
        [
            (
                each.id,
                ENGLISH.date_and_time(each.starts_at, zone),
                ENGLISH.date_and_time(each.ends_at, zone) if each.ends_at else _NOTHING,
                str(each.weight),
                ", ".join(each.slots),
                each.text,
            )
            for each in messages
        ],
    )


def plain(message: Message) -> Mapping[str, object]:
    """For programs, by the names that forms and the API have for it too."""
    return {
        "id": message.id,
        "text": message.text,
        "link": message.link and {"text": message.link.text, "url": message.link.url},
        "slots": message.slots,
        "starts_at": message.starts_at.isoformat(),
        "ends_at": message.ends_at and message.ends_at.isoformat(),
        "weight": message.weight,
        "suits_outage": message.suits_outage,
    }


def _request(chosen: argparse.Namespace) -> "Request":
    from chalicelib.services.requests import Request

    return Request(values=_values(chosen), actor=actor(), now=clock.now(), id=chosen.request_id)


def _values(chosen: argparse.Namespace) -> dict[str, object]:
    link = getattr(chosen, "link", None)
    given = {
        "link": link and {"text": link[0], "url": link[1]},
        "slots": getattr(chosen, "slot", None),
        **{
            name: getattr(chosen, name, None)
            for name in ("text", "starts_at", "ends_at", "weight", "suits_outage")
        },
    }
    return {name: value for name, value in given.items() if value is not None}
