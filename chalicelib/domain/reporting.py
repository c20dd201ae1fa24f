"""What an automatic incident says, in the reader's words.

The symptom, who is hit, since when, and when the next update comes; no cause, no promise of a
time, and never a marketing voice. All of it in each of the page's languages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from chalicelib.domain.automatic import Move, MoveKind
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.ids import derived_id
from chalicelib.domain.incidents import (
    ComponentChange,
    Impact,
    Incident,
    IncidentUpdate,
    Stage,
    impact_of,
    peak,
)
from chalicelib.domain.page import OwnWords
from chalicelib.domain.templates import filled
from chalicelib.domain.wording import (
    said_again,
    said_now,
    said_of_all,
    said_since,
    shared_status,
)
from chalicelib.words import ENGLISH, Tongue, tongue

_STAGE = {
    MoveKind.OPEN: Stage.INVESTIGATING,
    MoveKind.JOIN: Stage.INVESTIGATING,
    MoveKind.RETURN: Stage.INVESTIGATING,
    MoveKind.EASE: Stage.MONITORING,
    MoveKind.WORK: Stage.MONITORING,
    MoveKind.RESOLVE: Stage.RESOLVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The page around a move. `names` are in the page's order; statuses are before and after.

    `languages` are the page's, the first of them its own, in which components have `own` words.
    """

    tick: datetime
    time_zone: str
    languages: tuple[str, ...] = (ENGLISH.code,)
    names: Mapping[str, str]
    before: Mapping[str, ComponentStatus]
    after: Mapping[str, ComponentStatus]
    own: Mapping[str, OwnWords] = field(default_factory=dict)


def tell(move: Move, incident: Incident | None, scene: Scene) -> Incident:
    """The incident with one more update; a new one when `incident` is None.

    Where people write, nothing is added to their words: only what our checks see is noted.
    """
    if incident and incident.is_taken_over:
        return _noted(move, incident, scene)
    changes = _changes(_told_of(move, incident), scene)
    told = incident or _new(move, scene)
    stage = _STAGE[move.kind]
    number = len(told.updates) + 1
    bodies = in_each(scene.languages, lambda spoken: _body(move, told, changes, scene, spoken))
    update = IncidentUpdate(
        id=derived_id("update", f"{told.id}:{number}"),
        number=number,
        stage=stage,
        body=bodies.pop(scene.languages[0]),
        at=scene.tick,
        changes=changes,
        is_told=_is_news(move, changes),
        language=scene.languages[0],
        bodies=bodies,
        is_automatic=True,
    )
    component_ids = dict.fromkeys((*told.component_ids, *(c.component_id for c in changes)))
    told = replace(
        told,
        stage=stage,
        impact=peak(told.impact, impact_of(changes)),
        updated_at=scene.tick,
        monitoring_at=scene.tick if stage is Stage.MONITORING else told.monitoring_at,
        resolved_at=_back_since(move, scene) if stage is Stage.RESOLVED else None,
        component_ids=tuple(component_ids),
        updates=(*told.updates, update),
    )
    is_named_by_us = all(each.is_automatic for each in told.updates)
    if is_named_by_us and move.kind in (MoveKind.OPEN, MoveKind.JOIN, MoveKind.RETURN):
        hit = _hit(told.component_ids, scene)
        names = in_each(scene.languages, lambda spoken: said_of_all(*hit, spoken))
        told = replace(told, name=names.pop(scene.languages[0]), names=names)
    return told


def _noted(move: Move, incident: Incident, scene: Scene) -> Incident:
    """What the checks see of an incident that people write: whom it hits, and whether it works."""
    if move.kind is MoveKind.WORK:
        return replace(incident, working_since=_back_since(move, scene))
    changes = _changes([t.component_id for t in move.transitions], scene)
    together = dict.fromkeys((*incident.component_ids, *(c.component_id for c in changes)))
    impact = incident.impact_override or peak(incident.impact, impact_of(changes))
    return replace(incident, impact=impact, component_ids=tuple(together), working_since=None)


def in_each(languages: Sequence[str], words: Callable[[Tongue], str]) -> dict[str, str]:
    """The words in all languages of the page; in English too where mails need it for a subject."""
    spoken = [tongue(code) for code in languages]
    if not spoken[0].is_latin and ENGLISH not in spoken:
        spoken.append(ENGLISH)
    return {each.code: words(each) for each in spoken}


def _is_news(move: Move, changes: Sequence[ComponentChange]) -> bool:
    """Not when one more check fails of what is hit already: nothing changes for readers."""
    return move.kind is not MoveKind.JOIN or any(c.before is not c.after for c in changes)


def _new(move: Move, scene: Scene) -> Incident:
    return Incident(
        id=move.episode.incident_id,
        name="",
        stage=Stage.INVESTIGATING,
        impact=Impact.NONE,
        started_at=min(t.since for t in move.transitions),
        created_at=scene.tick,
        updated_at=scene.tick,
        component_ids=(),
        updates=(),
    )


def _told_of(move: Move, incident: Incident | None) -> Sequence[str]:
    """The components that an update speaks of: those that fail, or, at an end, all of them."""
    match move.kind:
        case MoveKind.OPEN | MoveKind.JOIN | MoveKind.RETURN:
            return [t.component_id for t in move.transitions]
        case MoveKind.EASE | MoveKind.RESOLVE | MoveKind.WORK:
            return incident.component_ids if incident and move.is_checked else ()
        case _:
            assert_never(move.kind)


def _changes(component_ids: Sequence[str], scene: Scene) -> tuple[ComponentChange, ...]:
    """In the page's order; a component that left the page is told of no more."""
    return tuple(
        ComponentChange(
            component_id=component_id,
            name=name,
            before=scene.before[component_id],
            after=scene.after[component_id],
        )
        for component_id, name in scene.names.items()
        if component_id in component_ids
    )


def _hit(component_ids: Sequence[str], scene: Scene) -> tuple[list[str], list[ComponentStatus]]:
    """Those of the components that are hit now: their names and statuses, in the page's order."""
    shown = [component_id for component_id in scene.names if component_id in component_ids]
    hit = [c for c in shown if scene.after[c] is not ComponentStatus.OPERATIONAL] or shown
    return [scene.names[c] for c in hit], [scene.after[c] for c in hit]


def _body(
    move: Move,
    incident: Incident,
    changes: Sequence[ComponentChange],
    scene: Scene,
    spoken: Tongue,
) -> str:
    match move.kind:
        case MoveKind.OPEN:
            return _failing(changes, move, scene, spoken)
        case MoveKind.RETURN:
            again = spoken.say("The problem has come back.")
            return spoken.sentences(again, _failing(changes, move, scene, spoken))
        case MoveKind.JOIN:
            return _joined(changes, move, incident, scene, spoken)
        case MoveKind.EASE | MoveKind.WORK:
            return spoken.say(
                "We get answers again, but more slowly than usual. We keep watching and will "
                "write here as soon as that changes."
            )
        case MoveKind.RESOLVE:
            return _recovered(changes, move, incident, scene, spoken)
        case _:
            assert_never(move.kind)


def _failing(changes: Sequence[ComponentChange], move: Move, scene: Scene, spoken: Tongue) -> str:
    names, statuses = [c.name for c in changes], [c.after for c in changes]
    since = spoken.clock_time(min(t.since for t in move.transitions), scene.time_zone)
    own = _own(changes, scene, spoken, lambda words: words.down)
    if own:
        return spoken.sentences(*(filled(text, {"since": since}) for text in own))
    return spoken.sentences(
        said_since(names, shared_status(statuses), since, spoken),
        spoken.say_n(
            "If you use it right now, you may see errors.",
            "If you use them right now, you may see errors.",
            len(changes),
        ),
        spoken.say("We are looking into it."),
        spoken.say(
            "We check every minute, and will write here when it is over or when more is affected."
        ),
    )


def _own(
    changes: Sequence[ComponentChange],
    scene: Scene,
    spoken: Tongue,
    said: Callable[[OwnWords], str | None],
) -> list[str]:
    """The components' own words, once each, when all of them have some in that language."""
    if spoken.code != scene.languages[0]:
        return []
    words = [said(scene.own.get(change.component_id, OwnWords())) for change in changes]
    told = [text for text in words if text]
    return list(dict.fromkeys(told)) if len(told) == len(changes) else []


def _joined(
    changes: Sequence[ComponentChange],
    move: Move,
    incident: Incident,
    scene: Scene,
    spoken: Tongue,
) -> str:
    """The whole picture, for those who read this update only, and what is new in it."""
    together = dict.fromkeys((*incident.component_ids, *(c.component_id for c in changes)))
    names, statuses = _hit(tuple(together), scene)
    picture = said_now(
        names,
        shared_status(statuses),
        new=[change.name for change in changes],
        since=spoken.clock_time(min(t.since for t in move.transitions), scene.time_zone),
        tongue=spoken,
    )
    return spoken.sentences(picture, spoken.say("We are looking into it."))


def _recovered(
    changes: Sequence[ComponentChange],
    move: Move,
    incident: Incident,
    scene: Scene,
    spoken: Tongue,
) -> str:
    if not move.is_checked:
        return spoken.say(
            "What this was about is no longer checked on this page, so we close it here."
        )
    working = [c.name for c in changes if c.after is ComponentStatus.OPERATIONAL]
    back = _back_since(move, scene)
    history = spoken.say(
        "The problem began on {began} and lasted {duration}.",
        began=spoken.date_and_time(incident.started_at, scene.time_zone),
        duration=spoken.duration(back - incident.started_at),
    )
    if not working:
        another = spoken.say("This problem is over, but there is another.")
        return spoken.sentences(another, history)
    since = spoken.clock_time(back, scene.time_zone)
    if len(working) == len(changes) and (own := _own(changes, scene, spoken, lambda w: w.up)):
        return spoken.sentences(*(filled(text, {"since": since}) for text in own), history)
    return spoken.sentences(said_again(working, since, spoken), history)


def _back_since(move: Move, scene: Scene) -> datetime:
    """The first good look at what came back last: recovery is dated back as the failure was."""
    return max((t.since for t in move.transitions), default=scene.tick)
