"""What somebody chooses in a form, or a program in JSON, as a selection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.incidents import Impact
from chalicelib.domain.page import Component, Group
from chalicelib.domain.selections import MOST_COMPONENTS, Selection, Updates
from chalicelib.words import marked

E = TypeVar("E", bound=StrEnum)
KEYS = ("group", "component", "updates", "least_impact", "maintenance", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from; the first language is meant when none is named."""

    groups: Sequence[Group]
    components: Sequence[Component]
    languages: Sequence[str]


def selection_of(values: Mapping[str, object], choices: Choices, *, is_form: bool) -> Selection:
    """The selection; what is left out is the widest.

    In a form, a box that isn't ticked is left out: planned maintenance is then not wanted. Raises
    InvalidInput for what can't be chosen.
    """
    group_id = _text(values, "group") or None
    component_ids = _component_ids(values, choices)
    if group_id and component_ids:
        raise InvalidInput(marked("Please choose either a group or single components."))
    if group_id and group_id not in {each.id for each in choices.groups}:
        raise InvalidInput(marked("There is no group {id} on this page."), id=group_id)
    return Selection(
        group_id=group_id,
        component_ids=component_ids,
        updates=_one_of(Updates, values, "updates", Updates.ALL),
        least_impact=_one_of(Impact, values, "least_impact", Impact.NONE),
        maintenance=_yes(values, "maintenance", left_out=not is_form),
        language=_language(values, choices),
    )


def _component_ids(values: Mapping[str, object], choices: Choices) -> tuple[str, ...]:
    """In the page's order, whatever the order in which they were chosen."""
    asked = values.get("component", ())
    chosen = [asked] if isinstance(asked, str) and asked else asked or ()
    if not isinstance(chosen, list | tuple) or not all(isinstance(each, str) for each in chosen):
        raise InvalidInput('"component" is a list of ids.')
    known = [each.id for each in choices.components]
    if unknown := [each for each in chosen if each not in known]:
        raise InvalidInput(marked("There is no component {id} on this page."), id=unknown[0])
    ordered = tuple(each for each in known if each in chosen)
    if len(ordered) > MOST_COMPONENTS:
        raise InvalidInput(
            marked("Please choose at most {most} components, or everything."),
            most=MOST_COMPONENTS,
        )
    return ordered


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise InvalidInput(f'"{key}" is a text.')
    return value


def _one_of(kind: type[E], values: Mapping[str, object], key: str, default: E) -> E:
    text = _text(values, key)
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        raise InvalidInput(f'"{key}" is one of {", ".join(kind)}.') from None


def _yes(values: Mapping[str, object], key: str, *, left_out: bool) -> bool:
    value = values.get(key)
    if value is None:
        return left_out
    if isinstance(value, bool):
        return value
    return value in ("on", "yes", "true", "1")


def _language(values: Mapping[str, object], choices: Choices) -> str:
    language = _text(values, "language") or choices.languages[0]
    if language not in choices.languages:
        raise InvalidInput(f'"language" is one of {", ".join(choices.languages)}.')
    return language
