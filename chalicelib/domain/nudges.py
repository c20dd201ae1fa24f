"""Nudges: what the team is told, because something waits for one of them.

They are for the team alone, and speak English, as its pages do.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.drills import Course, missing_words
from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import Incident
from chalicelib.domain.notifications import Notification
from chalicelib.domain.page import PageSettings
from chalicelib.words import ENGLISH


class Concern(StrEnum):
    """What waits, or went wrong."""

    DRAFT = "draft"
    PROMISE_DUE = "promise_due"
    PROMISE_MISSED = "promise_missed"
    QUIET = "quiet"
    WORKING = "working"
    UNSENT = "unsent"
    UNDELIVERED = "undelivered"
    DISABLED = "disabled"
    DEAD_LETTERS = "dead_letters"
    CEILING = "ceiling"
    DRILL_FAILED = "drill_failed"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One thing to tell the team; `id` is the same each time that it is decided anew.

    `title` is a line, `text` are whole sentences, and `url` is where somebody does something about
    it. `told_id` is the incident or maintenance in question; `can_be_written` says whether an
    update of it, or a judgement of the draft, is what it waits for.
    """

    id: str
    concern: Concern
    told_id: str
    page_name: str
    title: str
    text: str
    url: str
    at: datetime
    can_be_written: bool = True

    @property
    def sent_id(self) -> str:
        """The same at each retry."""
        return self.id


def of_draft(draft: Incident, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That an automatic incident waits for somebody to look at it."""
    assert draft.veto_until
    until = ENGLISH.date_and_time(draft.veto_until, page.time_zone)
    return _nudge(
        Concern.DRAFT,
        draft,
        page,
        now,
        title=f"A draft waits: {draft.name}",
        text=(
            f"Our checks see trouble: {draft.name}. No customer has read of it yet. It is "
            f"published by itself at {until}; until then you can change its words, publish it at "
            "once, or drop it."
        ),
        url=f"{base_url}/admin/drafts/{draft.id}",
    )


def of_incident(
    concern: Concern, incident: Incident, page: PageSettings, base_url: str, now: datetime
) -> Nudge:
    """That an open incident waits for a word of the team: a promise, silence, or its end."""
    title, text = _wanted(concern, incident, page.time_zone)
    return _nudge(
        concern,
        incident,
        page,
        now,
        title=title,
        text=text,
        url=f"{base_url}/admin/incidents/{incident.id}",
    )


def of_unsent(news: Notification, reason: str, now: datetime) -> Nudge:
    """That news can't be sent to subscribers, whatever is tried."""
    return Nudge(
        id=derived_id("nudge", f"{Concern.UNSENT}:{news.id}:{news.reminder}"),
        concern=Concern.UNSENT,
        told_id=news.told_id,
        page_name=news.page_name,
        title=f"Not sent to subscribers: {news.told_name}",
        text=(
            f"“{news.told_name}” is on the page, but its update {news.number} can't be sent to "
            f"subscribers. {reason} What comes after it goes out as usual. Say the same in another "
            "update, so that everybody hears of it."
        ),
        url=news.url,
        at=now,
        can_be_written=False,
    )


def of_undelivered(
    destination: str, reason: str, page: PageSettings, base_url: str, now: datetime
) -> Nudge:
    """That nothing arrives at one of the team's own webhooks."""
    return _of_page(
        Concern.UNDELIVERED,
        page,
        base_url,
        now,
        about=destination,
        title=f"Not delivered to {destination}",
        text=(
            f"What the team is told doesn't arrive at {destination}. {reason} It is tried anew "
            "with each thing to tell, and you hear of it again when it fails after it has worked. "
            "If the address isn't used any more, take it out of the page's definition."
        ),
    )


def of_disabled(count: int, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That customers' webhooks, chats and phones were taken out, as nothing arrived there."""
    many = (
        f"{count} webhooks, chats and phones of customers hear"
        if count > 1
        else ("One webhook, chat or phone of a customer hears")
    )
    return _of_page(
        Concern.DISABLED,
        page,
        base_url,
        now,
        title=f"{many} nothing any more",
        text=(
            f"{many} nothing any more: what was posted there was refused for good, or failed for a "
            "day. As a rule they were taken down, or answered STOP to an SMS, and nothing is to be "
            "done. When there are many "
            "at once, look whether something is wrong with what is posted. Whoever has the link "
            "of one, or signs up again, hears again."
        ),
    )


def of_dead_letters(count: int, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That there are messages which functions of ours died of, or gave back, time and again."""
    many = f"{count} messages were" if count > 1 else "One message was"
    nudge = _of_page(
        Concern.DEAD_LETTERS,
        page,
        base_url,
        now,
        title=f"{many} set aside as dead letters",
        text=(
            f"{many} tried time and again, and set aside: the page's own functions failed at it. "
            "What they ask for wasn't done. Look whether the log says why; then have them tried "
            "once more, or drop them. They are kept for 14 days."
        ),
    )
    return replace(nudge, url=f"{base_url}/admin/dead-letters")


def of_ceiling(ceiling: str, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That SMS aren't sent any more, as there were as many as there may be."""
    return _of_page(
        Concern.CEILING,
        page,
        base_url,
        now,
        about=ceiling,
        title=f"SMS have reached their ceiling: {ceiling}",
        text=(
            f"No more SMS are sent than {ceiling}, as the page's definition says. Who was told "
            "that something broke is still told that it is back; others hear nothing by SMS. "
            "Mails, webhooks and chats go out as usual. To send more, raise the ceiling under sms "
            "in the definition, and AWS's own spend limit with it."
        ),
    )


def of_failed_drill(course: Course, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That a drill didn't arrive, and so perhaps no news would."""
    return _of_page(
        Concern.DRILL_FAILED,
        page,
        base_url,
        now,
        about=course.drill.id,
        title="A drill failed: subscribers may hear nothing",
        text=(
            f"A hidden notification was sent the whole way, as it is once a month or when one of "
            f"you asks for it, and {missing_words(course)}. Perhaps news doesn't arrive either. "
            "Look into the dead letters and the logs of relay and deliver, and run `candor deploy` "
            "and then `candor drill` once more."
        ),
    )


def of_test(asked_by: str, page: PageSettings, base_url: str, now: datetime) -> Nudge:
    """That somebody wants to see whether the team hears."""
    return _of_page(
        Concern.TEST,
        page,
        base_url,
        now,
        title="A test: you hear",
        text=(
            f"{asked_by} asked whether this arrives. Nothing is wrong. What waits for one of you "
            "comes the same way: drafts, promised updates, incidents that nobody writes about."
        ),
    )


def _of_page(
    concern: Concern,
    page: PageSettings,
    base_url: str,
    now: datetime,
    *,
    title: str,
    text: str,
    about: str = "",
) -> Nudge:
    """One that is of no incident; `about` tells apart two of a kind in one moment."""
    return Nudge(
        id=derived_id("nudge", f"{concern}:{about}:{now.isoformat()}"),
        concern=concern,
        told_id="",
        page_name=page.name,
        title=title,
        text=text,
        url=f"{base_url}/admin",
        at=now,
        can_be_written=False,
    )


def _wanted(concern: Concern, incident: Incident, zone: str) -> tuple[str, str]:
    name = incident.name
    if concern is Concern.WORKING:
        return f"Is it over? {name}", (
            f"Our checks see everything that “{name}” is about working again. Customers still "
            "read that it isn't over: only one of you can say so now."
        )
    if concern is Concern.QUIET:
        last = ENGLISH.date_and_time(incident.updated_at, zone)
        return f"Nobody writes: {name}", (
            f"“{name}” is open, and nobody has written about it since {last}. Customers think "
            "that they were forgotten. A word is enough, also that there is nothing new yet."
        )
    assert incident.promised_by, concern
    by = ENGLISH.clock_time(incident.promised_by, zone)
    if concern is Concern.PROMISE_MISSED:
        return f"A promised update is late: {name}", (
            f"Customers were promised an update of “{name}” by {by}. It isn't there, and the page "
            "now says so. Write what is known, even if that is little."
        )
    return f"An update is due at {by}: {name}", (
        f"Customers were promised an update of “{name}” by {by}. There are a few minutes left."
    )


def _nudge(
    concern: Concern,
    incident: Incident,
    page: PageSettings,
    now: datetime,
    *,
    title: str,
    text: str,
    url: str,
) -> Nudge:
    about = f"{concern}:{incident.id}:{len(incident.updates)}:{now.isoformat()}"
    return Nudge(
        id=derived_id("nudge", about),
        concern=concern,
        told_id=incident.id,
        page_name=page.name,
        title=title,
        text=text,
        url=url,
        at=now,
    )
