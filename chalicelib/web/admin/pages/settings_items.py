"""Who signs, and templates: listed, added, changed and taken out by the team."""

from collections.abc import Sequence

from chalicelib.domain.incidents import Aspect
from chalicelib.domain.logos import PICTURE_BYTES
from chalicelib.domain.message_images import size_words
from chalicelib.domain.page import Logo, PageSettings
from chalicelib.domain.settings_items import Item, ItemKind, item_of
from chalicelib.services import page_settings
from chalicelib.services.in_force import definition_in_force
from chalicelib.services.page_settings import Current
from chalicelib.web.admin import fields, settings_forms, shell, wishes, words_form
from chalicelib.web.admin.fields import Form, Typed
from chalicelib.web.admin.multipart_forms import PICTURES, file_of
from chalicelib.web.admin.settings_forms import SIGNERS, TEMPLATES, Fact
from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply

_PARTS = {ItemKind.SIGNERS: SIGNERS, ItemKind.TEMPLATES: TEMPLATES}
_TEXTS = {
    ItemKind.SIGNERS: ("name", "role"),
    ItemKind.TEMPLATES: ("name", "status", "body", *(each.value for each in Aspect)),
}
_LIMITS = {"taken": PICTURES, "bytes": PICTURE_BYTES, "most": size_words(PICTURE_BYTES)}
_PLACES = {"picture": "image", "picture.content": "image", "picture.name": "image"}
_SCRIPT = ("admin/image.js",)


def everything(visit: Visit, kind: str) -> Reply:
    """All of them, with a form for another."""
    current = page_settings.current()
    return _shown(visit, ItemKind(kind), Form(values=settings_forms.fresh(current)), current)


def add(visit: Visit, kind: str) -> Reply:
    """One more, or the form with what is wrong with it."""
    typed, which = fields.sent(visit.request), ItemKind(kind)
    item = {"key": typed.get("key", "").strip(), **_item(which, typed, None)}
    request = wishes.of_form(visit, typed, item)
    return settings_forms.saved(
        visit,
        _with_chosen(typed),
        lambda: page_settings.add(which, request),
        lambda form, current, theirs, status: _shown(
            visit, which, form, current, theirs, status=status
        ),
        _PARTS[which],
        _PLACES,
        hidden=("image",),
    )


def one(visit: Visit, kind: str, key: str) -> Reply:
    """The form of one of them."""
    current, which = page_settings.current(), ItemKind(kind)
    typed = {**settings_forms.fresh(current), **item_of(which, key, current.page)}
    return _shown(visit, which, Form(values=typed), current, key=key)


def change(visit: Visit, kind: str, key: str) -> Reply:
    """Change it or take it out, as the button says."""
    typed, which = fields.sent(visit.request), ItemKind(kind)
    known = item_of(which, key, page_settings.current().page)
    request = wishes.of_form(visit, typed, _item(which, typed, known.get("picture")))
    is_gone = typed.get("do") == "remove"
    return settings_forms.saved(
        visit,
        _with_chosen(typed),
        lambda: (
            page_settings.remove(which, key, request)
            if is_gone
            else page_settings.change_one(which, key, request)
        ),
        lambda form, current, theirs, status: _shown(
            visit, which, form, current, theirs, key=key, status=status
        ),
        _PARTS[which],
        _PLACES,
        hidden=("image",),
    )


def _item(kind: ItemKind, typed: Typed, picture: str | None) -> Item:
    """As a definition has it; `picture` is the name of the one that is there."""
    texts = {name: typed.get(name, "") for name in _TEXTS[kind] if typed.get(name, "").strip()}
    if kind is ItemKind.TEMPLATES:
        return texts
    chosen = file_of(typed.get("image", "")) or file_of(typed.get("image_chosen", ""))
    kept = None if "image_gone" in typed else picture
    return {**texts, "picture": chosen or kept}


def _with_chosen(typed: Typed) -> Typed:
    """What was chosen stays chosen when something else is wrong."""
    chosen = typed.get("image") or typed.get("image_chosen", "")
    return {**typed, "image_chosen": chosen}


def _shown(
    visit: Visit,
    kind: ItemKind,
    form: Form,
    current: Current,
    theirs: Sequence[Fact] = (),
    *,
    key: str = "",
    status: int = 200,
) -> Reply:
    """The list with the form of a new one, or the form of the one with that key."""
    page = current.page
    if form.fault("image"):
        form = Form(values={**form.values, "image_chosen": ""}, faults=form.faults)
    return shell.shown(
        f"settings_{kind}.html",
        visit,
        title=_PARTS[kind].title,
        status=status,
        scripts=_SCRIPT if kind is ItemKind.SIGNERS else (),
        form=form,
        theirs=theirs,
        known=page,
        key=key,
        shown=_portrait(page, key),
        chosen=file_of(form.value("image_chosen")).get("name", ""),
        limits=_LIMITS,
        choices=words_form.choices(definition_in_force(), None),
    )


def _portrait(page: PageSettings, key: str) -> Logo | None:
    return next((each.picture for each in page.signers if each.key == key), None)
