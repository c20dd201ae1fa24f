"""What the server-down notice knows, in one language: for its HTML, and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.components import ComponentStatus, worst
from chalicelib.domain.incidents import Incident, IncidentUpdate, Text, name_of
from chalicelib.domain.maintenances import Maintenance, active
from chalicelib.domain.reliability import reliability
from chalicelib.domain.remarks import promise, signed, working
from chalicelib.domain.reminder import reminder
from chalicelib.domain.snapshot import View
from chalicelib.domain.tracks import tracks
from chalicelib.observability import logger
from chalicelib.said import whole_of
from chalicelib.web.programs.entries import window_words
from chalicelib.words import Tongue, marked
from chalicelib.words import tongue as speaking

# In UTF-8: whatever is written, a notice stays small enough for the first moment of a connection.
TITLE_BYTES, TEXT_BYTES = 300, 2_500

_NAMED_AT_MOST = 3  # of what is hit, in one sentence

_OF_A_MOMENT = marked("We look every minute. If it is more than a moment, we write about it here.")
_OF_AN_INCIDENT = marked("We look every minute, and write again as soon as anything changes.")
_TITLE = marked("We are sorry: this is not working right now")
_NEUTRAL = marked(
    "What you asked for could not be shown. It is not your fault, and you need not do anything: "
    "please try again in a few minutes. The status page tells what we know."
)


class Seen(StrEnum):
    """What our checks make of the product now; scripts go by these words."""

    WELL = "well"
    TROUBLE = "trouble"
    MAINTENANCE = "maintenance"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One sentence for each answer to "is it you or me?": whether the browser reached it."""

    reached: str
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that there is to say. What isn't known is ""; `path` is where the page tells more.
    `incident_id` is that of the open incident that it is about.

    `untold` says that the text is in another language than asked for; `signed` is who signs it.
    `working` is what our checks see of an incident that people write.
    `started_at` and `told_at` are for programs what `since` is for people, and `next_update_by`,
    which is a promise, is what `next` says then.
    """

    title: Text
    text: Text
    seen: Seen
    untold: str = ""
    signed: str = ""
    since: str = ""
    next: str = ""
    working: str = ""
    as_of: str = ""
    reminder: str = ""
    path: str = "/"
    incident_id: str = ""
    started_at: datetime | None = None
    told_at: datetime | None = None
    next_update_by: datetime | None = None

    def as_members(self, verdict: Verdict, page_url: str) -> Mapping[str, str]:
        """The facts by the names that programs know; what isn't known is left out.

        `page_url` is where the page is read in the language of the facts.
        """
        members = {
            "title": self.title.text,
            "title_lang": self.title.language,
            "text": self.text.text,
            "text_lang": self.text.language,
            "status": self.seen.value,
            "untold": self.untold,
            "signed": self.signed,
            "since": self.since,
            "started_at": _iso(self.started_at),
            "told_at": _iso(self.told_at),
            "next": self.next,
            "next_update_by": _iso(self.next_update_by),
            "working": self.working,
            "as_of": self.as_of,
            "reminder": self.reminder,
            "reached": verdict.reached,
            "missed": verdict.missed,
            "url": f"{page_url}{self.path}",
        }
        return {name: text for name, text in members.items() if text}


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def facts(view: View | None, tongue: Tongue) -> Facts:
    """The open incident's words, else those of the work under way, else a kind sentence."""
    if view is None:
        return _neutral(tongue)
    incident = _worst_open(view)
    if incident:
        return _of_incident(view, incident, tongue)
    running = active(view.snapshot.maintenances)
    return _of_maintenance(view, running[0], tongue) if running else _of_view(view, tongue)


def verdict(view: View | None, tongue: Tongue) -> Verdict:
    """Our side of "is it you or me?"."""
    if view is None:
        reached, missed = _VERDICTS[Seen.UNSEEN]
        return Verdict(reached=tongue.say(reached), missed=tongue.say(missed))
    known = {
        "place": view.snapshot.place or tongue.say("our own network"),
        "what": tongue.listed(_hit(view)[:_NAMED_AT_MOST]),
    }
    reached, missed = _VERDICTS[seen(view)]
    return Verdict(reached=tongue.say(reached, **known), missed=tongue.say(missed, **known))


def _hit(view: View) -> list[str]:
    """What is worst, by name: it may not be what the visitor uses."""
    statuses = {c.component.name: view.statuses[c.component.id] for c in view.snapshot.components}
    least = worst(statuses.values())
    return [name for name, status in statuses.items() if status is least]


_VERDICTS = {
    Seen.WELL: (
        marked("It works: we see it from {place}, and your browser reaches it, too."),
        marked(
            "We see it working from {place}, your browser doesn't: the cause may lie between, in "
            "your network, a VPN or a blocker."
        ),
    ),
    Seen.TROUBLE: (
        marked("From {place} we see trouble with {what}, but your browser gets an answer."),
        marked("From {place} we see trouble, too: with {what}."),
    ),
    Seen.MAINTENANCE: (
        marked("Planned work on {what} is under way, but your browser gets an answer."),
        marked("Planned work on {what} is under way."),
    ),
    Seen.UNSEEN: (
        marked("Your browser reaches it. Our own checks can't tell just now."),
        marked("Your browser doesn't reach it. Our own checks can't tell just now."),
    ),
}


def seen(view: View) -> Seen:
    """By the worst of what the checks see; what is slow works. A gap in what they see is one."""
    statuses = set(view.statuses.values())
    if view.blind_since:
        return Seen.UNSEEN
    if statuses & {ComponentStatus.MAJOR_OUTAGE, ComponentStatus.PARTIAL_OUTAGE}:
        return Seen.TROUBLE
    if ComponentStatus.UNDER_MAINTENANCE in statuses:
        return Seen.MAINTENANCE
    return Seen.UNSEEN if ComponentStatus.NO_DATA in statuses or not statuses else Seen.WELL


def cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits into so many bytes, with an ellipsis."""
    whole = text.encode("utf-8", "replace")
    if len(whole) <= most:
        return whole.decode()
    begun = whole[: most - len("…".encode())].decode("utf-8", "ignore")
    words, blank, _ = begun.rpartition(" ")
    return f"{words if blank and len(words) > len(begun) // 2 else begun}…"


def _neutral(tongue: Tongue) -> Facts:
    return Facts(
        title=Text(tongue.say(_TITLE), tongue.code),
        text=Text(tongue.say(_NEUTRAL), tongue.code),
        seen=Seen.UNSEEN,
    )


def _of_view(view: View, tongue: Tongue) -> Facts:
    plain = _neutral(tongue)
    return Facts(
        title=plain.title,
        text=plain.text,
        seen=seen(view),
        next=_next(view, tongue, _OF_A_MOMENT),
        as_of=_as_of(view, tongue),
        reminder=_reminder(view, tongue),
    )


def _of_incident(view: View, incident: Incident, tongue: Tongue) -> Facts:
    zone, newest = view.snapshot.page.time_zone, incident.updates[-1]
    text = whole_of(newest, tongue)
    return Facts(
        title=_cut(name_of(incident, tongue.code), TITLE_BYTES),
        text=_cut(text, TEXT_BYTES),
        untold=_untold(text, tongue),
        signed=_signed(newest, tongue),
        seen=seen(view),
        since=tongue.say(
            "Since {since}. We last wrote about it {told_at}.",
            since=tongue.date_and_time(incident.started_at, zone),
            told_at=tongue.date_and_time(incident.updated_at, zone),
        ),
        next=promise(incident, view.at, zone, tongue) or _next(view, tongue, _OF_AN_INCIDENT),
        working=working(incident, view.at, zone, tongue),
        as_of=_as_of(view, tongue),
        reminder=_reminder(view, tongue),
        path=f"/incidents/{incident.id}",
        incident_id=incident.id,
        started_at=incident.started_at,
        told_at=incident.updated_at,
        next_update_by=incident.promised_by,
    )


def _of_maintenance(view: View, work: Maintenance, tongue: Tongue) -> Facts:
    text = whole_of(work.updates[-1], tongue)
    return Facts(
        title=_cut(name_of(work, tongue.code), TITLE_BYTES),
        text=_cut(text, TEXT_BYTES),
        untold=_untold(text, tongue),
        signed=_signed(work.updates[-1], tongue),
        seen=seen(view),
        since=window_words(work, tongue, view.snapshot.page.time_zone),
        as_of=_as_of(view, tongue),
        reminder=_reminder(view, tongue),
        path=f"/maintenances/{work.id}",
        started_at=work.started_at,
        told_at=work.updated_at,
    )


def _worst_open(view: View) -> Incident | None:
    """The open incident with the largest impact, the newest among equals."""
    ranked = sorted(view.snapshot.open_incidents, key=lambda i: i.created_at, reverse=True)
    return max(ranked, key=lambda i: i.impact.rank, default=None)


def _next(view: View, tongue: Tongue, phrase: str) -> str:
    """When there is news; nothing is promised while nobody looks."""
    return "" if view.blind_since else tongue.say(phrase)


def _signed(update: IncidentUpdate, tongue: Tongue) -> str:
    return f"— {signed(update.signature, tongue)}" if update.signature else ""


def _untold(text: Text, tongue: Tongue) -> str:
    if text.language == tongue.code:
        return ""
    name = speaking(text.language).name
    return tongue.say("This was written in another language: {language}.", language=name)


def _as_of(view: View, tongue: Tongue) -> str:
    at = view.last_checked_at or view.snapshot.made_at
    return tongue.say("As of {time}.", time=tongue.date_and_time(at, view.snapshot.page.time_zone))


def _reminder(view: View, tongue: Tongue) -> str:
    """The record as it may be spoken of; nothing of it is worth a notice that doesn't come."""
    try:
        return reminder(reliability(view, tracks(view)), tongue)
    except Exception:  # noqa: BLE001 - as with the news: the notice answers without
        logger.exception("the notice goes without the reminder")
        return ""


def _cut(text: Text, most: int) -> Text:
    return Text(cut(text.text, most), text.language)
