"""Page definitions for the states that pages are looked at in; all of them watch one target."""

from typing import Any

from tests.target import PIXEL, Target

Document = dict[str, Any]

_NAMES = {
    "Shop": ["Storefront", "Search", "Basket", "Checkout", "Payments by card", "Gift cards"],
    "For partners": ["Orders API", "Catalogue API", "Webhooks", "Sandbox", "Reports", "EDI"],
    "Customer account": ["Sign-in", "Two-step verification", "Addresses", "Invoices"],
    "Logistics": ["Parcel tracking", "Warehouse Rotterdam", "Warehouse Leipzig", "Returns"],
    "Behind the scenes": [
        "Image service",
        "Recommendations",
        "Newsletter",
        "Customer support: telephone and chat, weekdays from 8 to 20",
        "Fraud detection",
        "Stock levels",
        "Prices and promotions",
        "Translations",
    ],
}


def shop(target: Target) -> Document:
    """Thirty components: two on their own, the others in five groups; one that nothing checks."""
    groups = [
        {
            "key": _key(group),
            "name": group,
            "description": f"What {group.lower()} needs",
            "components": [_component(target, name) for name in names],
        }
        for group, names in _NAMES.items()
    ]
    own = [_component(target, "Website", "The pages that everybody sees")]
    return {
        "page": _page(
            "Demo Shop",
            languages=["en", "de", "fr", "es", "pt-BR", "ja"],
            notice=_notice(target),
        ),
        "sms": {"countries": {"DE": 0.1, "IE": 0.08}},
        "components": [*own, {"key": "office", "name": "Our office", "checks": []}],
        "groups": groups,
    }


_TEMPLATES = [
    {
        "key": "slow",
        "name": "{components} is slow",
        "body": "Since {since}, {components} answers **slowly**.",
        "what_still_works": "What you put into your cart is kept.",
    }
]


def one(target: Target, **settings: object) -> Document:
    return {
        "page": _page("Solo", notice=_notice(target), templates=_TEMPLATES, **settings),
        "components": [_component(target, "Website")],
    }


def many(target: Target) -> Document:
    """Three hundred components in twenty groups."""
    groups = [
        {
            "key": f"region-{group}",
            "name": f"Region {group}",
            "components": [
                _component(target, f"Service {number} of region {group}") for number in range(15)
            ],
        }
        for group in range(1, 21)
    ]
    return {"page": _page("Large Cloud"), "groups": groups}


def _notice(target: Target) -> Document:
    return {
        "origins": [target.url],
        "glance": {"image": f"{target.url}{PIXEL}"},
        "contacts": [{"text": "Call us: 01 234 5678", "url": "tel:+353-1-234-5678"}],
    }


def _page(name: str, **settings: object) -> Document:
    return {
        "name": name,
        "time_zone": "Europe/Dublin",
        "support_url": "mailto:help@demo-shop.example",
        "colors": {"brand": "#1f5fa8", "accent": "#1e7b34"},
        "allow_addresses": ["127.0.0.1"],
        "links": {
            "header": [{"text": "To the shop", "url": "https://demo-shop.example/"}],
            "footer": [{"text": "Imprint", "url": "https://demo-shop.example/imprint"}],
        },
        **settings,
    }


def _component(target: Target, name: str, description: str | None = None) -> Document:
    """Its check looks at a path of its own, which is its key."""
    described = {"description": description} if description else {}
    checks = [{"key": "page", "http": {"url": f"{target.url}/{_key(name)}"}}]
    return {"key": _key(name), "name": name, **described, "checks": checks}


def _key(name: str) -> str:
    kept = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:32].strip("-")
