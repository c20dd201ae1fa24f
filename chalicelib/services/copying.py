"""Copying: what is published is also written where it outlives us, as files in S3 buckets.

Whoever writes has the bucket's lease, and reads what is published after it was taken: so nothing
older is ever written over something newer, whoever else is at it and wherever somebody stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib import settings
from chalicelib.copies import buckets
from chalicelib.domain.copies import Copied, CopiedFile, Due, copied_of, due, pulse_file
from chalicelib.domain.errors import CandorError, Unavailable
from chalicelib.domain.snapshot import View, view
from chalicelib.observability import logger
from chalicelib.storage import copied as copies
from chalicelib.storage import snapshots
from chalicelib.storage.copied import Lease, Standing

Render = Callable[[View], Sequence[CopiedFile]]

# A copy that was read is shown for so long, by the real clock, and so is that there is none.
HELD_FOR_S = 5.0
# As many buckets as may hang, one after another, before the HTTP function has to have an answer.
TRIED_AT_MOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The files that the bucket of a lease wants, in this order, and how far it then is."""

    lease: Lease
    files: Sequence[CopiedFile]
    after: Copied


def copy(render: Render, now: datetime) -> None:
    """Bring the copies in each bucket up to what is published; without buckets, nothing is done.

    `render` makes the files of a view, in the order in which they may appear. What can't be copied
    is logged and tried again at the next tick; it never keeps anything else from being done.
    """
    regions = settings.copy_regions()
    if not regions:
        return
    try:
        _copy(render, regions, now)
    except CandorError as error:
        logger.error("no copies were made", reason=str(error))
    except Exception:  # noqa: BLE001 - whatever is wrong with the copies, the checks go on
        logger.exception("no copies were made")


def forget() -> None:
    """Have everything copied anew at the next tick: the buckets are other ones than before."""
    for region in settings.copy_regions():
        copies.forget(region)


def _copy(render: Render, regions: Sequence[str], now: datetime) -> None:
    standing = copies.standing(regions)
    wanting = [r for r in regions if _due(standing.copied.get(r), standing, now) is not Due.NOTHING]
    leases = [lease for region in wanting if (lease := copies.claim(region, now))]
    try:
        work = list(_work(render, leases, standing, now))
    except Exception:
        _release(leases)
        raise
    for each in work:
        _write(each)


def _due(copied: Copied | None, standing: Standing, now: datetime) -> Due:
    return due(copied, standing.edition, standing.looked, now)


def _work(
    render: Render, leases: Sequence[Lease], standing: Standing, now: datetime
) -> Iterator[_Work]:
    """What each bucket wants, now that nobody else writes there: somebody may have been faster."""
    wants = {lease.region: _due(lease.copied, standing, now) for lease in leases}
    shown = _published(now) if Due.ALL in wants.values() else None
    files = render(shown) if shown else ()
    for lease in leases:
        match wants[lease.region]:
            case Due.ALL if shown:
                after = copied_of(shown, standing.edition)
                pulse = pulse_file(shown.last_checked_at, after.as_of)
                yield _Work(lease=lease, files=(*files, pulse), after=after)
            case Due.PULSE if lease.copied:
                after = replace(lease.copied, pulse_at=now)
                pulse = pulse_file(max(standing.looked.values(), default=None), after.as_of)
                yield _Work(lease=lease, files=(pulse,), after=after)
            case _:
                copies.release(lease)


def _published(now: datetime) -> View:
    """What is published at this moment, whatever this function read before."""
    published = snapshots.read(consistent=True)
    if published.snapshot is None:
        raise Unavailable("An edition is published, and there is no snapshot of it.")
    return view(published.snapshot, published.pulse, now)


def _write(work: _Work) -> None:
    """What goes wrong in one bucket is of no concern to the others."""
    region = work.lease.region
    try:
        for file in work.files:
            buckets.put(region, file)
        copies.done(work.lease, work.after)
    except CandorError as error:
        logger.error("not copied", region=region, reason=str(error))
        _release([work.lease])
    else:
        logger.info("copied", region=region, files=len(work.files))


def _release(leases: Sequence[Lease]) -> None:
    """As far as it can be done; a lease runs out by itself."""
    for lease in leases:
        try:
            copies.release(lease)
        except Unavailable as error:
            logger.error("a lease was left", region=lease.region, reason=str(error))


@dataclass(frozen=True, slots=True)
class _Held:
    file: CopiedFile | None
    read_at: float


_held: dict[tuple[str, ...], _Held] = {}


def find(*paths: str, monotonic: float) -> CopiedFile | None:
    """The copy at the first of these paths where there is one; None without any.

    It never fails, and is held for some seconds: it is asked for when everybody looks.
    """
    held = _held.get(paths)
    if held is None or monotonic - held.read_at >= HELD_FOR_S:
        _held[paths] = held = _Held(_find(paths), monotonic)
    return held.file


def forget_found() -> None:
    """Drop what is held, as a new function instance would start."""
    _held.clear()


def _find(paths: Sequence[str]) -> CopiedFile | None:
    """A bucket that doesn't answer is asked for nothing more."""
    for region in settings.copy_regions()[:TRIED_AT_MOST]:
        try:
            for path in paths:
                if file := buckets.get(region, path):
                    return file
        except Unavailable as error:
            logger.error("no copy to be had", region=region, reason=str(error))
    return None
