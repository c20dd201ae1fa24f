"""What differs between two definitions, thing by thing and field by field."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.checks import Check
from chalicelib.domain.component_tree import check_entries, component_entries, group_entries
from chalicelib.domain.definition import Definition
from chalicelib.domain.entries import Entry
from chalicelib.domain.page import Component, Group, Logo, Signer
from chalicelib.domain.page_settings import page_entries
from chalicelib.domain.places import quoted
from chalicelib.domain.signers import signers_document
from chalicelib.domain.sms_settings import sms_entries
from chalicelib.domain.team_settings import team_entries


class DifferenceKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


PAGE = "page"
_SIGNS = {DifferenceKind.ADDED: "+", DifferenceKind.CHANGED: "~", DifferenceKind.REMOVED: "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference, in words. Only a changed thing has a `field`.

    `before` and `after` are what people may see: a hidden value is said to be hidden, and what is
    longer than a line is cut.
    """

    kind: DifferenceKind
    what: str
    field: str | None = None
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        beginning = f"{_SIGNS[self.kind]} {self.what}"
        if self.kind is DifferenceKind.CHANGED:
            return f"{beginning}: {self.field} {self.before} → {self.after}"
        return f"{beginning}: {self.after or self.before}"

    def touches(self, other: "Difference") -> bool:
        """Whether both are about the same field, or one of them about the whole thing."""
        return self.what == other.what and (
            self.field is None or other.field is None or self.field == other.field
        )


@dataclass(frozen=True, slots=True)
class _Thing:
    """A page, group, component or check: its name, its fields, and the order of what it holds."""

    title: str
    entries: tuple[Entry, ...]
    orders: tuple[tuple[str, tuple[str, ...]], ...] = ()


def differences(before: Definition | None, after: Definition) -> tuple[Difference, ...]:
    """What leads from one definition to the other; nothing exactly when they are equal."""
    old, new = (_things(before) if before else {}), _things(after)
    return (
        *(
            Difference(kind=DifferenceKind.ADDED, what=what, after=_shown(thing.title))
            for what, thing in new.items()
            if what not in old
        ),
        *(
            change
            for what, thing in new.items()
            if what in old
            for change in (*_changed(what, old[what], thing), *_moved(what, old[what], thing))
        ),
        *(
            Difference(kind=DifferenceKind.REMOVED, what=what, before=_shown(thing.title))
            for what, thing in old.items()
            if what not in new
        ),
    )


def _changed(what: str, old: _Thing, new: _Thing) -> Iterator[Difference]:
    """The fields that have another value, unless it just follows from that of another field."""
    before, after = ({entry.path: entry for entry in thing.entries} for thing in (old, new))
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path, Entry(path, None)), after.get(path, Entry(path, None))
        if was.value != now.value and not (was.is_default and now.is_default):
            yield Difference(
                kind=DifferenceKind.CHANGED,
                what=what,
                field=".".join(path),
                before=_shown_entry(was, "a hidden value"),
                after=_shown_entry(now, "another hidden value" if was.hidden else "a hidden value"),
            )


def _moved(what: str, old: _Thing, new: _Thing) -> Iterator[Difference]:
    """The orders that differ, not counting what was only added or removed."""
    for (field, before), (_, after) in zip(old.orders, new.orders, strict=True):
        stayed = [key for key in before if key in after]
        now = [key for key in after if key in before]
        if stayed != now:
            yield Difference(
                kind=DifferenceKind.CHANGED,
                what=what,
                field=field,
                before=_shown(stayed),
                after=_shown(now),
            )


def _things(definition: Definition) -> dict[str, _Thing]:
    """Everything in the definition, in the order of reading, under the words that name it."""
    return dict(_each_thing(definition))


def _each_thing(definition: Definition) -> Iterator[tuple[str, _Thing]]:
    yield PAGE, _page(definition)
    if webhooks := definition.team.webhooks:
        yield "team", _Thing(f"{len(webhooks)} webhooks", team_entries(definition.team))
    if sms := definition.sms:
        yield "sms", _Thing(", ".join(sms.countries), sms_entries(sms))
    for group in definition.groups:
        order = _order("components", definition.components_of(group))
        yield f"group {group.key}", _Thing(group.name, group_entries(group), (order,))
    group_keys = {group.id: group.key for group in definition.groups}
    for component in definition.components:
        checks = definition.checks_of(component)
        group_key = group_keys.get(component.group_id or "")
        entries = (*component_entries(component), Entry(("group",), group_key))
        thing = _Thing(component.name, entries, (_order("checks", checks),))
        yield f"component {component.key}", thing
        for check in checks:
            thing = _Thing(check.target.url, check_entries(component, check))
            yield f"check {component.key}/{check.key}", thing


def _page(definition: Definition) -> _Thing:
    page = definition.page
    pictured: Mapping[tuple[str, ...], object] = {
        ("logo",): page.logo and picture_words(page.logo),
        ("signers",): _signers(page.signers),
    }
    entries = (
        replace(entry, value=pictured.get(entry.path, entry.value)) for entry in page_entries(page)
    )
    orders = (
        _order("components", definition.components_of(None)),
        _order("groups", definition.groups),
    )
    return _Thing(page.name, tuple(entries), orders)


def picture_words(picture: Logo) -> str:
    """The picture in words that differ whenever its content does."""
    digest = hashlib.sha256(picture.content).hexdigest()[:8]
    return f"{picture.name}, {len(picture.content)} bytes, {digest}"


def _order(
    of_what: str, things: Sequence[Group | Component | Check]
) -> tuple[str, tuple[str, ...]]:
    return f"order of {of_what}", tuple(thing.key for thing in things)


def _signers(signers: Sequence[Signer]) -> list[dict[str, str]]:
    written = signers_document(signers)
    for each, signer in zip(written, signers, strict=True):
        if signer.picture:
            each["picture"] = picture_words(signer.picture)
    return written


def _shown_entry(entry: Entry, hidden: str) -> str:
    return hidden if entry.hidden else _shown(entry.value)


def _shown(value: object) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_shown_item(each) for each in value)
    return quoted(value) if isinstance(value, str) else str(value)


def _shown_item(value: object) -> str:
    """An item of a list; a mapping, such as a link, as its values one after the other."""
    return " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
