"""`candor subscriber`: who hears by mail, as a table for a spreadsheet."""

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from candor.identity import at_terminal
from chalicelib import clock
from chalicelib.domain.definition import Definition
from chalicelib.domain.enrolments import SignUp
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.selection_fields import Choices, selection_of
from chalicelib.domain.subscribers import email_address
from chalicelib.services import mail_list
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.mail_list import Listener

_COLUMNS = (
    "email",
    "hears",
    "group",
    "components",
    "updates",
    "least_impact",
    "maintenance",
    "language",
)
_YES, _NO = "yes", "no"


def export(chosen: argparse.Namespace) -> int:
    """Write everybody who chose for themselves; who waits for one incident is left out."""
    definition = definition_in_force()
    found = mail_list.everyone(at_terminal(local=chosen.local), now=clock.now())
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(_COLUMNS)
    out.writerows(_row(each, definition) for each in found if not each.selection.incident_id)
    return 0


def bring_in(chosen: argparse.Namespace) -> int:
    """Have SNS ask everybody in the file; nothing is done while any line of it is wrong."""
    definition = definition_in_force()
    path = Path(chosen.file)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sign_ups = list(_sign_ups(path, csv.DictReader(file), definition))
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} isn't text in UTF-8.") from None
    mail_list.bring_in(at_terminal(local=chosen.local), sign_ups, now=clock.now())
    print(f"SNS asks {len(sign_ups)} addresses. Each hears once the link in its mail is followed.")
    return 0


def forget(chosen: argparse.Namespace) -> int:
    ended = mail_list.forget(at_terminal(local=chosen.local), chosen.email, now=clock.now())
    many = f"{ended} subscription{'' if ended == 1 else 's'}"
    print(f"Ended {many}; nothing is known of {chosen.email} any more.")
    return 0


def _row(listener: Listener, definition: Definition) -> tuple[str, ...]:
    chosen = listener.selection
    groups = [each.key for each in definition.groups if each.id == chosen.group_id]
    components = [each.key for each in definition.components if each.id in chosen.component_ids]
    return (
        listener.address,
        _YES if listener.hears else "asked",
        " ".join(groups),
        " ".join(components),
        chosen.updates,
        chosen.least_impact,
        _YES if chosen.maintenance else _NO,
        chosen.language,
    )


def _sign_ups(path: Path, lines: "csv.DictReader[str]", definition: Definition) -> Iterator[SignUp]:
    if "email" not in (lines.fieldnames or ()):
        raise InvalidInput(f'{path}:1: There is no column "email"; export shows the columns.')
    faults = []
    for line in lines:
        try:
            yield _sign_up(line, definition)
        except InvalidInput as error:
            faults.append(f"{path}:{lines.line_num}: {error}")
    if faults:
        raise InvalidInput("{faults}", faults="\n".join(faults))


def _sign_up(line: Mapping[str, str | None], definition: Definition) -> SignUp:
    groups = {each.key: each.id for each in definition.groups}
    components = {each.key: each.id for each in definition.components}
    values = {name: (line.get(name) or "").strip() for name in _COLUMNS}
    choices = Choices(
        groups=definition.groups,
        components=definition.components,
        languages=definition.page.languages,
    )
    selection = selection_of(
        {
            "group": groups.get(values["group"], values["group"]),
            "component": [components.get(key, key) for key in values["components"].split()],
            "updates": values["updates"],
            "least_impact": values["least_impact"],
            "maintenance": values["maintenance"] != _NO,
            "language": values["language"],
        },
        choices,
        is_form=False,
    )
    return SignUp(address=email_address(values["email"]), selection=selection)
