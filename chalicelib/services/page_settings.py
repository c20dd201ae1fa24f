"""The page's words and looks, changed by the team: written once, published at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.domain.actors import require
from chalicelib.domain.board import Change
from chalicelib.domain.definition import Definition, files
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.hands import Hand, Hands, Redefinition, fields_changed
from chalicelib.domain.page import PageSettings
from chalicelib.domain.roles import Action
from chalicelib.domain.settings_facts import settings_facts
from chalicelib.domain.settings_fields import settings_of
from chalicelib.domain.settings_items import ItemKind, with_changed, with_new, without
from chalicelib.domain.telling import Ground
from chalicelib.services.requests import Decision, Request, carry_out, decided
from chalicelib.storage import definitions
from chalicelib.storage.definitions import StoredDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The settings in force, the revision of the definition that has them, and who made them so.

    `hands` are by the field, and know of nothing from before the last apply.
    """

    page: PageSettings
    revision: int
    hands: Hands


def current() -> Current:
    """Raises NotFound before the first apply."""
    stored, definition = _stored()
    return Current(page=definition.page, revision=stored.revision, hands=stored.hands)


def change(request: Request) -> Current:
    """The settings with what the values say of them, on the page at once.

    Where they say what is so already, nothing is written. Raises InvalidFields, Forbidden,
    NotFound, and Conflict when somebody changed the definition after what the actor had read.
    """
    return _change(request, "settings", partial(settings_of, request.values))


def add(kind: ItemKind, request: Request) -> Current:
    """The settings with a signer or a template more; raises as `change`."""
    return _change(request, f"settings:{kind}", partial(with_new, kind, request.values))


def change_one(kind: ItemKind, key: str, request: Request) -> Current:
    """The settings with what the values say of the one of that key; raises as `change`."""
    read = partial(with_changed, kind, key, request.values)
    return _change(request, f"settings:{kind}:{key}", read)


def remove(kind: ItemKind, key: str, request: Request) -> Current:
    """The settings without the one of that key; raises as `change`."""
    return _change(request, f"settings.remove:{kind}:{key}", partial(without, kind, key))


def _change(request: Request, what: str, read: Callable[[PageSettings], PageSettings]) -> Current:
    require(request.actor, Action.CHANGE_THEME)
    now = current()
    if request.based_on in (None, now.revision) and read(now.page) == now.page:
        return now

    def decide(_ground: Ground) -> Decision:
        stored, definition = _stored()
        _require_read(stored.revision, request)
        page = read(definition.page)
        after = replace(definition, page=page)
        return decided(
            request,
            "settings.changed",
            Change(redefined=_redefinition(stored, definition, after, request)),
            ("page", page.name),
            before=settings_facts(definition.page),
            after=settings_facts(page),
        )

    carry_out(request, what, decide)
    return current()


def _require_read(revision: int, request: Request) -> None:
    if request.based_on not in (None, revision):
        raise Conflict(
            "Meanwhile somebody else changed the page's settings. Look at what they say now, and "
            "save yours once more if it still fits."
        )


def _redefinition(
    stored: StoredDefinition, before: Definition, after: Definition, request: Request
) -> Redefinition:
    hand = Hand(name=request.actor.name, kind=request.actor.kind, at=request.now)
    own = dict.fromkeys(fields_changed(before, after), hand)
    held, left = files(after), files(stored.applied) if stored.applied else {}
    return Redefinition(
        definition=after,
        revision=stored.revision + 1,
        created_at=stored.created_at or request.now,
        hands={**stored.hands, **own},
        former={name: content for name, content in left.items() if name not in held},
    )


def _stored() -> tuple[StoredDefinition, Definition]:
    stored = definitions.load()
    if stored.definition is None:
        raise NotFound("There is no page yet; `candor apply` makes one.")
    return stored, stored.definition
