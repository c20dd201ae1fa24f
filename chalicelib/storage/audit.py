"""The audit log: a partition a month, whose rows are written once."""

from chalicelib.domain.audit import AuditEntry
from chalicelib.storage.models import Row
from chalicelib.storage.packing import to_json


def row_of(entry: AuditEntry) -> Row:
    """The row to write with the change that it tells of."""
    return Row(f"AUDIT#{entry.at:%Y-%m}", entry.id, facts=to_json(entry))
