"""The headline: the one sentence that says how things are."""

from dataclasses import dataclass

from chalicelib.domain.components import (
    ALL_OPERATIONAL,
    MAJOR_OUTAGE,
    MINOR_OUTAGE,
    PARTIAL_OUTAGE,
    ComponentStatus,
    Indicator,
    page_status,
    severity,
    worst,
)
from chalicelib.domain.incidents import (
    Impact,
    Incident,
    Stage,
    impact_of_status,
    name_of,
    peak,
)
from chalicelib.domain.snapshot import View
from chalicelib.domain.wording import said
from chalicelib.words import ENGLISH, Tongue

_OF_IMPACT = {
    Impact.NONE: (ComponentStatus.OPERATIONAL, ""),
    Impact.MINOR: (ComponentStatus.DEGRADED_PERFORMANCE, MINOR_OUTAGE.description),
    Impact.MAJOR: (ComponentStatus.PARTIAL_OUTAGE, PARTIAL_OUTAGE.description),
    Impact.CRITICAL: (ComponentStatus.MAJOR_OUTAGE, MAJOR_OUTAGE.description),
}
_OF_INDICATOR = {
    Indicator.NONE: ComponentStatus.OPERATIONAL,
    Indicator.MAINTENANCE: ComponentStatus.UNDER_MAINTENANCE,
    Indicator.MINOR: ComponentStatus.DEGRADED_PERFORMANCE,
    Indicator.MAJOR: ComponentStatus.PARTIAL_OUTAGE,
    Indicator.CRITICAL: ComponentStatus.MAJOR_OUTAGE,
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The words, and the status whose colour and shape stand with them."""

    words: str
    status: ComponentStatus


def headline(view: View, tongue: Tongue = ENGLISH) -> Headline:
    """The worse of components and open incidents; grey when we cannot see.

    When a single component is hit, it is named.
    """
    if view.blind_since:
        since = tongue.date_and_time(view.blind_since, view.snapshot.page.time_zone)
        words = tongue.say("We cannot see the current state since {since}", since=since)
        return Headline(words, ComponentStatus.NO_DATA)
    from_components = _from_components(view, tongue)
    from_incidents = _from_incidents(view, tongue)
    if severity(from_incidents.status) > severity(from_components.status):
        return from_incidents
    all_is_well = from_components.words == tongue.say(ALL_OPERATIONAL.description)
    if all_is_well and view.snapshot.open_incidents:
        name = name_of(view.snapshot.open_incidents[0], tongue.code).text
        return Headline(name, ComponentStatus.OPERATIONAL)
    return from_components


def _from_components(view: View, tongue: Tongue) -> Headline:
    hit = [
        shown.component.name
        for shown in view.snapshot.components
        if view.statuses[shown.component.id] is not ComponentStatus.OPERATIONAL
    ]
    if not view.statuses:
        return Headline(tongue.say("Nothing is watched here yet"), ComponentStatus.NO_DATA)
    status = worst(view.statuses.values())
    if len(hit) == 1:
        return Headline(said(hit, status, tongue), status)
    if status is ComponentStatus.NO_DATA:
        return Headline(said(hit, status, tongue), status)
    whole = page_status(view.statuses.values())
    return Headline(tongue.say(whole.description), _OF_INDICATOR[whole.indicator])


def _from_incidents(view: View, tongue: Tongue) -> Headline:
    impacts = [_present_impact(incident, view) for incident in view.snapshot.open_incidents]
    status, words = _OF_IMPACT[max(impacts, key=lambda impact: impact.rank, default=Impact.NONE)]
    return Headline(tongue.say(words), status)


def _present_impact(incident: Incident, view: View) -> Impact:
    """How bad it is now: an incident keeps its impact at the peak, also while it recovers.

    It is as bad as what is still hit. When nothing is, people know of more than components show,
    unless they only watch it any more. While it is open, what had an impact has at least a minor
    one.
    """
    statuses = {view.statuses[c] for c in incident.component_ids if c in view.statuses}
    hit = statuses - {ComponentStatus.OPERATIONAL}
    if incident.impact is Impact.NONE or not (hit or incident.stage is Stage.MONITORING):
        return incident.impact
    present = peak(Impact.MINOR, impact_of_status(worst(hit)))
    return min(incident.impact, present, key=lambda impact: impact.rank)
