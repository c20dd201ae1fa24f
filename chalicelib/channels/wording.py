"""What is said of a notification, and all of it as a mail: subject and text as SNS takes them."""

import unicodedata
from collections.abc import Iterator

from chalicelib import markdown
from chalicelib.domain.confirmations import Confirmation
from chalicelib.domain.folding import Folded
from chalicelib.domain.notifications import Notification
from chalicelib.domain.remarks import labelled
from chalicelib.words import Tongue, marked, tongue

# SNS takes less than 100 ASCII characters without line breaks.
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
SUBJECT_LENGTH = 99
_SHORTENED = "..."
_FIRST = marked("You hear of it for the first time, and it is over already.")
# On a phone, a few lines each; the page has all of it.
_IN_SHORT = 400
_MOST_SAID = 20

# Typographic characters that NFKD leaves as they are.
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "ß": "ss"})
# Where a letter has a spelling of its own without its accent.
_SPELT = {"de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})}


def subject(notification: Notification) -> str:
    """`[Page] Investigating: <title>`, in ASCII and less than 100 characters.

    Accents go; a letter that has no ASCII form at all becomes a question mark, which is why the
    news of a page in another script has an English title besides.
    """
    title = notification.ascii_title or f"{notification.stage}: {notification.told_name}"
    return ascii_line(f"[{notification.page_name}] {title}", notification.language)


def ascii_line(line: str, language: str = "en") -> str:
    """The line as SNS takes a subject: in ASCII, as the language spells it, at most 99 long."""
    spelt = line.translate(_PLAIN).translate(_SPELT.get(language, {}))
    plain = unicodedata.normalize("NFKD", spelt)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    ascii_only = "".join(c if " " <= c <= "~" else "?" for c in " ".join(bare.split()))
    if len(ascii_only) <= SUBJECT_LENGTH:
        return ascii_only
    return ascii_only[: SUBJECT_LENGTH - len(_SHORTENED)].rstrip() + _SHORTENED


def text(news: Folded, footer: str = "") -> str:
    """The mail's text: the news first, then whom it hits, when, and where to read on; below that
    what was said before, as far as it is told here. The footer comes last, under a rule.

    It is plain text, whatever the news is written in.
    """
    below = [f"--\n{footer}"] if footer else []
    newest = news.newest
    first = [tongue(newest.language).say(_FIRST)] if news.is_whole else []
    return (
        "\n\n".join(
            [
                headline(newest),
                *first,
                *paragraphs(newest),
                "\n".join(facts_of(newest)),
                ending(newest),
                *_said_before(news),
                *below,
            ]
        )
        + "\n"
    )


def _said_before(news: Folded) -> Iterator[str]:
    """Oldest first, each in a few lines; all of it can be read on the page."""
    if not news.before:
        return
    speaking = tongue(news.newest.language)
    shown = news.before[-_MOST_SAID:]
    yield speaking.say(
        "So that you don’t get too many mails, this one also has what was said before:"
    )
    for said in shown:
        words = " ".join(_plain(said.body, said).split())
        yield "\n".join([_when(said, speaking), labelled(said.stage, _cut(words), speaking)])
    if len(shown) < len(news.before):
        yield speaking.say("The oldest of it is left out here, and is on the page.")


def _when(said: Notification, speaking: Tongue) -> str:
    time = speaking.date_and_time(said.at, said.time_zone)
    if said.reminder:
        return time
    return speaking.say("Update {number}: {time}", number=said.number, time=time)


def _cut(words: str) -> str:
    return words if len(words) <= _IN_SHORT else words[: _IN_SHORT - 1].rstrip() + "…"


def headline(notification: Notification) -> str:
    """Such as: Investigating: Checkout is not available."""
    # Translators: a stage, such as "Investigating", and the title of an incident.
    return tongue(notification.language).say(
        "{stage}: {name}", stage=notification.stage, name=notification.told_name
    )


def question(asking: Confirmation) -> str:
    """What a webhook or a chat is asked before it hears anything."""
    return tongue(asking.language).say(
        "Somebody chose that the news of {page} is told here. Follow the link and say yes, and it "
        "will be; until then nothing more comes. If nobody of you asked for it, do nothing.",
        page=asking.page_name,
    )


def facts_of(notification: Notification) -> tuple[str, ...]:
    """Lines that say whom it hits, and when."""
    speaking = tongue(notification.language)
    return (*_hit(notification, speaking), *_times(notification, speaking))


def _hit(notification: Notification, speaking: Tongue) -> Iterator[str]:
    if notification.affected:
        affected = ", ".join(notification.affected)
        yield speaking.say("Components now: {components}", components=affected)
    elif notification.concerned:
        yield speaking.say("This concerns {names}.", names=speaking.listed(notification.concerned))


def _times(notification: Notification, speaking: Tongue) -> Iterator[str]:
    zone = notification.time_zone
    started = speaking.date_and_time(notification.started_at, zone)
    if notification.ends_at:
        ends = speaking.date_and_time(notification.ends_at, zone)
        yield speaking.say("Planned from {start} until {end}", start=started, end=ends)
    else:
        yield speaking.say("Started: {time}", time=started)
    if not notification.reminder:
        yield _when(notification, speaking)


def ending(notification: Notification) -> str:
    """Where to read on."""
    speaking = tongue(notification.language)
    if notification.ends_at:
        return speaking.say("Details, and a calendar: {url}", url=notification.url)
    return speaking.say("Follow this incident: {url}", url=notification.url)


def paragraphs(notification: Notification) -> Iterator[str]:
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
