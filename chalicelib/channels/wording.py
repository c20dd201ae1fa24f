"""A notification as a mail: subject and text as SNS takes them."""

import unicodedata

from chalicelib.domain.notifications import Notification
from chalicelib.domain.wording import date_and_time

# SNS takes less than 100 ASCII characters without line breaks.
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
SUBJECT_LENGTH = 99
_SHORTENED = "..."

# Typographic characters that NFKD leaves as they are.
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "ß": "ss"})


def subject(notification: Notification) -> str:
    """`[Page] Investigating: <title>`, in ASCII and less than 100 characters.

    Accents go; a letter that has no ASCII form at all becomes a question mark.
    """
    full = f"[{notification.page_name}] {notification.stage}: {notification.incident_name}"
    plain = unicodedata.normalize("NFKD", full.translate(_PLAIN))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    ascii_only = "".join(c if " " <= c <= "~" else "?" for c in " ".join(bare.split()))
    if len(ascii_only) <= SUBJECT_LENGTH:
        return ascii_only
    return ascii_only[: SUBJECT_LENGTH - len(_SHORTENED)].rstrip() + _SHORTENED


def text(notification: Notification) -> str:
    """The mail's text: the news first, then whom it hits, since when, and where to read on."""
    zone = notification.time_zone
    facts = [f"Started: {date_and_time(notification.started_at, zone)}"]
    facts.append(f"Update {notification.number}: {date_and_time(notification.at, zone)}")
    if notification.affected:
        facts.insert(0, f"Components now: {', '.join(notification.affected)}")
    headline = f"{notification.stage}: {notification.incident_name}"
    ending = f"Follow this incident: {notification.url}"
    return "\n\n".join([headline, notification.body, "\n".join(facts), ending]) + "\n"
