"""How a difference between two definitions reads."""

import pytest

from chalicelib.domain.definition import Definition, parse
from chalicelib.domain.differences import differences
from tests.definition_documents import SVG, Document

HOME: Document = {"key": "home", "http": {"url": "https://shop.example.com/"}}
CHECKOUT: Document = {"key": "checkout", "name": "Checkout"}
CART: Document = {"key": "cart", "name": "Cart"}


def defined(*components: Document, **page: object) -> Definition:
    settings: Document = {"name": "Demo", **page}
    return parse({"page": settings, "components": [*components]}, {"a.svg": SVG})


def in_group(*components: Document) -> Definition:
    group = {"key": "shop", "name": "Shop", "components": [*components]}
    return parse({"page": {"name": "Demo"}, "groups": [group]}, {})


def test_a_first_definition_is_all_added() -> None:
    after = defined(CHECKOUT | {"checks": [HOME]})
    assert [str(change) for change in differences(None, after)] == [
        '+ page: "Demo"',
        '+ component checkout: "Checkout"',
        '+ check checkout/home: "https://shop.example.com/"',
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (
            defined(CHECKOUT),
            defined(CHECKOUT | {"name": "Check-out"}),
            '~ component checkout: name "Checkout" → "Check-out"',
        ),
        (
            defined(CHECKOUT),
            defined(CHECKOUT | {"description": "Paying"}),
            '~ component checkout: description nothing → "Paying"',
        ),
        (
            defined(CHECKOUT | {"checks": [HOME]}),
            defined(CHECKOUT | {"checks": [HOME | {"failure_threshold": 3}]}),
            "~ check checkout/home: failure_threshold 2 → 3",
        ),
        (
            defined(),
            defined(colors={"brand": "#000000"}),
            '~ page: colors.brand "#1f5fa8" → "#000000"',
        ),
        (
            defined(allow_addresses=["127.0.0.1"]),
            defined(allow_addresses=["127.0.0.1", "10.1.0.0/16"]),
            "~ page: allow_addresses 127.0.0.1 → 127.0.0.1, 10.1.0.0/16",
        ),
        (
            defined(),
            defined(links={"footer": [{"text": "Terms", "url": "https://example.com/terms"}]}),
            "~ page: links.footer nothing → Terms https://example.com/terms",
        ),
        (
            defined(reliability_floor=99.9),
            defined(),
            "~ page: reliability_floor 99.9 → 99",
        ),
        (defined(), defined(ask="informed"), '~ page: ask nothing → "informed"'),
        (defined(), defined(logo="a.svg"), '~ page: logo nothing → "a.svg, 41 bytes, 900fbe93"'),
        (
            defined(CHECKOUT, CART),
            defined(CART, CHECKOUT),
            "~ page: order of components checkout, cart → cart, checkout",
        ),
        (defined(CHECKOUT, CART), defined(CART), '- component checkout: "Checkout"'),
    ],
)
def test_a_change_is_one_line(before: Definition, after: Definition, line: str) -> None:
    assert [str(change) for change in differences(before, after)] == [line]


def test_moving_into_a_group_changes_the_group_and_nothing_else_of_a_component() -> None:
    assert [str(change) for change in differences(defined(CHECKOUT), in_group(CHECKOUT))] == [
        '+ group shop: "Shop"',
        '~ component checkout: group nothing → "shop"',
    ]


def test_a_check_that_is_called_after_its_component_is_renamed_without_a_word() -> None:
    before, after = (
        defined(CHECKOUT | {"name": name, "checks": [HOME]}) for name in ("Checkout", "Cash desk")
    )
    assert [change.what for change in differences(before, after)] == ["component checkout"]


def test_something_added_in_front_is_no_change_to_what_was_there() -> None:
    told = differences(defined(CHECKOUT), defined(CART, CHECKOUT))
    assert [str(change) for change in told] == ['+ component cart: "Cart"']


def test_a_secret_in_a_header_is_said_to_differ_but_not_shown() -> None:
    def with_token(token: str) -> Definition:
        http = {"url": "https://shop.example.com/", "headers": {"Authorization": token}}
        return defined(CHECKOUT | {"checks": [{"key": "home", "http": http}]})

    told = [str(change) for change in differences(with_token("old"), with_token("new"))]
    assert told == [
        "~ check checkout/home: http.headers.Authorization a hidden value → another hidden value"
    ]
