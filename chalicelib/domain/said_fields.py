"""What a person says of an incident, read of a form's fields or of JSON: every fault at its place.

Components are named by their key, or by their id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.durations import parse_duration
from chalicelib.domain.faults import Fault, InvalidFields
from chalicelib.domain.incidents import OVER, Aspect, Impact, Incident, Signature, Stage
from chalicelib.domain.moments import moment
from chalicelib.domain.page import PageSettings
from chalicelib.domain.places import Fields, Place, Unusable
from chalicelib.domain.scalars import (
    known_word,
    line,
    one_of,
    passage,
    raw_text,
    whole_number,
    yes_or_no,
)
from chalicelib.domain.telling import Said
from chalicelib.domain.templates import filled_values
from chalicelib.words import tongue

NAME_LENGTH = 120
BODY_LENGTH = 5_000
ASPECT_LENGTH = 500
PROMISED_AT_MOST = timedelta(days=14)

_TELLABLE = tuple(
    status
    for status in ComponentStatus
    if status not in (ComponentStatus.NO_DATA, ComponentStatus.UNDER_MAINTENANCE)
)
_UPDATE = (
    "template",
    "status",
    "body",
    *(aspect.value for aspect in Aspect),
    "components",
    "next_update_by",
    "signed_by",
    "corrects",
    "at",
    "tell",
    "name",
    "impact",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Around what is said: the page it is for, when, and the incident that it continues, if any."""

    definition: Definition
    now: datetime
    incident: Incident | None = None

    @property
    def page(self) -> PageSettings:
        return self.definition.page


def said_of(values: Mapping[str, object], asked: Asked) -> Said:
    """The values as what a person says; raises InvalidFields with all that is wrong with them.

    What they leave out is taken from the `template` of that key, when they name one.

    A new incident needs a `name` and a `body`; an update of one needs a `body`, and keeps the
    status when none is given. Times are ISO 8601, in the page's time zone when they name none; a
    promise may also be how long from now, such as "30m".
    """
    faults: list[Fault] = []
    base = Place(values.get("template"), ("template",), faults).read(
        partial(_from_template, values=values, asked=asked), {}
    )
    top = Place({**base, **values}, (), faults)
    said = top.read(partial(_said, asked=asked), None)
    if faults or said is None:
        raise InvalidFields(tuple(faults))
    return said


def _said(place: Place, *, asked: Asked) -> Said:
    fields = place.fields(_UPDATE)
    stage = fields.read("status", one_of(Stage), _stage_before(asked))
    name = _name(fields, asked)
    said = Said(
        stage=stage,
        name=name,
        body=fields.need("body", passage(BODY_LENGTH), wanted="what there is to say", default=""),
        aspects=_aspects(fields),
        statuses=fields.read("components", partial(_statuses, asked=asked), {}),
        next_update_by=fields.read("next_update_by", partial(_promise, asked=asked), None),
        signature=fields.read("signed_by", partial(_signature, asked=asked), None),
        corrects=fields.read("corrects", partial(_corrected, asked=asked), None),
        at=fields.read("at", partial(_moment_of, asked=asked), None),
        is_told=fields.read("tell", yes_or_no, True),
        impact=fields.read("impact", one_of(Impact), None),
    )
    _check_whole(fields, said, asked)
    return said


def _from_template(
    place: Place, *, values: Mapping[str, object], asked: Asked
) -> Mapping[str, object]:
    """What the template says, with its placeholders filled in; an incident keeps its name."""
    if place.value is None:
        return {}
    known = {each.key: each for each in asked.page.templates}
    if not known:
        raise Unusable("There are no templates; page.templates of the page definition has them.")
    template = known[known_word(raw_text(place), known)]
    zone, named = asked.page.time_zone, values.get("components")
    touched = set(named) if isinstance(named, dict) else set()
    touched |= set(asked.incident.component_ids) if asked.incident else set()
    hit = [c.name for c in asked.definition.components if {c.key, c.id} & touched]
    speaking = tongue(asked.page.languages[0])
    began = asked.incident.started_at if asked.incident else _began(values, asked)
    said = filled_values(
        template,
        {
            "components": speaking.listed(hit) or asked.page.name,
            "since": speaking.clock_time(began, zone),
            "page": asked.page.name,
        },
    )
    return {name: text for name, text in said.items() if name != "name" or not asked.incident}


def _began(values: Mapping[str, object], asked: Asked) -> datetime:
    """What is wrong with the time is said where it stands."""
    place = Place(values.get("at"), ("at",), [])
    return place.read(partial(_moment_of, asked=asked), asked.now)


def _stage_before(asked: Asked) -> Stage:
    return asked.incident.stage if asked.incident else Stage.INVESTIGATING


def _name(fields: Fields, asked: Asked) -> str | None:
    reader = line(NAME_LENGTH)
    if asked.incident:
        return fields.read("name", reader, None)
    return fields.need("name", reader, wanted="what it is about, in a few words", default="")


def _aspects(fields: Fields) -> Mapping[Aspect, str]:
    read = {each: fields.read(each.value, passage(ASPECT_LENGTH), None) for each in Aspect}
    return {each: text for each, text in read.items() if text}


def _statuses(place: Place, *, asked: Asked) -> Mapping[str, ComponentStatus]:
    keys = {each.key: each.id for each in asked.definition.components}
    known = {**keys, **{each: each for each in keys.values()}}
    named = set(place.value) if isinstance(place.value, dict) else set()
    # Who writes keys is told of keys alone when one is wrong.
    fields = place.fields(list(known if named & set(keys.values()) else keys))
    return {
        known[key]: fields.read(key, one_of(_TELLABLE), ComponentStatus.OPERATIONAL)
        for key in known
        if key in fields
    }


def _promise(place: Place, *, asked: Asked) -> datetime:
    lasting = parse_duration(place.value) if isinstance(place.value, str) else None
    at = asked.now + lasting if lasting is not None else moment(place, asked.page.time_zone)
    if at <= asked.now:
        raise Unusable("This is in the past; promise a time that is still to come.")
    if at - asked.now > PROMISED_AT_MOST:
        raise Unusable("This is more than 14 days away; promise a nearer time.")
    return at


def _moment_of(place: Place, *, asked: Asked) -> datetime:
    """When it was so, where it is told of later."""
    at = moment(place, asked.page.time_zone)
    if at > asked.now:
        raise Unusable("This is in the future; an update can only be dated back.")
    last = asked.incident.updates[-1].at if asked.incident else None
    if last and at < last:
        raise Unusable("This is before the last update of the incident; write a later time.")
    return at


def _signature(place: Place, *, asked: Asked) -> Signature:
    signers = {each.key: each for each in asked.page.signers}
    if not signers:
        raise Unusable("Nobody can sign yet: page.signers of the page definition names who may.")
    signer = signers[known_word(raw_text(place), signers)]
    return Signature(key=signer.key, name=signer.name, role=signer.role)


def _corrected(place: Place, *, asked: Asked) -> int:
    written = asked.incident.updates if asked.incident else ()
    if not written:
        raise Unusable("There is no update yet that could be corrected.")
    number: int = whole_number(1, written[-1].number)(place)
    return number


def _check_whole(fields: Fields, said: Said, asked: Asked) -> None:
    """What goes wrong only together."""
    if said.stage in OVER and said.next_update_by:
        fields.at("next_update_by").note("Once it is over, no further update is promised.")
    if said.stage is Stage.POSTMORTEM and (asked.incident is None or asked.incident.is_open):
        fields.at("status").note("A post-mortem is written when the incident is resolved.")
