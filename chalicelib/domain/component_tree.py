"""Groups, components and checks of a definition: read, and written back field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from chalicelib.domain.checks import LOOKED_AT_AT_ONCE, Check, HttpTarget
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.entries import Entry
from chalicelib.domain.http_targets import http_entries, http_target
from chalicelib.domain.ids import derived_id
from chalicelib.domain.page import Component, Group, OwnWords
from chalicelib.domain.page_settings import NAME_LENGTH
from chalicelib.domain.places import Fields, Place, Reader, Unusable, list_of
from chalicelib.domain.scalars import key, line, one_of, whole_number
from chalicelib.domain.taken import Taken
from chalicelib.domain.templates import own_words, own_words_entries

DESCRIPTION_LENGTH = 500
CHECK_NAME_LENGTH = 120  # a component's name and a key fit
THRESHOLD = 2
WHEN_DOWN = (  # the first is the default
    ComponentStatus.MAJOR_OUTAGE,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.DEGRADED_PERFORMANCE,
)
# What can be looked at, by the key that names it in a check. Each entry makes a reader of targets
# from the private networks that the page allows.
TARGETS: Mapping[str, Callable[[tuple[IPv4Network, ...]], Reader[HttpTarget]]] = {
    "http": http_target,
}
GROUP_KNOWN = ("key", "name", "description", "components")
COMPONENT_KNOWN = ("key", "name", "description", "words", "checks")
CHECK_KNOWN = (
    "key",
    "name",
    *TARGETS,
    "failure_threshold",
    "recovery_threshold",
    "when_down",
)
_KEY_WANTED = "a short name that never changes, such as checkout"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading the components needs to know of the rest of the document."""

    allowed: tuple[IPv4Network, ...]
    component_keys: Taken


@dataclass(frozen=True, slots=True)
class ComponentWithChecks:
    component: Component
    checks: tuple[Check, ...]


def groups(
    reading: Reading, first: int
) -> Reader[tuple[tuple[Group, tuple[ComponentWithChecks, ...]], ...]]:
    """A reader of groups, whose positions follow those of the components outside groups."""
    keys, names = Taken("key"), Taken("name")

    def read(place: Place) -> tuple[Group, tuple[ComponentWithChecks, ...]]:
        fields = place.fields(GROUP_KNOWN)
        own_key, name = _key_and_name(fields, keys, names)
        group = Group(
            id=derived_id("group", own_key),
            key=own_key,
            name=name,
            description=fields.read("description", line(DESCRIPTION_LENGTH), None),
            position=first + _index(place),
        )
        members = fields.need(
            "components",
            _members(reading, group),
            wanted="at least one component, because an empty group tells readers nothing",
            default=(),
        )
        return group, members

    return list_of(read)


def group_entries(group: Group) -> tuple[Entry, ...]:
    """The group's own fields, in the order of writing; its components are not among them."""
    return (
        Entry(("key",), group.key),
        Entry(("name",), group.name),
        Entry(("description",), group.description),
    )


def component_entries(component: Component) -> tuple[Entry, ...]:
    return (
        Entry(("key",), component.key),
        Entry(("name",), component.name),
        Entry(("description",), component.description),
        *own_words_entries(component.words),
    )


def check_entries(component: Component, check: Check) -> tuple[Entry, ...]:
    return (
        Entry(("key",), check.key),
        Entry(("name",), check.name, default_check_name(component.name, check.key)),
        *(replace(entry, path=("http", *entry.path)) for entry in http_entries(check.target)),
        Entry(("failure_threshold",), check.failure_threshold, THRESHOLD),
        Entry(("recovery_threshold",), check.recovery_threshold, THRESHOLD),
        Entry(("when_down",), check.when_down.value, WHEN_DOWN[0].value),
    )


def check_id(component_key: str, key: str) -> str:
    """The id of a component's check."""
    return derived_id("check", f"{component_key}/{key}")


def default_check_name(component_name: str, key: str) -> str:
    """What a check is called when nobody named it: "Checkout: home"."""
    return f"{component_name}: {key}"


def _members(reading: Reading, group: Group) -> Reader[tuple[ComponentWithChecks, ...]]:
    def read(place: Place) -> tuple[ComponentWithChecks, ...]:
        if place.value == []:
            raise Unusable("An empty group tells readers nothing; add a component, or remove it.")
        return components(reading, group.id)(place)

    return read


def components(reading: Reading, group: str | None) -> Reader[tuple[ComponentWithChecks, ...]]:
    names = Taken("name")

    def read(place: Place) -> ComponentWithChecks:
        fields = place.fields(COMPONENT_KNOWN)
        own_key, name = _key_and_name(fields, reading.component_keys, names)
        component = Component(
            id=derived_id("component", own_key),
            key=own_key,
            name=name,
            description=fields.read("description", line(DESCRIPTION_LENGTH), None),
            group_id=group,
            position=1 + _index(place),
            words=fields.read("words", own_words, OwnWords()),
        )
        return ComponentWithChecks(
            component, fields.read("checks", _checks(reading, component), ())
        )

    return list_of(read)


def _checks(reading: Reading, component: Component) -> Reader[tuple[Check, ...]]:
    keys = Taken("key")

    def read(place: Place) -> Check:
        fields = place.fields(CHECK_KNOWN)
        own_key = fields.need("key", keys.claimed(key), wanted=_KEY_WANTED, default="")
        default_name = default_check_name(component.name, own_key)
        return Check(
            id=check_id(component.key, own_key),
            key=own_key,
            component_id=component.id,
            name=fields.read("name", line(CHECK_NAME_LENGTH), default_name),
            target=_target(fields, reading.allowed),
            failure_threshold=fields.read("failure_threshold", whole_number(1, 10), THRESHOLD),
            recovery_threshold=fields.read("recovery_threshold", whole_number(1, 10), THRESHOLD),
            when_down=fields.read("when_down", one_of(WHEN_DOWN), WHEN_DOWN[0]),
        )

    def read_all(place: Place) -> tuple[Check, ...]:
        if isinstance(place.value, list) and len(place.value) > LOOKED_AT_AT_ONCE:
            raise Unusable(
                f"A component can have at most {LOOKED_AT_AT_ONCE} checks, which are looked at at "
                "once; spread these over several components."
            )
        return list_of(read)(place)

    return read_all


def _key_and_name(fields: Fields, keys: Taken, names: Taken) -> tuple[str, str]:
    own_key = fields.need("key", keys.claimed(key), wanted=_KEY_WANTED, default="")
    name = fields.need(
        "name",
        names.claimed(line(NAME_LENGTH)),
        wanted="the name that readers know it by",
        default="",
    )
    return own_key, name


def _target(fields: Fields, allowed: tuple[IPv4Network, ...]) -> HttpTarget:
    kind = next((kind for kind in TARGETS if kind in fields), next(iter(TARGETS)))
    return fields.need(
        kind,
        TARGETS[kind](allowed),
        wanted="what to look at, with at least its url",
        default=HttpTarget(url=""),
    )


def _index(place: Place) -> int:
    """Where an item stands in its list, from 0."""
    return int(place.path[-1])
