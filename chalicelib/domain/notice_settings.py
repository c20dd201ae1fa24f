"""The `notice` part of a page's settings: where the notice stands in, and what helps there."""

from collections.abc import Sequence

from chalicelib.domain.entries import Entry
from chalicelib.domain.links import links_document, links_with
from chalicelib.domain.page import Glance, GlanceKind, NoticeSettings
from chalicelib.domain.places import Place, Unusable, list_of
from chalicelib.domain.urls import contact_url, glance_url, origin

KNOWN = ("origins", "glance", "contacts")
CONTACTS_AT_MOST = 5
ORIGINS_AT_MOST = 10


def notice_settings(place: Place) -> NoticeSettings:
    fields = place.fields(KNOWN)
    return NoticeSettings(
        origins=fields.read("origins", _origins, ()),
        glance=fields.read("glance", _glance, None),
        contacts=fields.read("contacts", links_with(contact_url, CONTACTS_AT_MOST), ()),
    )


def notice_entries(notice: NoticeSettings) -> Sequence[Entry]:
    """The fields as a document has them, below `notice`."""
    glance = notice.glance
    return (
        Entry(("notice", "origins"), list(notice.origins), []),
        Entry(("notice", "glance"), glance and {glance.kind.value: glance.url}),
        Entry(("notice", "contacts"), links_document(notice.contacts), []),
    )


def _origins(place: Place) -> tuple[str, ...]:
    read = list_of(origin)(place)
    if len(read) > ORIGINS_AT_MOST:
        raise Unusable(f"There are {len(read)} origins here; write at most {ORIGINS_AT_MOST}.")
    return tuple(dict.fromkeys(read))


def _glance(place: Place) -> Glance:
    kinds = [kind.value for kind in GlanceKind]
    fields = place.fields(kinds)
    given = [kind for kind in GlanceKind if kind.value in fields]
    if len(given) != 1:
        raise Unusable(f"Write one of {' and '.join(kinds)}, with the address that is looked at.")
    (kind,) = given
    return Glance(kind, fields.need(kind.value, glance_url, wanted="an address", default=""))
