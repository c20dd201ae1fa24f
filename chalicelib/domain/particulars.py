"""Particulars: what programs want to know of a piece of news besides its words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.domain.components import (
    ComponentState,
    ComponentStatus,
    Indicator,
    PageStatus,
    page_status,
)
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import OVER, Impact, Incident, name_of, text_of
from chalicelib.domain.maintenances import Maintenance


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStatus:
    """A component with the status that was seen last."""

    component_id: str
    name: str
    status: ComponentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All of it as it was when the news was written, so that a later attempt says the same.

    `told` is in the language of the news and has the update that is the news, and no other;
    `page_url` has no slash at its end, `components` are those in question, in the page's order.
    """

    told: Incident | Maintenance
    page_url: str
    page_status: PageStatus
    components: tuple[NamedStatus, ...]

    @property
    def indicator(self) -> Indicator:
        """How bad it is now: what is over is as good as what had no impact."""
        if isinstance(self.told, Maintenance):
            return Indicator.MAINTENANCE
        impact = Impact.NONE if self.told.stage in OVER else self.told.impact
        return Indicator(impact.value)


def particulars_of(
    told: Incident | Maintenance,
    definition: Definition,
    states: Mapping[str, ComponentState],
    *,
    base_url: str,
) -> Particulars:
    """Those of its newest update, in the page's first language.

    `states` are the components' up to then, by their ids; what the update changes counts.
    """
    update = told.updates[-1]
    statuses = {key: state.known for key, state in states.items()}
    statuses |= {change.component_id: _known(change.after) for change in update.changes}
    named = tuple(
        NamedStatus(
            component_id=each.id,
            name=each.name,
            status=statuses.get(each.id, ComponentStatus.OPERATIONAL),
        )
        for each in definition.components
    )
    return Particulars(
        told=_alone(told, definition.page.languages[0]),
        page_url=base_url,
        page_status=page_status(each.status for each in named),
        components=tuple(each for each in named if each.component_id in told.component_ids),
    )


def _alone(told: Incident | Maintenance, language: str) -> Incident | Maintenance:
    """With its newest update alone, and without what is said in other languages."""
    update = told.updates[-1]
    words = replace(update, body=text_of(update, language).text, bodies={}, language=language)
    return replace(told, name=name_of(told, language).text, names={}, updates=(words,))


def _known(status: ComponentStatus) -> ComponentStatus:
    return ComponentStatus.OPERATIONAL if status is ComponentStatus.NO_DATA else status
