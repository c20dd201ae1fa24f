"""Who may do what: four roles, a closed set of actions, and one table of the two."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """In the order of how much they may."""

    OWNER = "owner"
    OPERATOR = "operator"
    COMMUNICATOR = "communicator"
    VIEWER = "viewer"


class Action(StrEnum):
    """What can be done to a page. `CHANGE_CHECKS` is the definition; `RUN_CHECKS`, looking now."""

    SEE = "see"
    WRITE_INCIDENTS = "write_incidents"
    WRITE_MAINTENANCE = "write_maintenance"
    WRITE_MESSAGES = "write_messages"
    CHANGE_THEME = "change_theme"
    CHANGE_CHECKS = "change_checks"
    RUN_CHECKS = "run_checks"
    REPLAY = "replay"
    MANAGE_SUBSCRIBERS = "manage_subscribers"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_KEYS = "manage_keys"
    READ_AUDIT = "read_audit"


_SEES = {Action.SEE}
_TELLS = _SEES | {Action.WRITE_INCIDENTS, Action.WRITE_MAINTENANCE}
_MAY: Mapping[Role, frozenset[Action]] = {
    Role.OWNER: frozenset(Action),
    Role.OPERATOR: frozenset(
        _TELLS
        | {
            Action.CHANGE_CHECKS,
            Action.RUN_CHECKS,
            Action.REPLAY,
            Action.MANAGE_SUBSCRIBERS,
            Action.READ_AUDIT,
        }
    ),
    Role.COMMUNICATOR: frozenset(_TELLS | {Action.WRITE_MESSAGES, Action.CHANGE_THEME}),
    Role.VIEWER: frozenset(_SEES),
}
# Such as follow "may not".
WORDS: Mapping[Action, str] = {
    Action.SEE: "see how things are",
    Action.WRITE_INCIDENTS: "write about incidents",
    Action.WRITE_MAINTENANCE: "plan maintenance",
    Action.WRITE_MESSAGES: "write messages",
    Action.CHANGE_THEME: "change the words and looks of the page",
    Action.CHANGE_CHECKS: "change what is checked",
    Action.RUN_CHECKS: "run checks",
    Action.REPLAY: "replay or drop dead letters",
    Action.MANAGE_SUBSCRIBERS: "manage subscribers",
    Action.MANAGE_PEOPLE: "manage people",
    Action.MANAGE_KEYS: "manage keys",
    Action.READ_AUDIT: "read the audit log",
}
# What concerns named components, and so can be allowed for some of them alone.
ABOUT_COMPONENTS = frozenset({Action.WRITE_INCIDENTS, Action.WRITE_MAINTENANCE, Action.RUN_CHECKS})


def may(role: Role, action: Action) -> bool:
    """Whether people and keys of that role may do it."""
    return action in _MAY[role]


def roles_that_may(action: Action) -> tuple[Role, ...]:
    """The roles that may do it, the mightiest first; never none."""
    return tuple(role for role in Role if may(role, action))
