"""The page's own settings, and the tree of groups and components below it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

TICK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it was given; `name` is its file's, without folders."""

    name: str
    media_type: str  # image/svg+xml, image/png, image/jpeg or image/webp
    content: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another site of the page's owner, or to a mailbox."""

    text: str
    url: str


class GlanceKind(StrEnum):
    """How a visitor's browser can tell that the product answers it.

    An image shows itself only when it is one; `fetch` is read, which the product has to allow by
    CORS. An answer that can't be read proves nothing.
    """

    IMAGE = "image"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class Glance:
    """A tiny public thing of the product, at which a visitor's own browser looks."""

    kind: GlanceKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """What the notice has to know of the product that it stands in for.

    `origins` are the product's own, as `https://shop.example.com`: only there are visitors led
    back to. `contacts` are other ways to reach the company.
    """

    origins: tuple[str, ...] = ()
    glance: Glance | None = None
    contacts: tuple[Link, ...] = ()


class Question(StrEnum):
    """What customers are asked after an incident, to be answered from 0 to 10."""

    INFORMED = "informed"  # did we keep you informed?
    RECOMMEND = "recommend"  # the Net Promoter question


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A person whom customers know; `key` names them in updates that they sign."""

    key: str
    name: str
    role: str = ""
    picture: Logo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words for an incident that were written beforehand. `aspects` are by their names.

    Placeholders in braces stand for what isn't known yet; `stage` is a Stage's word, or None.
    """

    key: str
    name: str
    stage: str | None = None
    body: str
    aspects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a component says in an automatic incident, in the page's first language."""

    down: str | None = None
    up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """What the owner of the page decides about it.

    `allow_addresses` are networks in CIDR form which may be probed although they are private.
    `join_window` is how long after an automatic incident opened further failures join it.
    `languages` are those that the page can be read in; the first is the one without a choice.
    `reliability_floor` is the percentage of availability below which the page doesn't speak of it.
    `keep_results` is for how long single results can be read; what they add up to stays for ever.
    `ask` is the question that is asked after an incident; without one nothing is. `signers` are
    those of the company whom customers know, and who may sign what it writes. `templates` are
    words for incidents that were written beforehand. Automatic incidents wait as drafts for as
    long as `veto` says. An audience is sent at most `mails_per_hour`, and some more of what begins
    or ends. Digests are sent when clocks on the page's wall show `digest_at`. `aws_accounts` are
    those of customers that may listen to the notifications topic by themselves.
    """

    name: str
    url: str | None = None
    time_zone: str = "Etc/UTC"
    support_url: str | None = None
    brand_color: str = "#1f5fa8"
    accent_color: str = "#1e7b34"
    logo: Logo | None = None
    allow_addresses: tuple[str, ...] = ()
    join_window: timedelta = 3 * TICK
    languages: tuple[str, ...] = ("en",)
    links_header: tuple[Link, ...] = ()
    links_footer: tuple[Link, ...] = ()
    reliability_floor: Decimal = Decimal(99)
    keep_results: timedelta = timedelta(days=90)
    notice: NoticeSettings = NoticeSettings()
    ask: Question | None = None
    signers: tuple[Signer, ...] = ()
    templates: tuple[Template, ...] = ()
    veto: timedelta = timedelta(0)
    mails_per_hour: int = 12
    digest_at: str = "08:00"
    aws_accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    key: str
    name: str
    description: str | None = None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`position` counts from 1 within the group, or among the page's top level without one."""

    id: str
    key: str
    name: str
    description: str | None = None
    group_id: str | None = None
    position: int
    words: OwnWords = OwnWords()
