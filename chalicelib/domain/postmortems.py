"""Drafts of post-mortems: what the team writes after an incident, seen by nobody else as yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.audit import Facts
from chalicelib.domain.errors import Conflict
from chalicelib.domain.incidents import Incident, Stage

_COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmortem:
    """A draft. `signed_by` is the key of a signer, "" without one; `saved_by` is who wrote last.

    `version` grows with each change, and with time: no number ever stands for two texts of one
    incident. One that `is_gone` was published or dropped, and has no words any more.
    """

    incident_id: str
    version: int
    body: str
    signed_by: str = ""
    saved_by: str
    created_at: datetime
    saved_at: datetime
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a draft says, and the key of who signs it, or ""."""

    body: str
    signed_by: str = ""


def saved(
    incident_id: str, before: Postmortem | None, text: Text, *, by: str, now: datetime
) -> Postmortem:
    """The draft with that text; `before` may be one that is gone."""
    return Postmortem(
        incident_id=incident_id,
        version=_next_version(before, now),
        body=text.body,
        signed_by=text.signed_by,
        saved_by=by,
        created_at=before.created_at if before and not before.is_gone else now,
        saved_at=now,
    )


def gone(draft: Postmortem, *, by: str, now: datetime) -> Postmortem:
    """What stays of a draft that was published or dropped: that it is so."""
    version = _next_version(draft, now)
    return replace(
        draft, version=version, body="", signed_by="", saved_by=by, saved_at=now, is_gone=True
    )


def has_one(incident: Incident) -> bool:
    """Whether its post-mortem was published."""
    return any(update.stage is Stage.POSTMORTEM for update in incident.updates)


def require_wanted(incident: Incident) -> None:
    """Raises Conflict for an incident that isn't over, or has a post-mortem already."""
    if has_one(incident):
        raise Conflict(
            "It has a post-mortem already. To put that right, write an update that corrects it."
        )
    if incident.is_open:
        raise Conflict("A post-mortem is written when the incident is resolved.")


def require_read(draft: Postmortem | None, based_on: int | None) -> None:
    """Raises Conflict when the draft isn't the one that was read; `based_on` is 0 for none."""
    if based_on is None or based_on == (draft.version if draft else 0):
        return
    if draft is None:
        raise Conflict("Meanwhile the draft was published or dropped.")
    raise Conflict(
        "Meanwhile {name} saved another text of it. Read that, and save yours once more if it "
        "is still the better one.",
        name=draft.saved_by,
    )


def words_of(draft: Postmortem) -> Mapping[str, object]:
    """What is said with it, by the names that updates have for it."""
    signed = {"signed_by": draft.signed_by} if draft.signed_by else {}
    return {"body": draft.body, **signed}


def facts_of(draft: Postmortem | None) -> Facts:
    """What the audit log says of it."""
    return {"body": draft.body, "signed_by": draft.signed_by or None} if draft else {}


def _next_version(before: Postmortem | None, now: datetime) -> int:
    minutes = (now - _COUNTED_FROM) // _MINUTE
    return max(before.version + 1 if before else 1, minutes)
