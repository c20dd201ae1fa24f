"""A page as a document: everything that its owner decides, and nothing that happens to it.

A document is made of mappings, lists, texts and numbers, wherever it was read from. It is read
whole or refused whole: `InvalidDefinition` has every fault that one reading can find.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network

from chalicelib.domain.checks import Check
from chalicelib.domain.component_tree import (
    Reading,
    check_entries,
    component_entries,
    components,
    group_entries,
    groups,
)
from chalicelib.domain.entries import nested
from chalicelib.domain.faults import Fault, InvalidDefinition
from chalicelib.domain.page import Component, Group, PageSettings
from chalicelib.domain.page_settings import page_entries, page_files, page_settings
from chalicelib.domain.places import Place
from chalicelib.domain.sms_settings import SmsSettings, sms_entries, sms_settings
from chalicelib.domain.taken import Taken
from chalicelib.domain.team_settings import (
    NO_TEAM_SETTINGS,
    TeamSettings,
    team_entries,
    team_settings,
)

KNOWN = ("page", "team", "sms", "components", "groups")


@dataclass(frozen=True, slots=True)
class Definition:
    """All tuples are in the order in which readers see the page. Without `sms` there is none."""

    page: PageSettings
    groups: tuple[Group, ...]
    components: tuple[Component, ...]
    checks: tuple[Check, ...]
    team: TeamSettings = NO_TEAM_SETTINGS
    sms: SmsSettings | None = None

    def components_of(self, group: Group | None) -> tuple[Component, ...]:
        """The components of one group; those on the page's top level for None."""
        group_id = group and group.id
        return tuple(each for each in self.components if each.group_id == group_id)

    def checks_of(self, component: Component) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if each.component_id == component.id)


def parse(document: object, files: Mapping[str, bytes]) -> Definition:
    """The definition that a document writes down; `files` are those beside it, by name.

    Raises InvalidDefinition with every fault.
    """
    faults: list[Fault] = []
    definition = Place(document, (), faults).read(partial(_definition, files=files), None)
    if definition is None or faults:
        raise InvalidDefinition(tuple(faults))
    return definition


def to_document(definition: Definition) -> dict[str, object]:
    """The document that `parse` reads back into the same definition; what is default is left out.

    Headers and webhooks stand in it as they are, secrets included. Logo and pictures are named in
    it; their contents are for `files`.
    """
    document: dict[str, object] = {"page": nested(page_entries(definition.page))}
    if team := nested(team_entries(definition.team)):
        document["team"] = team
    if sms := nested(sms_entries(definition.sms)):
        document["sms"] = sms
    if top_level := definition.components_of(None):
        document["components"] = _component_documents(definition, top_level)
    if definition.groups:
        document["groups"] = [
            nested(group_entries(group))
            | {"components": _component_documents(definition, definition.components_of(group))}
            for group in definition.groups
        ]
    return document


def files(definition: Definition) -> dict[str, bytes]:
    """The files that belong beside the document, by name."""
    return page_files(definition.page)


def _definition(root: Place, files: Mapping[str, bytes]) -> Definition:
    fields = root.fields(KNOWN)
    page = fields.need(
        "page",
        page_settings(files),
        wanted="the settings of the page, with at least its name",
        default=PageSettings(name=""),
    )
    allowed = tuple(IPv4Network(network) for network in page.allow_addresses)
    team = fields.read("team", team_settings(allowed), NO_TEAM_SETTINGS)
    sms = fields.read("sms", sms_settings, None)
    reading = Reading(allowed, Taken("key"))
    top_level = fields.read("components", components(reading, None), ())
    grouped = fields.read("groups", groups(reading, first=len(top_level) + 1), ())
    read = (*top_level, *(each for _, members in grouped for each in members))
    return Definition(
        page=page,
        groups=tuple(group for group, _ in grouped),
        components=tuple(each.component for each in read),
        checks=tuple(check for each in read for check in each.checks),
        team=team,
        sms=sms,
    )


def _component_documents(
    definition: Definition, components: Iterable[Component]
) -> list[dict[str, object]]:
    return [_component_document(definition, component) for component in components]


def _component_document(definition: Definition, component: Component) -> dict[str, object]:
    checks = [nested(check_entries(component, check)) for check in definition.checks_of(component)]
    return nested(component_entries(component)) | ({"checks": checks} if checks else {})
