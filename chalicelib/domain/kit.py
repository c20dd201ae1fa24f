"""The kit for customer service: what to say of an incident, made of the very fields of its update.

Nobody copies anything by hand, so nothing that is said at the telephone is older than the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.incidents import Aspect, Impact, Incident, Stage, name_of, text_of
from chalicelib.domain.page import PageSettings
from chalicelib.words import Tongue

SOCIAL_LENGTH = 280  # what the shortest of the networks takes; a link counts as 23 there, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Texts that can be copied as they are, in the page's language. `not_promised` is for the team.

    `changed_at` is when the incident was last written about.
    """

    chat: str
    phone: str
    social: str
    link: str
    changed_at: datetime
    not_promised: tuple[str, ...]


def kit(
    incident: Incident,
    plain: Mapping[str, str],
    *,
    page: PageSettings,
    base_url: str,
    tongue: Tongue,
) -> Kit:
    """What to say of the incident as it stands.

    `plain` has the body of its last update, as "body", and the lines that it has, by the names of
    the aspects; all without any Markdown.
    """
    link = short_link(base_url, incident.id)
    name, last = name_of(incident, tongue.code).text, incident.updates[-1]
    lines = [plain[each.value] for each in Aspect if plain.get(each.value)]
    promise = _promise(incident, page, tongue)
    body = plain.get("body") or text_of(last, tongue.code).text
    return Kit(
        chat="\n".join(_sentences([f"{name}.", body, *lines, promise, link])),
        phone=" ".join(_sentences([f"{name}.", body, *lines, promise])),
        social=_social(name, plain.get(Aspect.NOTICED.value, ""), link),
        link=link,
        changed_at=incident.updated_at,
        not_promised=tuple(_not_promised(incident)),
    )


def short_link(base_url: str, incident_id: str) -> str:
    """The address that can be read out and typed: it leads to the incident's page."""
    return f"{base_url}/i/{incident_id}"


def _promise(incident: Incident, page: PageSettings, tongue: Tongue) -> str:
    if incident.promised_by is None:
        return ""
    by = tongue.clock_time(incident.promised_by, page.time_zone)
    return tongue.say("Next update by {time}.", time=by)


def _social(name: str, noticed: str, link: str) -> str:
    """As much as fits, the link always."""
    room = SOCIAL_LENGTH - len(link) - 1
    for text in (f"{name}. {noticed}" if noticed else f"{name}.", f"{name}."):
        if len(text) <= room:
            return f"{text} {link}"
    return f"{name[: room - 1]}… {link}"


def _sentences(parts: Sequence[str]) -> list[str]:
    return [" ".join(part.split()) for part in parts if part.strip()]


def _not_promised(incident: Incident) -> Sequence[str]:
    """What nobody may promise as things stand, for the team alone."""
    never = ["Compensation, unless somebody told you that it is decided."]
    if not incident.is_open:
        return ["That it can't happen again.", *never]
    warned = ["A time when it is over: none is known."]
    if incident.stage is Stage.INVESTIGATING:
        warned.append("A cause: it isn't known yet.")
    if Aspect.SAFE not in incident.updates[-1].aspects:
        warned.append("That data or money are safe: nobody has said so yet.")
    if incident.impact in (Impact.MAJOR, Impact.CRITICAL):
        warned.append("That trying again helps.")
    return [*warned, *never]
