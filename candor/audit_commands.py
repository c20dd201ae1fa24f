"""`candor audit`: who changed what, at a terminal."""

import os
import sys

from candor.identity import at_terminal
from candor.tables import moment, table
from chalicelib import clock
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.audit_text import CSV_HEADINGS, csv_line, json_line, what
from chalicelib.services import auditing

SHOWN = 50
_HEADINGS = ("WHEN", "WHO", "FROM", "WHAT")


def show(*, as_json: bool, as_csv: bool, local: bool) -> int:
    """Write the newest entries as a table, or all of them for programs; gives the exit code."""
    actor, now = at_terminal(local=local), clock.now()
    if not as_json and not as_csv:
        return _show_newest(auditing.page(actor, limit=SHOWN, now=now).entries)
    written = json_line if as_json else csv_line
    try:
        if as_csv:
            print(CSV_HEADINGS)
        for entry in auditing.everything(actor, now=now):
            print(written(entry))
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _show_newest(entries: tuple[AuditEntry, ...]) -> int:
    if not entries:
        print("Nothing was changed yet.")
        return 0
    rows = [
        (moment(each.at), each.actor_name, each.client or each.actor_kind, what(each))
        for each in entries
    ]
    print(*table(_HEADINGS, rows), sep="\n")
    if len(entries) == SHOWN:
        print("Older ones are in --json and --csv, which have all.", file=sys.stderr)
    return 0
