"""A digest as a mail: subject and text as SNS takes them."""

from collections.abc import Iterator, Mapping

from chalicelib.channels import wording
from chalicelib.domain.digests import Digest, Section
from chalicelib.domain.folding import Folded
from chalicelib.domain.notifications import Notification
from chalicelib.domain.remarks import near
from chalicelib.words import ENGLISH, Tongue, marked, tongue

_TITLES: Mapping[Section, str] = {
    Section.OPEN: marked("Not over yet"),
    Section.OVER: marked("Already over"),
    Section.PLANNED: marked("Planned"),
}
# SNS takes 256 KB, of which the footer and what is left out have their part.
_MOST_BYTES = 200_000
_MOST_EARLIER = 20
_BETWEEN = "* * *"


def subject(digest: Digest) -> str:
    """`[Page] Daily summary: 1 not over yet, 2 over`, in ASCII and less than 100 characters."""
    speaking = tongue(digest.language)
    shown = speaking if speaking.is_latin else ENGLISH
    title = shown.say("Daily summary: {counts}", counts=_counts(digest, shown))
    return wording.ascii_line(f"[{digest.page_name}] {title}", digest.language)


def text(digest: Digest, footer: str = "") -> str:
    """What is not over first, then what is, then what is planned; each with how it is now."""
    speaking = tongue(digest.language)
    below = [f"--\n{footer}"] if footer else []
    return "\n\n".join([*_beginning(digest, speaking), *_body(digest, speaking), *below]) + "\n"


def _beginning(digest: Digest, speaking: Tongue) -> Iterator[str]:
    yield speaking.say("Daily summary: {counts}", counts=_counts(digest, speaking))
    yield speaking.say(
        "What we told from {start} to {end}, and how it stood then.",
        start=speaking.date_and_time(digest.since, digest.time_zone),
        end=speaking.date_and_time(digest.until, digest.time_zone),
    )


def _counts(digest: Digest, speaking: Tongue) -> str:
    said = (
        (Section.OPEN, speaking.say("{n} not over yet", n=_number(digest, Section.OPEN, speaking))),
        (Section.OVER, speaking.say("{n} over", n=_number(digest, Section.OVER, speaking))),
        (
            Section.PLANNED,
            speaking.say("{n} planned", n=_number(digest, Section.PLANNED, speaking)),
        ),
    )
    return speaking.listed([words for section, words in said if digest.within(section)])


def _number(digest: Digest, section: Section, speaking: Tongue) -> str:
    return speaking.number(len(digest.within(section)))


def _body(digest: Digest, speaking: Tongue) -> Iterator[str]:
    """As many stories as SNS takes, and how many more there are."""
    room, left_out = _MOST_BYTES, 0
    for section in Section:
        stories = digest.within(section)
        for number, story in enumerate(stories):
            title = speaking.say(_TITLES[section]).upper() if number == 0 else _BETWEEN
            said = "\n\n".join([title, *_story(story, speaking)])
            room -= len(said.encode())
            if room < 0:
                left_out += 1
            else:
                yield said
    if left_out:
        yield speaking.say(
            "More than a mail can hold: the rest is on the page, {url}", url=digest.url
        )


def _story(story: Folded, speaking: Tongue) -> Iterator[str]:
    newest = story.newest
    yield wording.headline(newest)
    yield from wording.paragraphs(newest)
    yield "\n".join([*wording.facts_of(newest), *_earlier(story, speaking)])
    yield wording.ending(newest)


def _earlier(story: Folded, speaking: Tongue) -> Iterator[str]:
    """When the others were, the newest of them last."""
    zone = story.newest.time_zone
    shown = story.before[-_MOST_EARLIER:]
    if not shown:
        return
    times = [
        _place(each, near(each.at, story.newest.at, zone, speaking), speaking) for each in shown
    ]
    more = ["…"] if len(shown) < len(story.before) else []
    yield speaking.say("Said before: {updates}", updates="; ".join([*more, *times]))


def _place(said: Notification, time: str, speaking: Tongue) -> str:
    if said.reminder:
        return speaking.say("{label}: {words}", label=said.stage, words=time)
    return speaking.say("update {number}, {time}", number=said.number, time=time)
