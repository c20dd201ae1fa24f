"""The `page` part of a definition: read, and written back."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from chalicelib.domain.aws_accounts import aws_accounts
from chalicelib.domain.durations import duration_text
from chalicelib.domain.entries import Entry
from chalicelib.domain.languages import languages
from chalicelib.domain.links import links, links_document
from chalicelib.domain.logos import logo
from chalicelib.domain.notice_settings import notice_entries, notice_settings
from chalicelib.domain.page import PageSettings, Question
from chalicelib.domain.places import Fields, Place, Reader, list_of
from chalicelib.domain.scalars import (
    color,
    duration,
    line,
    one_of,
    percentage,
    time_of_day,
    time_zone,
    whole_number,
)
from chalicelib.domain.signers import pictures, signers, signers_document
from chalicelib.domain.templates import templates, templates_document
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
    "languages",
    "links",
    "reliability_floor",
    "keep_results",
    "notice",
    "ask",
    "templates",
    "veto",
    "mails_per_hour",
    "digest_at",
    "signers",
    "aws_accounts",
)
NAME_LENGTH = 60
_DEFAULTS = PageSettings(name="")
_LEAST_WINDOW = timedelta(minutes=1)
_MOST_WINDOW = timedelta(hours=1)
_LEAST_KEPT = timedelta(days=1)
_MOST_KEPT = timedelta(days=400)
_NO_TIME = timedelta(0)
_MOST_MAILS = 60
_LONGEST_VETO = timedelta(hours=1)  # an outage that customers hear of later is no news


def page_settings(files: Mapping[str, bytes]) -> Reader[PageSettings]:
    """A reader of the settings; `files` are those beside the definition, by name."""

    def read(place: Place) -> PageSettings:
        fields = place.fields(KNOWN)
        brand, accent = fields.read(
            "colors", _colors, (_DEFAULTS.brand_color, _DEFAULTS.accent_color)
        )
        header, footer = fields.read("links", links, ((), ()))
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
            languages=fields.read("languages", languages, _DEFAULTS.languages),
            links_header=header,
            links_footer=footer,
            reliability_floor=fields.read(
                "reliability_floor", percentage, _DEFAULTS.reliability_floor
            ),
            keep_results=fields.read(
                "keep_results", duration(_LEAST_KEPT, _MOST_KEPT), _DEFAULTS.keep_results
            ),
            notice=fields.read("notice", notice_settings, _DEFAULTS.notice),
            ask=fields.read("ask", one_of(Question), None),
            templates=fields.read("templates", templates, ()),
            veto=fields.read("veto", duration(_NO_TIME, _LONGEST_VETO), _DEFAULTS.veto),
            mails_per_hour=fields.read(
                "mails_per_hour", whole_number(1, _MOST_MAILS), _DEFAULTS.mails_per_hour
            ),
            digest_at=fields.read("digest_at", time_of_day, _DEFAULTS.digest_at),
            signers=fields.read("signers", signers(files), ()),
            aws_accounts=fields.read("aws_accounts", aws_accounts, ()),
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
        _duration("join_window", page.join_window, _DEFAULTS.join_window),
        Entry(("languages",), list(page.languages), list(_DEFAULTS.languages)),
        Entry(("links", "header"), links_document(page.links_header), []),
        Entry(("links", "footer"), links_document(page.links_footer), []),
        Entry(
            ("reliability_floor",),
            _number(page.reliability_floor),
            _number(_DEFAULTS.reliability_floor),
        ),
        _duration("keep_results", page.keep_results, _DEFAULTS.keep_results),
        *notice_entries(page.notice),
        Entry(("ask",), page.ask and page.ask.value),
        Entry(("templates",), templates_document(page.templates), []),
        _duration("veto", page.veto, _DEFAULTS.veto),
        Entry(("mails_per_hour",), page.mails_per_hour, _DEFAULTS.mails_per_hour),
        Entry(("digest_at",), page.digest_at, _DEFAULTS.digest_at),
        Entry(("signers",), signers_document(page.signers), []),
        Entry(("aws_accounts",), list(page.aws_accounts), []),
    )


def page_files(page: PageSettings) -> dict[str, bytes]:
    """The files that belong beside the document, by name."""
    logo = (page.logo,) if page.logo else ()
    return {each.name: each.content for each in (*logo, *pictures(page.signers))}


def _duration(key: str, value: timedelta, default: timedelta) -> Entry:
    return Entry((key,), duration_text(value), duration_text(default))


def _number(value: Decimal) -> int | float:
    """As a person would write it: 99 rather than 99.0."""
    return int(value) if value == value.to_integral_value() else float(value)


def _colors(place: Place) -> tuple[str, str]:
    fields = place.fields(("brand", "accent"))
    return (
        _color(fields, "brand", _DEFAULTS.brand_color),
        _color(fields, "accent", _DEFAULTS.accent_color),
    )


def _color(fields: Fields, key: str, default: str) -> str:
    """A colour without a value isn't left out: YAML takes an unquoted # for a comment."""
    return fields.at(key).read(color, default) if key in fields.values else default
