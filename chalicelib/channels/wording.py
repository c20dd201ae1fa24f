"""A notification as a mail: subject and text as SNS takes them."""

import unicodedata
from collections.abc import Iterator

from chalicelib import markdown
from chalicelib.domain.notifications import Notification
from chalicelib.domain.remarks import labelled
from chalicelib.words import tongue

# SNS takes less than 100 ASCII characters without line breaks.
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
SUBJECT_LENGTH = 99
_SHORTENED = "..."

# Typographic characters that NFKD leaves as they are.
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "ß": "ss"})
# Where a letter has a spelling of its own without its accent.
_SPELT = {"de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})}


def subject(notification: Notification) -> str:
    """`[Page] Investigating: <title>`, in ASCII and less than 100 characters.

    Accents go; a letter that has no ASCII form at all becomes a question mark, which is why the
    news of a page in another script has an English title besides.
    """
    title = notification.ascii_title or f"{notification.stage}: {notification.incident_name}"
    full = f"[{notification.page_name}] {title}"
    spelt = full.translate(_PLAIN).translate(_SPELT.get(notification.language, {}))
    plain = unicodedata.normalize("NFKD", spelt)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    ascii_only = "".join(c if " " <= c <= "~" else "?" for c in " ".join(bare.split()))
    if len(ascii_only) <= SUBJECT_LENGTH:
        return ascii_only
    return ascii_only[: SUBJECT_LENGTH - len(_SHORTENED)].rstrip() + _SHORTENED


def text(notification: Notification, footer: str = "") -> str:
    """The mail's text: the news first, then whom it hits, since when, and where to read on.

    It is plain text, whatever the news is written in. The footer comes last, under a rule.
    """
    zone, speaking = notification.time_zone, tongue(notification.language)
    facts = [
        speaking.say("Started: {time}", time=speaking.date_and_time(notification.started_at, zone)),
        speaking.say(
            "Update {number}: {time}",
            number=notification.number,
            time=speaking.date_and_time(notification.at, zone),
        ),
    ]
    if notification.affected:
        affected = ", ".join(notification.affected)
        facts.insert(0, speaking.say("Components now: {components}", components=affected))
    # Translators: a stage, such as "Investigating", and the title of an incident.
    headline = speaking.say(
        "{stage}: {name}", stage=notification.stage, name=notification.incident_name
    )
    ending = speaking.say("Follow this incident: {url}", url=notification.url)
    below = [f"--\n{footer}"] if footer else []
    return "\n\n".join([headline, *_news(notification), "\n".join(facts), ending, *below]) + "\n"


def _news(notification: Notification) -> Iterator[str]:
    """The words, their labelled lines, what is remarked beside them, and who signs it."""
    speaking = tongue(notification.language)
    yield _plain(notification.body, notification)
    lines = [
        labelled(k, _plain(v, notification), speaking) for k, v in notification.aspects.items()
    ]
    if lines:
        yield "\n".join(lines)
    yield from filter(None, ["\n".join(notification.remarks)])
    if notification.signed:
        yield f"— {notification.signed}"


def _plain(written: str, notification: Notification) -> str:
    return markdown.plain_of(written) if notification.is_markdown else written
