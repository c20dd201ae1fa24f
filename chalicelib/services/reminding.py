"""What mails end with: the record as it may be spoken of, and the company's own words."""

from datetime import datetime

from chalicelib.domain.footer import Footer
from chalicelib.domain.messages import Slot
from chalicelib.domain.reliability import reliability
from chalicelib.domain.snapshot import view
from chalicelib.domain.standing import standing
from chalicelib.domain.tracks import tracks
from chalicelib.observability import logger
from chalicelib.storage import snapshots


def footer(now: datetime) -> Footer:
    """What the page has to say now; nothing without one, or when it can't be read.

    It costs the reading of a page. News never waits for it, nor fails with it.
    """
    try:
        published = snapshots.read()
        if published.snapshot is None:
            return Footer()
        seen = view(published.snapshot, published.pulse, now)
        return Footer(reliability(seen, tracks(seen)), standing(seen, Slot.MAIL))
    except Exception:  # noqa: BLE001 - whatever is wrong with the record, the news goes out
        logger.exception("mails go without their footer")
        return Footer()
