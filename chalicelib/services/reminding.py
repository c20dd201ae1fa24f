"""The record as it may be spoken of in mails."""

from datetime import datetime

from chalicelib.domain.reliability import Reliability, reliability
from chalicelib.domain.snapshot import view
from chalicelib.domain.tracks import tracks
from chalicelib.observability import logger
from chalicelib.storage import snapshots


def known(now: datetime) -> Reliability | None:
    """What the page's record says now; None without one, or when it can't be read.

    It costs the reading of a page. News never waits for it, nor fails with it.
    """
    try:
        published = snapshots.read()
        if published.snapshot is None:
            return None
        seen = view(published.snapshot, published.pulse, now)
        return reliability(seen, tracks(seen))
    except Exception:  # noqa: BLE001 - whatever is wrong with the record, the news goes out
        logger.exception("mails go without the reminder")
        return None
