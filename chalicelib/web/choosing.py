"""Choosing what to hear of: what forms offer, what was chosen, and that in words."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.incidents import Impact, name_of
from chalicelib.domain.page import PageSettings
from chalicelib.domain.selection_fields import Choices, selection_of
from chalicelib.domain.selections import MOST_COMPONENTS, Selection, Updates
from chalicelib.domain.snapshot import Snapshot
from chalicelib.web.languages import tongue_of
from chalicelib.web.requests import Request
from chalicelib.words import Tongue, marked, tongue

Values = Mapping[str, object]


def selection(values: Values, snapshot: Snapshot, request: Request) -> Selection:
    """What was chosen; raises InvalidInput for what can't be, NotFound for what is over."""
    choices = Choices(
        groups=snapshot.groups,
        components=[shown.component for shown in snapshot.components],
        languages=snapshot.page.languages,
    )
    if "incident" in values:
        return _until_back(str(values["incident"]), values, choices, snapshot)
    # A form that asks for nothing but an address is for everything.
    is_form = "choose" in values
    spoken = {"language": tongue_of(request, snapshot.page).code, **values}
    return selection_of(spoken, choices, is_form=is_form)


def selection_there(values: Values, snapshot: Snapshot, request: Request) -> Selection:
    """The same for a webhook or a chat; raises InvalidInput for what is told by mail alone, too."""
    chosen_there = selection(values, snapshot, request)
    if chosen_there.incident_id:
        raise InvalidInput(marked("When one incident is back is told by email alone."))
    if chosen_there.updates is Updates.DIGEST:
        raise InvalidInput(marked("A summary once a day is told by email alone."))
    return chosen_there


def _until_back(
    incident_id: str, values: Values, choices: Choices, snapshot: Snapshot
) -> Selection:
    if incident_id not in {each.id for each in snapshot.open_incidents}:
        raise NotFound(marked("It is over: nothing more will be told of it."))
    language = selection_of({"language": values.get("language", "")}, choices, is_form=False)
    return Selection(language=language.language, incident_id=incident_id)


def chosen(values: Values, spoken: Tongue) -> Values:
    """What a form is filled in with, beside the address."""
    beginning = {
        "group": "",
        "component": (),
        "updates": Updates.ALL,
        "least_impact": Impact.NONE,
        "language": spoken.code,
        "maintenance": "choose" not in values,
    }
    return {**beginning, **values}


def values_of(selected: Selection) -> Values:
    """The same of a selection that there is."""
    return {
        "group": selected.group_id or "",
        "component": list(selected.component_ids),
        "updates": selected.updates,
        "least_impact": selected.least_impact,
        "language": selected.language,
        "maintenance": "on" if selected.maintenance else "",
    }


def offered(
    snapshot: Snapshot, page: PageSettings, spoken: Tongue, *, by: str
) -> Mapping[str, object]:
    """What a form offers, by value and words. One mail a day is offered by `email` alone; by
    `phone` nobody gets every update.
    """
    updates = () if by == "phone" else tuple(_updates(spoken).items())
    return {
        "groups": [(each.id, each.name) for each in snapshot.groups],
        "components": [(each.component.id, each.component.name) for each in snapshot.components],
        "most": MOST_COMPONENTS,
        "updates": tuple(each for each in updates if by == "email" or each[0] != Updates.DIGEST),
        "impacts": tuple(_impacts(spoken).items()),
        "languages": [(code, tongue(code).name) for code in page.languages],
    }


def said(selected: Selection, snapshot: Snapshot, spoken: Tongue) -> tuple[str, ...]:
    """The choice in lines, as a form would show it."""
    return tuple(_lines(selected, snapshot, spoken))


def _lines(selected: Selection, snapshot: Snapshot, spoken: Tongue) -> Iterator[str]:
    if selected.incident_id:
        incidents = (each for each in snapshot.incidents if each.id == selected.incident_id)
        names = [name_of(each, spoken.code).text for each in incidents]
        yield spoken.say("Tell me when it is back: {name}", name=spoken.listed(names))
        return
    groups = (each.name for each in snapshot.groups if each.id == selected.group_id)
    components = (
        each.component.name
        for each in snapshot.components
        if each.component.id in selected.component_ids
    )
    yield spoken.listed([*groups, *components]) or spoken.say("Everything")
    yield _updates(spoken)[selected.updates]
    yield _impacts(spoken)[selected.least_impact]
    if selected.maintenance:
        yield spoken.say("Planned maintenance, too")
    if len(snapshot.page.languages) > 1:
        yield tongue(selected.language).name


def _updates(spoken: Tongue) -> Mapping[Updates, str]:
    return {
        Updates.ALL: spoken.say("Every update"),
        Updates.ENDS: spoken.say("That it broke, and that it is back"),
        Updates.DIGEST: spoken.say("Once a day, all in one mail"),
    }


def _impacts(spoken: Tongue) -> Mapping[Impact, str]:
    return {
        Impact.NONE: spoken.say("Whatever it is"),
        Impact.MINOR: spoken.say("Slow or worse"),
        Impact.MAJOR: spoken.say("A partial outage or worse"),
        Impact.CRITICAL: spoken.say("A major outage alone"),
    }
