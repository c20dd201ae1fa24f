"""Every document that may be written, for laws: Hypothesis makes it up, with its files."""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from chalicelib.domain.definition import Definition, parse

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Written:
    """A document with the files beside it."""

    document: Document
    files: Mapping[str, bytes]

    @property
    def definition(self) -> Definition:
        return parse(self.document, self.files)


def mapping(
    needed: dict[str, st.SearchStrategy[object]], optional: dict[str, st.SearchStrategy[object]]
) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(needed, optional=optional)


# So few that two documents often mean the same thing.
keys = st.sampled_from(
    ["a", "b", "7", "shop", "check-out", "a-key-that-is-just-as-long-as-it-can-be"]
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)
durations = st.one_of(
    st.integers(1, 9000).map(lambda number: f"{number}ms"),
    st.integers(1, 9).map(lambda number: f"{number}s"),
)
codes = st.integers(100, 599)
statuses = st.one_of(
    codes,
    st.tuples(codes, codes).map(lambda two: f"{min(two)}-{max(two)}"),
)
header_names = st.sampled_from(["Accept", "Host", "X-A", "x-a", "Authorization"])
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)

http = mapping(
    {"url": st.sampled_from(["https://a.example/", "http://b.example:8080/x?y=${z}"])},
    {
        "method": st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        "headers": st.dictionaries(header_names, header_values).filter(
            lambda headers: len({name.lower() for name in headers}) == len(headers)
        ),
        "body": texts,
        "expect": mapping(
            {},
            {
                "status": st.one_of(statuses, st.lists(statuses, min_size=1, max_size=3)),
                "contains": texts,
            },
        ),
        "slow_after": durations,
        "deadline": st.integers(10, 30).map(lambda number: f"{number}s"),
        "redirects": st.integers(0, 5),
    },
)
thresholds = st.integers(1, 10)
checks = mapping(
    {"key": keys, "http": http},
    {
        "name": words,
        "failure_threshold": thresholds,
        "recovery_threshold": thresholds,
        "when_down": st.sampled_from(["major_outage", "partial_outage", "degraded_performance"]),
    },
)


def _differing(
    things: st.SearchStrategy[Document], least: int
) -> st.SearchStrategy[list[Document]]:
    """Lists of things that have neither key nor name in common."""
    return st.lists(
        things,
        min_size=least,
        max_size=2,
        unique_by=(
            lambda thing: thing["key"],
            lambda thing: " ".join(str(thing.get("name", thing["key"])).split()),
        ),
    )


own_words = words.filter(lambda text: "{" not in text) | st.just("Down since {since}.")
components = mapping(
    {"key": keys, "name": words},
    {
        "description": words,
        "words": mapping({}, {"down": own_words, "up": own_words}),
        "checks": _differing(checks, 0),
    },
)
templates = mapping(
    {"key": keys, "name": own_words, "body": st.sampled_from(["{components}: sorry.", "a\nb"])},
    {
        "status": st.sampled_from(["investigating", "monitoring"]),
        "what_you_notice": own_words,
        "what_is_safe": own_words,
    },
)
groups = mapping(
    {"key": keys, "name": words, "components": _differing(components, 1)}, {"description": words}
)
colors = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
links = mapping(
    {
        "text": words,
        "url": st.sampled_from(["https://example.com/", "mailto:help@example.com"]),
    },
    {},
)
contacts = mapping(
    {
        "text": words,
        "url": st.sampled_from(["tel:+353-1-234-5678", "https://example.com/chat"]),
    },
    {},
)
_PICTURES = st.sampled_from(["a.svg", "b.png", "c.jpeg", "d.webp"])
signers = mapping({"key": keys, "name": words}, {"role": words, "picture": _PICTURES})
pages = mapping(
    {"name": words},
    {
        "url": st.sampled_from(["https://status.example.com", "http://localhost:8000/status/"]),
        "time_zone": st.sampled_from(["Etc/UTC", "Europe/Dublin", "America/Argentina/Ushuaia"]),
        "support_url": st.sampled_from(["mailto:help@example.com", "https://example.com/help?"]),
        "colors": mapping({}, {"brand": colors, "accent": colors}),
        "logo": _PICTURES,
        "allow_addresses": st.lists(st.sampled_from(["127.0.0.1", "10.1.0.0/16", "10.0.0.0/8"])),
        "join_window": st.integers(1, 60).map(lambda number: f"{number}m"),
        "languages": st.lists(
            st.sampled_from(["en", "de", "fr", "es", "pt-BR", "ja"]), min_size=1, unique=True
        ),
        "links": mapping(
            {}, {"header": st.lists(links, max_size=5), "footer": st.lists(links, max_size=10)}
        ),
        "reliability_floor": st.integers(0, 100)
        | st.integers(0, 100_000).map(lambda thousandths: thousandths / 1000),
        "keep_results": st.one_of(
            st.integers(1, 400).map(lambda number: f"{number}d"),
            st.integers(24, 9600).map(lambda number: f"{number}h"),
        ),
        "notice": mapping(
            {},
            {
                "origins": st.lists(
                    st.sampled_from(["https://shop.example.com", "HTTP://Shop.example.com:80/"]),
                    max_size=10,
                ),
                "glance": st.sampled_from(["image", "fetch"]).map(
                    lambda kind: {kind: "https://shop.example.com/pixel.png?v=1"}
                ),
                "contacts": st.lists(contacts, max_size=5),
            },
        ),
        "ask": st.sampled_from(["informed", "recommend"]),
        "veto": st.integers(0, 60).map(lambda number: f"{number}m"),
        "mails_per_hour": st.integers(1, 60),
        "digest_at": st.times().map(lambda at: at.strftime("%H:%M")),
        "templates": st.lists(templates, max_size=2, unique_by=lambda each: str(each["key"])),
        "aws_accounts": st.lists(
            st.integers(0, 10**12 - 1).map(lambda number: f"{number:012d}"), max_size=3, unique=True
        ),
        "signers": st.lists(signers, max_size=3, unique_by=lambda signer: str(signer["key"])),
    },
)
_LOGOS = {"a.svg": SVG, "b.png": PNG, "c.jpeg": JPEG, "d.webp": WEBP}


def _with_keys_apart(document: Document) -> Document:
    """Component keys must differ across the whole document, and not only in their list."""
    taken: set[object] = set()
    for number, component in enumerate(_all_components(document)):
        if component["key"] in taken:
            component["key"] = f"other-{number}"
        taken.add(component["key"])
    return document


def _all_components(document: Document) -> list[Document]:
    components = list(_list(document.get("components")))
    for group in _list(document.get("groups")):
        components += _list(group["components"])
    return components


def _list(value: object) -> list[Document]:
    return value if isinstance(value, list) else []


sms = mapping(
    {
        "countries": st.dictionaries(
            st.sampled_from(["DE", "AT", "US", "NO"]),
            st.integers(1, 5_000_000).map(lambda micros: micros / 1_000_000),
            min_size=1,
        )
    },
    {
        "most_per_incident": st.integers(1, 1000),
        "most_usd_per_month": st.integers(1, 1000),
        "sender": st.sampled_from(["ACME", "Acme7"]),
    },
)
documents = mapping(
    {"page": pages},
    {"sms": sms, "components": _differing(components, 0), "groups": _differing(groups, 0)},
).map(lambda document: Written(_with_keys_apart(document), _LOGOS))
definitions = documents.map(lambda written: written.definition)
