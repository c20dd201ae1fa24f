"""What every change of a maintenance is made of: an update, its news, what components become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.domain.agenda import with_appointments
from chalicelib.domain.board import Change, Pin
from chalicelib.domain.component_states import changed_from, components_with, status_change
from chalicelib.domain.components import ComponentState
from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import ComponentChange, IncidentUpdate
from chalicelib.domain.maintenances import Maintenance
from chalicelib.domain.notifications import Notification, names_of, news_of_maintenance
from chalicelib.domain.plan_wording import Telling
from chalicelib.domain.reporting import in_each
from chalicelib.domain.telling import Ground
from chalicelib.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person says with a change; without a `body` it is said in words of the house.

    `bodies` are translations, by language; `is_told` says whether subscribers hear of it.
    """

    body: str = ""
    bodies: Mapping[str, str] = field(default_factory=dict)
    is_told: bool = True


def telling_of(planned: Maintenance, ground: Ground) -> Telling:
    """The maintenance as it is put into words on that page."""
    return Telling(
        planned=planned,
        names=names_of(planned, ground.definition),
        zone=ground.definition.page.time_zone,
    )


def with_update(
    planned: Maintenance,
    words: Words,
    ground: Ground,
    otherwise: Callable[[Tongue], str],
    changes: tuple[ComponentChange, ...] = (),
) -> Maintenance:
    """The maintenance with one more update of its stage; `otherwise` says it where nobody does."""
    languages = ground.definition.page.languages
    number = len(planned.updates) + 1
    said = words.body
    bodies = dict(words.bodies) if said else in_each(languages, otherwise)
    update = IncidentUpdate(
        id=derived_id("update", f"{planned.id}:{number}"),
        number=number,
        stage=planned.stage,
        body=said or bodies.pop(languages[0]),
        at=ground.now,
        changes=changes,
        is_told=words.is_told,
        language=languages[0],
        bodies=bodies,
        is_automatic=not said,
    )
    return replace(planned, updated_at=ground.now, updates=(*planned.updates, update))


def change_of(
    planned: Maintenance, ground: Ground, *, word: str = "", is_news: bool = True
) -> Change:
    """What is written when the maintenance is like this from now on."""
    tells = is_news and planned.updates[-1].is_told
    return Change(
        maintenances=(planned,),
        notifications=(news(planned, ground, word),) if tells else (),
        agenda=with_appointments(ground.board.agenda, (planned,)),
    )


def together(change: Change, ground: Ground, *others: Change) -> Change:
    """The change, and in the same piece the maintenances and the news of others."""
    maintenances = (*change.maintenances, *(m for each in others for m in each.maintenances))
    return replace(
        change,
        maintenances=maintenances,
        notifications=(*change.notifications, *(n for each in others for n in each.notifications)),
        agenda=with_appointments(ground.board.agenda, maintenances),
    )


def components_now(pins: tuple[Pin, ...], ground: Ground) -> Mapping[str, ComponentState]:
    """How the components are with these pins from now on."""
    return components_with(
        pins, ground.definition, ground.board, since=lambda _: ground.now, now=ground.at
    )


def with_components(
    change: Change, components: Mapping[str, ComponentState], pins: tuple[Pin, ...], ground: Ground
) -> Change:
    """The change with what becomes of components by it."""
    changed = changed_from(ground.board, components)
    history = tuple(status_change(state, ground.board, ground.at) for state in changed)
    return replace(change, components=changed, history=history, pins=pins)


def news(planned: Maintenance, ground: Ground, word: str = "") -> Notification:
    """Its newest update as news; `word`, a phrase, says what it is where the stage doesn't."""
    return news_of_maintenance(
        planned, ground.definition, ground.board.components, ground.base_url, word
    )
