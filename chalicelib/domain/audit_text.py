"""Entries of the audit log as text: a sentence for people, JSON and CSV for programs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from chalicelib.domain.audit import AuditEntry

_COLUMNS = (
    "id",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_role",
    "client",
    "target_id",
    "target_name",
    "before",
    "after",
)
_LONGEST_SAID = 60
# What a spreadsheet would take for a formula; https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def what(entry: AuditEntry) -> str:
    """What was changed, such as `incident.updated Checkout: stage identified → resolved`."""
    target = f" {entry.target_name}" if entry.target_name else ""
    names = dict.fromkeys([*entry.before, *entry.after])
    changes = ", ".join(_change(name, entry) for name in names)
    return f"{entry.action}{target}{f': {changes}' if changes else ''}"


def json_line(entry: AuditEntry) -> str:
    """The entry as one JSON object, without a line break in it or at its end."""
    return json.dumps(plain(entry), ensure_ascii=False, separators=(",", ":"))


def plain(entry: AuditEntry) -> dict[str, object]:
    """The entry as JSON has it."""
    raw: dict[str, object] = {name: getattr(entry, name) for name in _COLUMNS}
    return {**raw, "at": entry.at.isoformat()}


def csv_line(entry: AuditEntry) -> str:
    """The entry as a line of CSV (RFC 4180), without its end; before and after are JSON."""
    facts = plain(entry)
    return _csv(_cell(facts[name]) for name in _COLUMNS)


def _csv(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


CSV_HEADINGS = _csv(_COLUMNS)


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _change(name: str, entry: AuditEntry) -> str:
    sides = [_said(facts[name]) for facts in (entry.before, entry.after) if name in facts]
    return f"{name} {' → '.join(sides)}"


def _said(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case _:
            words = "".join(char if char.isprintable() else " " for char in str(value)).split()
            text = " ".join(words)
            return text if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]}…"
