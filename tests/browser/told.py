"""An incident that people have taken over: all that they can say of it, and a promise missed."""

from chalicelib.domain.incidents import Aspect
from tests import telling
from tests.browser import documents
from tests.target import Target
from tests.world import World

PORTRAIT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#8aa" d="M0 0h8v8H0z"/>'
    b'<circle cx="4" cy="3" r="1.5" fill="#fff"/><path fill="#fff" d="M1 8a3 3 0 0 1 6 0z"/></svg>'
)
SIGNERS = [
    {"key": "anna", "name": "Anna Berg", "role": "Head of Operations", "picture": "anna.svg"},
    {"key": "herb", "name": "Herb"},
]
_FIRST = {
    "status": "identified",
    "signed_by": "herb",
    "body": "Our provider lost power at *10:40*, and `api-2` with it.",
}
_SECOND = {
    "corrects": 2,
    "signed_by": "anna",
    "next_update_by": "10m",
    "body": (
        "We are **sorry**. It was a cable, and not the power: "
        "[what our provider says](https://provider.example/status).\n\n"
        "## What we do\n"
        "- a second way into the data centre is being made\n"
        "- orders are kept:\n"
        "  1. those that were paid go out today\n"
        "  2. those that were not wait for you\n\n"
        "```\nCONNECT api-2.demo-shop.example:443 — no route to host, and a long line that goes on"
        "\n```\nAll of it: https://demo-shop.example/a/very/long/address/that/has/no/place/to/break"
    ),
    Aspect.NOTICED: "Pages stay *white*, or say that they can't be shown.",
    Aspect.WORKS: "Orders by telephone, and our [shops](https://demo-shop.example/shops).",
    Aspect.TO_DO: "Please try again in an hour.\nThere is no need to order twice.",
    Aspect.SAFE: "Nothing was lost: your data and your money are safe.",
}


def told(world: World, target: Target) -> None:
    """Opened by a check, told by people, corrected, seen working, and late with its promise."""
    from chalicelib.storage import incidents

    document = documents.one(target, languages=["en", "de", "ja"], signers=SIGNERS)
    world.apply(document, {"anna.svg": PORTRAIT})
    world.tick(3)
    target.down()
    world.tick(2)
    (incident,) = incidents.recent(1)
    incident = telling.updated(world, incident, _FIRST)
    world.tick(6)
    telling.updated(world, incident, _SECOND)
    target.up()
    world.tick(12)
