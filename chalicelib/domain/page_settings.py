"""The `page` part of a definition: read, and written back."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.domain.durations import duration_text
from chalicelib.domain.entries import Entry
from chalicelib.domain.logos import logo
from chalicelib.domain.page import PageSettings
from chalicelib.domain.places import Fields, Place, Reader, list_of
from chalicelib.domain.scalars import color, duration, line, time_zone
from chalicelib.domain.urls import network, page_url, support_url

KNOWN = (
    "name",
    "url",
    "time_zone",
    "support_url",
    "colors",
    "logo",
    "allow_addresses",
    "join_window",
)
NAME_LENGTH = 60
_DEFAULTS = PageSettings(name="")
_LEAST_WINDOW = timedelta(minutes=1)
_MOST_WINDOW = timedelta(hours=1)


def page_settings(files: Mapping[str, bytes]) -> Reader[PageSettings]:
    """A reader of the settings; `files` are those beside the definition, by name."""

    def read(place: Place) -> PageSettings:
        fields = place.fields(KNOWN)
        brand, accent = fields.read(
            "colors", _colors, (_DEFAULTS.brand_color, _DEFAULTS.accent_color)
        )
        name = fields.need(
            "name", line(NAME_LENGTH), wanted="the name that readers know you by", default=""
        )
        return PageSettings(
            name=name,
            url=fields.read("url", page_url, None),
            time_zone=fields.read("time_zone", time_zone, _DEFAULTS.time_zone),
            support_url=fields.read("support_url", support_url, None),
            brand_color=brand,
            accent_color=accent,
            logo=fields.read("logo", logo(files), None),
            allow_addresses=fields.read("allow_addresses", list_of(network), ()),
            join_window=fields.read(
                "join_window", duration(_LEAST_WINDOW, _MOST_WINDOW), _DEFAULTS.join_window
            ),
        )

    return read


def page_entries(page: PageSettings) -> tuple[Entry, ...]:
    """The page's fields, in the order of writing."""
    addresses = [network.removesuffix("/32") for network in page.allow_addresses]
    return (
        Entry(("name",), page.name),
        Entry(("url",), page.url),
        Entry(("time_zone",), page.time_zone, _DEFAULTS.time_zone),
        Entry(("support_url",), page.support_url),
        Entry(("colors", "brand"), page.brand_color, _DEFAULTS.brand_color),
        Entry(("colors", "accent"), page.accent_color, _DEFAULTS.accent_color),
        Entry(("logo",), page.logo and page.logo.name),
        Entry(("allow_addresses",), addresses, []),
        Entry(
            ("join_window",), duration_text(page.join_window), duration_text(_DEFAULTS.join_window)
        ),
    )


def _colors(place: Place) -> tuple[str, str]:
    fields = place.fields(("brand", "accent"))
    return (
        _color(fields, "brand", _DEFAULTS.brand_color),
        _color(fields, "accent", _DEFAULTS.accent_color),
    )


def _color(fields: Fields, key: str, default: str) -> str:
    """A colour without a value isn't left out: YAML takes an unquoted # for a comment."""
    return fields.at(key).read(color, default) if key in fields.values else default
