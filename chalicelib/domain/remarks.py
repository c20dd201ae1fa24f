"""What is remarked beside the words of an update or an incident, in plain text.

Who signs it, what it corrects, when it was written; what is promised, and what our checks see.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from chalicelib.domain.corrections import corrected
from chalicelib.domain.incidents import (
    ASPECT_WORDS,
    Aspect,
    Incident,
    IncidentUpdate,
    Signature,
    Told,
)
from chalicelib.domain.promises import is_missed
from chalicelib.words import Tongue


def near(at: datetime, other: datetime, zone: str, tongue: Tongue) -> str:
    """The time of day, and the day as well when it isn't the other moment's."""
    if tongue.date(at, zone) == tongue.date(other, zone):
        return tongue.clock_time(at, zone)
    return tongue.date_and_time(at, zone)


def aspect_words(tongue: Tongue) -> Mapping[Aspect, str]:
    """The labels of the lines below an update's text."""
    return {aspect: tongue.say(text) for aspect, text in ASPECT_WORDS.items()}


def labelled(label: str, text: str, tongue: Tongue) -> str:
    """One line with its label in front."""
    return tongue.say("{label}: {words}", label=label, words=text)


def signed(signature: Signature, tongue: Tongue) -> str:
    """Such as: Anna Berg, Head of Operations."""
    if not signature.role:
        return signature.name
    # Translators: who signs an update, such as "Anna Berg, Head of Operations".
    return tongue.say("{name}, {role}", name=signature.name, role=signature.role)


def remarks(told: Told, update: IncidentUpdate, zone: str, tongue: Tongue) -> Iterator[str]:
    """What it corrects, and that it was written later than it tells of."""
    if update.corrects:
        before = corrected(told, update)
        yield (
            tongue.say(
                "Corrects the update of {time}.", time=near(before.at, update.at, zone, tongue)
            )
            if before
            else tongue.say("Corrects an earlier update.")
        )
    if update.written_at:
        written = near(update.written_at, update.at, zone, tongue)
        yield tongue.say("Written at {time}.", time=written)


def promise(incident: Incident, now: datetime, zone: str, tongue: Tongue) -> str:
    """When the next update comes, or that it is late; "" when nothing is promised."""
    if incident.promised_by is None:
        return ""
    time = near(incident.promised_by, now, zone, tongue)
    if is_missed(incident, now):
        return tongue.say(
            "We promised an update by {time}. It is late, and we are sorry.", time=time
        )
    return tongue.say("Next update by {time}.", time=time)


def working(incident: Incident, now: datetime, zone: str, tongue: Tongue) -> str:
    """Since when our checks see an open incident's components working; "" when they don't."""
    if not incident.is_open or incident.working_since is None:
        return ""
    time = near(incident.working_since, now, zone, tongue)
    return tongue.say("Our checks see it working since {time}.", time=time)
