"""`candor message`: what customers are to remember, put up and taken down."""

import argparse

from candor.commands import Chosen, Commands, Parser, json_option, place, runs
from chalicelib.domain.messages import Slot


def add(commands: Commands) -> None:
    message = commands.add_parser("message", help="what customers are to remember")
    actions = message.add_subparsers(dest="action", required=True, metavar="ACTION")
    fields = _fields()
    add = actions.add_parser("add", parents=[place(), fields], help="put up a new message")
    add.add_argument("text", metavar="TEXT", help="what customers are to read")
    runs(add, _add)
    change = actions.add_parser("change", parents=[place(), fields], help="change a message")
    change.add_argument("id", metavar="ID", help="the message's, as `candor message list` has it")
    change.add_argument("--text", help="what customers are to read instead")
    runs(change, _change)
    change.add_argument("--no-image", action="store_true", help="take the picture away that it has")
    remove = actions.add_parser("remove", parents=[place()], help="take a message down, now")
    remove.add_argument("id", metavar="ID", help="the message's, as `candor message list` has it")
    remove.set_defaults(request_id="")
    runs(remove, _remove)
    listing = actions.add_parser("list", parents=[place()], help="list what is or will be shown")
    json_option(listing)
    runs(listing, _list)


def _fields() -> Parser:
    fields = argparse.ArgumentParser(add_help=False)
    slots = ", ".join(Slot)
    fields.add_argument("--link", nargs=2, metavar=("WORDS", "URL"), help="where to read more")
    fields.add_argument(
        "--image", metavar="FILE", help="a small picture: SVG, PNG, JPEG or WebP, at most 8 KB"
    )
    fields.add_argument(
        "--alt", metavar="TEXT", help='what the picture shows; "" when it only decorates'
    )
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


def _add(chosen: Chosen) -> int:
    from candor import message_commands

    return message_commands.add(chosen)


def _change(chosen: Chosen) -> int:
    from candor import message_commands

    return message_commands.change(chosen)


def _remove(chosen: Chosen) -> int:
    from candor import message_commands

    return message_commands.remove(chosen)


def _list(chosen: Chosen) -> int:
    from candor import message_commands

    return message_commands.show(chosen)
