"""The settings that the team changes on its pages, as forms and JSON have them.

They are read by the definition's own readers: what `candor apply` refuses is refused here, in the
same words. What concerns checks and the deployment isn't here: `candor apply` alone changes it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from chalicelib.domain.faults import InvalidFields
from chalicelib.domain.logos import media_type
from chalicelib.domain.page import PageSettings
from chalicelib.domain.page_settings import page_files, page_settings
from chalicelib.domain.places import LOST, Place
from chalicelib.domain.scalars import line
from chalicelib.domain.uploads import content

# The attribute that each is read into, by where it stands in a definition.
FIELDS: Mapping[tuple[str, ...], str] = {
    ("name",): "name",
    ("support_url",): "support_url",
    ("ask",): "ask",
    ("links", "header"): "links_header",
    ("links", "footer"): "links_footer",
    ("colors", "brand"): "brand_color",
    ("colors", "accent"): "accent_color",
    ("logo",): "logo",
    ("notice", "contacts"): "notice",
    ("signers",): "signers",
    ("templates",): "templates",
}
KNOWN = tuple(dict.fromkeys(key for key, *_ in FIELDS))
_BELOW = {key: [path[1] for path in FIELDS if path[0] == key and path[1:]] for key in KNOWN}
FILE_NAME_LENGTH = 100
_ENDINGS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_STEM_LENGTH = 40
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)

Files = dict[str, bytes]


def settings_of(values: Mapping[str, object], before: PageSettings) -> PageSettings:
    """The settings with what the values say of them; what they leave out stays.

    They are the keys of a definition's `page`. What is null is as if a definition left it out. A
    picture is the name of one that is in use, or a new one: its file's `name`, and its `content`
    in base64. Raises InvalidFields with all that is wrong.
    """
    top = Place(dict(values), (), [])
    changed = top.read(partial(_changed, before=before), None)
    if top.faults or changed is None:
        raise InvalidFields(tuple(top.faults))
    return replace(before, **changed)


def _changed(place: Place, *, before: PageSettings) -> dict[str, Any]:
    """The attributes that are named, as the definition's reader has them."""
    sent = place.fields(KNOWN).values
    given = {key: sent[key] for key in KNOWN if key in sent}
    files = page_files(before)
    # A name that isn't named is none that could be wrong.
    document = {"name": LOST} | {
        key: _written(place.at(key, value), files) for key, value in given.items()
    }
    read = Place(document, place.path, place.faults).read(page_settings(files), before)
    new = {attribute: getattr(read, attribute) for path, attribute in FIELDS.items()}
    new["notice"] = replace(before.notice, contacts=read.notice.contacts)
    named = {attribute for path, attribute in FIELDS.items() if _is_named(path, given)}
    return {attribute: new[attribute] for attribute in named}


def _is_named(path: tuple[str, ...], given: Mapping[str, object]) -> bool:
    key, *below = path
    value = given.get(key)
    return key in given and (not below or not isinstance(value, dict) or below[0] in value)


def _written(place: Place, files: Files) -> object:
    """The value as a definition has it: without what is null, and with the names of pictures."""
    match place.path[-1], place.value:
        case key, dict(value) if known := _BELOW[str(key)]:
            place.fields(known)
            return {name: value[name] for name in known if value.get(name) is not None}
        case "logo", dict():
            return _kept(place, files)
        case "signers", list():
            return [_signer(each, files) for each in place.items()]
    return place.value


def _signer(place: Place, files: Files) -> object:
    match place.value:
        case {"picture": dict(picture), **others}:
            return {**others, "picture": _kept(place.at("picture", picture), files)}
    return place.value


def _kept(place: Place, files: Files) -> object:
    """The name under which a new picture is kept from now on; it tells what the picture holds."""
    fields = place.fields(("name", "content"))
    name = fields.need("name", line(FILE_NAME_LENGTH), wanted="its file's name", default="")
    held = fields.need("content", content, wanted="what is in it, in base64", default=None)
    if not name or held is None:
        return LOST
    if not (kind := fields.at("content").read(lambda _: media_type(name, held), "")):
        return LOST
    stem = _UNFIT.sub("-", name.rpartition(".")[0] or name).strip("-")[:_STEM_LENGTH] or "picture"
    kept = f"{stem}-{hashlib.sha256(held).hexdigest()[:8]}.{_ENDINGS[kind]}"
    files[kept] = held
    return kept
