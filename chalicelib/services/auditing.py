"""The audit log: read by page, and exported whole."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import AuditEntry, AuditPage
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import moment_of
from chalicelib.domain.roles import Action
from chalicelib.storage import audit

PAGE_LENGTH = 50
MOST = 200


def page(
    actor: Actor, *, before: str | None = None, limit: int = PAGE_LENGTH, now: datetime
) -> AuditPage:
    """The newest entries, or those older than the entry of id `before`.

    Raises Forbidden, or NotFound when `before` is no id of an entry.
    """
    require(actor, Action.READ_AUDIT)
    if before is not None:
        _require_id(before)
    return audit.page(before=before, limit=limit, now=now)


def everything(actor: Actor, *, now: datetime) -> Iterator[AuditEntry]:
    """All entries, newest first, read as they are taken. Raises Forbidden at once."""
    require(actor, Action.READ_AUDIT)
    return audit.newest_first(now=now)


def append(entry: AuditEntry) -> None:
    """Write an entry by itself, for a change that has no transaction of its own here."""
    audit.append(entry)


def _require_id(text: str) -> None:
    try:
        moment_of(text)
    except (ValueError, OverflowError):
        raise NotFound("There is no entry with the id {id}.", id=text) from None
