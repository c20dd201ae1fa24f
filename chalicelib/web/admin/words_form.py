"""The form in which an update is written: from what was typed to values, and back again."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.definition import Definition
from chalicelib.domain.incidents import ASPECT_WORDS, STAGE_WORDS, Aspect, Impact, Incident, Stage
from chalicelib.domain.said_fields import TELLABLE
from chalicelib.domain.templates import filled
from chalicelib.web.admin.fields import CSRF
from chalicelib.words import tongue

COMPONENT = "component."
_BEGINNING = 60
_TEXTS = ("name", "status", "body", *(each.value for each in Aspect), "at", "signed_by", "impact")
PROMISES = (
    ("15m", "in 15 minutes"),
    ("30m", "in 30 minutes"),
    ("1h", "in an hour"),
    ("2h", "in two hours"),
    ("1d", "in a day"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that the form offers."""

    stages: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    impacts: tuple[Choice, ...]
    promises: tuple[Choice, ...]
    signers: tuple[Choice, ...]
    templates: tuple[Choice, ...]
    updates: tuple[Choice, ...]
    components: tuple[Choice, ...]
    aspects: tuple[Choice, ...]


def values_of(typed: Mapping[str, str], definition: Definition) -> dict[str, object]:
    """What the reader of updates takes, of what was typed; blank fields are left out.

    `{components}`, of a template, stands for those that were chosen.
    """
    statuses = {
        name.removeprefix(COMPONENT): value
        for name, value in typed.items()
        if name.startswith(COMPONENT) and value
    }
    hit = [each.name for each in definition.components if each.key in statuses]
    names = {"components": tongue(definition.page.languages[0]).listed(hit)} if hit else {}
    given = {name: typed[name] for name in _TEXTS if typed.get(name, "").strip()}
    promise = typed.get("next_update_at", "").strip() or typed.get("next_update_by", "").strip()
    number = typed.get("corrects", "").strip()
    return {
        **{name: filled(text, names) for name, text in given.items()},
        **({"components": statuses} if statuses else {}),
        **({"next_update_by": promise} if promise else {}),
        **({"corrects": int(number) if number.isdecimal() else number} if number else {}),
        "tell": "tell" in typed,
    }


def request_id(typed: Mapping[str, str]) -> str:
    """That which the form was given, so that sending it twice writes once."""
    return typed.get("request", "") or secrets.token_urlsafe(16)


def based_on(typed: Mapping[str, str]) -> int | None:
    """The number of the last update that the form was written below."""
    number = typed.get("based_on", "")
    return int(number) if number.isdecimal() else None


def fresh(incident: Incident | None = None) -> dict[str, str]:
    """An empty form; below an incident it goes on where that stands."""
    form = {"request": secrets.token_urlsafe(16), "tell": "on", "status": Stage.INVESTIGATING.value}
    if incident is None:
        return form
    last = incident.updates[-1]
    return form | {"status": incident.stage.value, "based_on": str(last.number)}


def typed_of(values: Mapping[str, object]) -> dict[str, str]:
    """The fields as a template fills them."""
    return {name: value for name, value in values.items() if isinstance(value, str)}


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    """What a form shows again."""
    return {name: value for name, value in typed.items() if name not in (CSRF, "do")}


def choices(definition: Definition, incident: Incident | None) -> Choices:
    """What may be chosen for an update of the incident, or for a new one."""
    page = definition.page
    is_over = incident is not None and not incident.is_open
    stages = [each for each in Stage if each is not Stage.POSTMORTEM or is_over]
    return Choices(
        stages=tuple(Choice(value=each.value, label=STAGE_WORDS[each]) for each in stages),
        statuses=tuple(Choice(value=each.value, label=_status_words(each)) for each in TELLABLE),
        impacts=_same(each.value for each in Impact),
        promises=tuple(Choice(value=value, label=label) for value, label in PROMISES),
        signers=tuple(Choice(value=each.key, label=each.name) for each in page.signers),
        templates=tuple(Choice(value=each.key, label=each.name) for each in page.templates),
        updates=_updates(incident),
        components=tuple(Choice(value=each.key, label=each.name) for each in definition.components),
        aspects=tuple(Choice(value=each.value, label=ASPECT_WORDS[each]) for each in Aspect),
    )


def _status_words(status: ComponentStatus) -> str:
    return status.value.replace("_", " ").capitalize()


def _same(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value=word, label=word.capitalize()) for word in words)


def _updates(incident: Incident | None) -> tuple[Choice, ...]:
    """By their numbers and first words."""
    return tuple(
        Choice(
            value=str(each.number),
            label=f"Update {each.number}: {' '.join(each.body.split())[:_BEGINNING]}",
        )
        for each in (incident.updates if incident else ())
    )
