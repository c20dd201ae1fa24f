"""The audit log: read by page, and exported whole."""

from collections.abc import Iterator

from chalicelib.domain.actors import Actor, require
from chalicelib.domain.audit import AuditEntry, AuditPage
from chalicelib.domain.roles import Action
from chalicelib.storage import audit

PAGE_LENGTH = 50


def page(actor: Actor, *, before: str | None = None, limit: int = PAGE_LENGTH) -> AuditPage:
    """The newest entries, or those older than the entry of id `before`. Raises Forbidden."""
    require(actor, Action.READ_AUDIT)
    return audit.page(before=before, limit=limit)


def everything(actor: Actor) -> Iterator[AuditEntry]:
    """All entries, newest first, read as they are taken. Raises Forbidden at once."""
    require(actor, Action.READ_AUDIT)
    return audit.newest_first()


def append(entry: AuditEntry) -> None:
    """Write an entry by itself, for a change that has no transaction of its own here."""
    audit.append(entry)
