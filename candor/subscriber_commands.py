"""`candor subscriber`: who hears, by mail or by what is posted, as a table for a spreadsheet."""

import argparse
import sys
from pathlib import Path

from candor import subscriber_files
from candor.identity import at_terminal
from candor.subscriber_files import EMAIL, HEARS, URL, Line
from chalicelib import clock
from chalicelib.domain.actors import Actor
from chalicelib.domain.definition import Definition
from chalicelib.domain.destinations import Destination, is_phone
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.selections import Selection
from chalicelib.domain.subscribers import Standing, email_address
from chalicelib.services import mail_list, subscriber_list
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.requests import Request, request_id
from chalicelib.services.wishing import strangers_destination

_YES, _ASKED, _DISABLED = "yes", "asked", "disabled"
_STANDINGS = {
    Standing.CONFIRMED: _YES,
    Standing.ASKED: _ASKED,
    Standing.DISABLED: _DISABLED,
}


def export(chosen: argparse.Namespace) -> int:
    """Write everybody who chose for themselves; who waits for one incident is left out."""
    definition, actor = definition_in_force(), at_terminal(local=chosen.local)
    if chosen.webhooks:
        return _export_webhooks(actor, definition)
    found = mail_list.everyone(actor, now=clock.now())
    rows = [
        (each.address, _YES if each.hears else _ASKED, each.selection)
        for each in found
        if not each.selection.incident_id
    ]
    subscriber_files.write(sys.stdout, EMAIL, rows, definition)
    return 0


def bring_in(chosen: argparse.Namespace) -> int:
    """Have everybody in the file asked; nothing is done while any line of it is wrong."""
    definition, path = definition_in_force(), Path(chosen.file)
    actor = at_terminal(local=chosen.local)
    if subscriber_files.kind_of(path) == URL:
        return _bring_in_webhooks(actor, path, definition)
    sign_ups = subscriber_files.read(path, definition, _sign_up)
    mail_list.bring_in(actor, sign_ups, now=clock.now())
    print(f"SNS asks {len(sign_ups)} addresses. Each hears once the link in its mail is followed.")
    return 0


def forget(chosen: argparse.Namespace) -> int:
    """Of an address, all subscriptions; else that of the webhook, chat or phone."""
    actor = at_terminal(local=chosen.local)
    if "@" not in chosen.who or "://" in chosen.who:
        return _forget_webhook(actor, chosen)
    ended = mail_list.forget(actor, chosen.who, now=clock.now())
    many = f"{ended} subscription{'' if ended == 1 else 's'}"
    print(f"Ended {many}; nothing is known of {chosen.who} any more.")
    return 0


def _export_webhooks(actor: Actor, definition: Definition) -> int:
    found = subscriber_list.everyone(actor, now=clock.now())
    rows = [(each.destination.url, _STANDINGS[each.standing], each.selection) for each in found]
    subscriber_files.write(sys.stdout, URL, rows, definition)
    print(
        "Each URL is a secret: whoever has it can post there. Keep this list as you keep "
        "passwords. What is posted is signed with secrets that aren't in it.",
        file=sys.stderr,
    )
    return 0


def _bring_in_webhooks(actor: Actor, path: Path, definition: Definition) -> int:
    seen: set[str] = set()

    def wanted(line: Line, selection: Selection) -> tuple[Destination, Selection] | None:
        if is_phone(line[URL]):
            return None
        destination = strangers_destination(line[URL])
        if destination.digest in seen:
            raise InvalidInput("This URL stands in a line above as well.")
        seen.add(destination.digest)
        return None if line[HEARS] == _DISABLED else (destination, selection)

    found = subscriber_files.read(path, definition, wanted)
    asked = [each for each in found if each]
    subscriber_list.bring_in(actor, asked, now=clock.now())
    left_out = len(found) - len(asked)
    print(
        f"{len(asked)} webhooks and chats are asked, but for those that hear that already. Each "
        "hears once somebody there follows the link. What is posted to a webhook is signed with a "
        "secret of its own, which the question brings."
    )
    if left_out:
        print(
            f"{left_out} were left out: those at which nothing arrived any more, and phones, whose "
            "owners type a code to sign up."
        )
    return 0


def _forget_webhook(actor: Actor, chosen: argparse.Namespace) -> int:
    wish = Request(values={}, actor=actor, now=clock.now(), id=request_id(chosen.request_id))
    known = subscriber_list.forget(chosen.who, wish)
    print(f"Nothing is posted there any more, and nothing known of it; the audit log has {known}.")
    return 0


def _sign_up(line: Line, selection: Selection) -> SignUp:
    return SignUp(address=email_address(line[EMAIL]), selection=selection)
