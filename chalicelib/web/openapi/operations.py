"""What one address does to one method, and how that is written down."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from chalicelib.web.openapi.shapes import Shape, ref

JSON, FORM, HTML = "application/json", "application/x-www-form-urlencoded", "text/html"
WITH_FILES = "multipart/form-data"


class Tag(StrEnum):
    """Where an operation stands in the document."""

    PAGES = "Pages"
    SUBSCRIBING = "Subscribing and answering"
    STATUSPAGE = "Statuspage's API v2"
    FEEDS = "Feeds and calendars"
    BADGES = "Badges and embedding"
    NOTICE = "The server-down notice"
    COPIES = "Copies and health"
    TEAM_API = "The team's API"
    TEAM_PAGES = "The team's pages"


TAG_WORDS: Mapping[Tag, str] = {
    Tag.PAGES: "What readers see.",
    Tag.SUBSCRIBING: "What readers may send.",
    Tag.STATUSPAGE: "What clients of Statuspage's public API read, key by key.",
    Tag.FEEDS: "For feed readers, calendars and terminals.",
    Tag.BADGES: "For READMEs, dashboards and your own pages.",
    Tag.NOTICE: "What stands in for the product while it is down.",
    Tag.COPIES: "For those who mirror the page, and who watch the watchers.",
    Tag.TEAM_API: "For programs of the team, each with a key of its own.",
    Tag.TEAM_PAGES: "For people of the team, who are signed in by a browser.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address and method. `path` has names in braces, `name` is one of its kind.

    `errors` are those that may be answered, by their status; `is_page` says that they come as a
    page to whoever doesn't ask for JSON. `security` is the name of what has to be shown.
    """

    path: str
    method: str
    name: str
    summary: str
    tag: Tag
    answers: Mapping[int, Shape]
    errors: Sequence[int]
    is_page: bool = False
    parameters: Sequence[str] = ()
    sent: Shape | None = None
    security: str = ""

    def as_data(self) -> Shape:
        """The Operation Object of the specification, 4.8.10."""
        names = (*re.findall(r"\{(\w+)\}", self.path), *self.parameters)
        known: Shape = {
            "operationId": self.name,
            "summary": self.summary,
            "tags": [self.tag.value],
            "responses": {str(status): shape for status, shape in self._responses()},
            "security": [{self.security: []}] if self.security else [],
        }
        if names:
            known["parameters"] = [{"$ref": f"#/components/parameters/{each}"} for each in names]
        return known if self.sent is None else {**known, "requestBody": self.sent}

    def _responses(self) -> Iterator[tuple[int, Shape]]:
        yield from self.answers.items()
        kind = "Page" if self.is_page else "Problem"
        for status in sorted(set(self.errors) - set(self.answers)):
            yield status, {"$ref": f"#/components/responses/{kind}{status}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What operations have in common."""

    tag: Tag
    errors: Sequence[int]
    is_page: bool = False
    security: str = ""
    parameters: Sequence[str] = ()
    extra: Mapping[int, Shape] = field(default_factory=dict)

    def one(
        self,
        address: str,
        name: str,
        summary: str,
        answers: Mapping[int, Shape],
        *,
        errors: Sequence[int] = (),
        parameters: Sequence[str] = (),
        sent: Shape | None = None,
    ) -> Operation:
        """One of that kind at an address such as "GET /history".

        `errors` and `parameters` are more than those of the kind.
        """
        method, _, path = address.partition(" ")
        return Operation(
            path=path,
            method=method,
            name=name,
            summary=summary,
            tag=self.tag,
            answers={**answers, **self.extra},
            errors=(*self.errors, *errors),
            is_page=self.is_page,
            parameters=(*self.parameters, *parameters),
            sent=sent,
            security=self.security,
        )


def readable(operation: Operation) -> Iterator[Operation]:
    """The reading of an address, and of its headers alone."""
    yield operation
    yield replace(operation, method="HEAD", name=f"head_{operation.name}")


def open_to_all(operation: Operation) -> Iterator[Operation]:
    """The same, and the question of a browser on behalf of a page elsewhere."""
    yield from readable(operation)
    yield replace(
        operation,
        method="OPTIONS",
        name=f"options_{operation.name}",
        summary="Whether web pages of any origin may ask for it: they may.",
        answers={204: {"description": "They may."}},
        errors=(404,) if "{" in operation.path else (),
        parameters=(),
    )


def content(description: str, shapes: Mapping[str, Shape | None]) -> Shape:
    """A response that comes as one of these media types, each with its shape if it has one."""
    media = {name: {"schema": shape} if shape else {} for name, shape in shapes.items()}
    return {"description": description, "content": media}


def in_json(description: str, name: str) -> Shape:
    """A response in JSON, of the shape of that name."""
    return content(description, {JSON: ref(name)})


def as_page(description: str) -> Shape:
    return content(description, {HTML: {"type": "string"}})


def elsewhere(description: str) -> Shape:
    """A response that leads to another address."""
    location = {"schema": {"type": "string"}, "required": True}
    return {"description": description, "headers": {"Location": location}}


def sending(shapes: Mapping[str, Shape], *, required: bool = True) -> Shape:
    """A request body of one of these media types."""
    media = {name: {"schema": shape} for name, shape in shapes.items()}
    return {"required": required, "content": media}


def paths(operations: Iterable[Operation]) -> dict[str, Shape]:
    """The operations by address and method, as the document has them."""
    known: dict[str, Shape] = {}
    for each in operations:
        known.setdefault(each.path, {})[each.method.lower()] = each.as_data()
    return known
