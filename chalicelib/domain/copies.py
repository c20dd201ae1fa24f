"""The published copies: the site as files, kept where they outlive what makes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.messages import turns
from chalicelib.domain.page import TICK
from chalicelib.domain.settled import settled
from chalicelib.domain.snapshot import BLIND_AFTER, View, is_quiet

PULSE_PATH = "pulse.json"
PULSE_EVERY = 2 * TICK
# A crash may leave the copies to nobody for three minutes; a page that is a copy bears that.
QUIET_AFTER = BLIND_AFTER + 2 * PULSE_EVERY
# Ticks aren't exact: one that comes a little early still counts as the second.
_EARLY = TICK / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedFile:
    """A file of the copied site; `path` has no slash in front.

    `policy` is the Content-Security-Policy of a page, "" for all else. `status` is what our own
    HTTP function answers the same with.
    """

    path: str
    content_type: str
    cache_control: str
    body: str
    policy: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How far the copies in one bucket are.

    `edition` is that of the snapshot that they show, `as_of` what they say of themselves, `quiet`
    are the shards that had gone quiet, `turns_at` is when the next message comes or goes, or
    a promise passes, and `pulse_at` when the pulse was written.
    """

    edition: str
    as_of: datetime
    quiet: tuple[int, ...]
    turns_at: datetime | None
    pulse_at: datetime


class Due(StrEnum):
    """What of the copies is to be written."""

    ALL = "all"
    PULSE = "pulse"
    NOTHING = "nothing"


def due(copied: Copied | None, edition: str, looked: Mapping[int, datetime], now: datetime) -> Due:
    """What to write, when that edition is published and the shards looked then."""
    if not edition:  # nothing is published yet
        return Due.NOTHING
    if copied is None or copied.edition != edition or copied.quiet != quiet(looked, now):
        return Due.ALL
    if copied.turns_at and copied.turns_at <= now:
        return Due.ALL
    return Due.PULSE if now - copied.pulse_at >= PULSE_EVERY - _EARLY else Due.NOTHING


def copied_of(view: View, edition: str) -> Copied:
    """What there is to say of the copies once they show this view."""
    turning = (*turns(view.snapshot.messages), *view.snapshot.promises)
    coming = (at for at in turning if at > view.at)
    return Copied(
        edition=edition,
        as_of=settled(view).at,
        quiet=quiet(view.pulse.looked, view.at),
        turns_at=min(coming, default=None),
        pulse_at=view.at,
    )


def quiet(looked: Mapping[int, datetime], now: datetime) -> tuple[int, ...]:
    """The shards that look no more, in order."""
    return tuple(sorted(shard for shard, at in looked.items() if is_quiet(at, now)))


def pulse_file(last_checked_at: datetime | None, as_of: datetime) -> CopiedFile:
    """The sign of life that pages which are copies go by; they turn grey when it is too old.

    It vouches for copies as of then, and for none that an older state was left in.
    """
    body = {
        "last_checked_at": written(last_checked_at) if last_checked_at else None,
        "as_of": written(as_of),
        "quiet_after_s": seconds(QUIET_AFTER),
    }
    return CopiedFile(
        path=PULSE_PATH,
        content_type="application/json; charset=utf-8",
        cache_control="max-age=5, public, s-maxage=5",
        body=json.dumps(body, separators=(",", ":")),
    )


def written(at: datetime) -> str:
    """A moment in UTC such that the later of two is the greater text, too."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def seconds(span: timedelta) -> int:
    return int(span.total_seconds())
