"""Actors: who does something, by whichever door they came, and whether they may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.errors import Forbidden
from chalicelib.domain.roles import ABOUT_COMPONENTS, WORDS, Action, Role, may, roles_that_may


class ActorKind(StrEnum):
    """The doors: a browser, an API key, a terminal with AWS credentials, a link; or no door at all.

    What `CLOCK` does, nobody asked for in that moment: its time had come.
    """

    PERSON = "person"
    KEY = "key"
    TERMINAL = "terminal"
    LINK = "link"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. `component_ids` are the only components that it may tell of; None for all.

    `client` is the address that it came from, empty at a terminal.
    """

    kind: ActorKind
    id: str
    name: str
    role: Role
    component_ids: tuple[str, ...] | None = None
    client: str = ""


# It tells of what it sees, and of what was planned.
BY_ITSELF = Actor(kind=ActorKind.CLOCK, id="candor", name="Candor, by itself", role=Role.OPERATOR)


# Such as follow "it may", and are followed by "of these".
_OF_THESE: Mapping[Action, str] = {
    Action.WRITE_INCIDENTS: "tell of incidents",
    Action.WRITE_MAINTENANCE: "plan maintenance",
    Action.RUN_CHECKS: "run checks",
}


def terminal(name: str, actor_id: str | None = None) -> Actor:
    """Somebody at a terminal: whoever has the credentials of the account may do anything."""
    return Actor(kind=ActorKind.TERMINAL, id=actor_id or name, name=name, role=Role.OWNER)


def require(actor: Actor, action: Action, component_ids: Iterable[str] = ()) -> None:
    """Nothing if the actor may do that to those components; raises Forbidden, with a sentence.

    An actor that is limited to components may see, and tell of these alone: whoever forgets to
    say which they are refuses it.
    """
    if not may(actor.role, action):
        allowed = " or ".join(f"{_article(role)} {role}" for role in roles_that_may(action))
        raise Forbidden(
            "{name} is {article} {role} and may not {what}; {allowed} may.",
            name=actor.name,
            article=_article(actor.role),
            role=actor.role.value,
            what=WORDS[action],
            allowed=allowed,
        )
    if actor.component_ids is not None and action is not Action.SEE:
        _require_components(actor, actor.component_ids, action, frozenset(component_ids))


def _require_components(
    actor: Actor, allowed: Iterable[str], action: Action, touched: frozenset[str]
) -> None:
    if action not in ABOUT_COMPONENTS:
        raise Forbidden(
            "{name} is for some components alone and may not {what}.",
            name=actor.name,
            what=WORDS[action],
        )
    if not touched or touched - frozenset(allowed):
        raise Forbidden(
            "{name} is for some components alone: it may {what} of these, and must name them.",
            name=actor.name,
            what=_OF_THESE[action],
        )


def _article(role: Role) -> str:
    return "an" if role.value[0] in "aeiou" else "a"
