import pytest
from chalice.app import Chalice, CORSConfig

from devstack import routes
from devstack.routes import Match, UnsupportedRoute

DECLARED = {
    "/": frozenset({"GET"}),
    "/shop": frozenset({"GET"}),
    "/shop/{item}": frozenset({"GET", "POST"}),
    "/shop/sale": frozenset({"GET"}),
    "/shop/{item}/{rest+}": frozenset({"GET"}),
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", Match("/", {})),
        ("/shop", Match("/shop", {})),
        ("/shop/", Match("/shop", {})),
        ("/shop/sale", Match("/shop/sale", {})),
        ("/shop/a%2Fb", Match("/shop/{item}", {"item": "a%2Fb"})),
        ("/shop/sale/1/2", Match("/shop/{item}/{rest+}", {"item": "sale", "rest": "1/2"})),
        ("/elsewhere", None),
    ],
)
def test_literal_goes_before_variable_and_variable_before_greedy(
    path: str, expected: Match | None
) -> None:
    assert routes.match(DECLARED, "GET", path) == expected


def test_another_method_is_as_unknown_as_another_path() -> None:
    assert routes.match(DECLARED, "POST", "/shop/1") is not None
    assert routes.match(DECLARED, "POST", "/shop/sale") is None
    assert routes.match(DECLARED, "HEAD", "/shop") is None


def test_a_greedy_route_does_not_match_the_root() -> None:
    assert routes.match({"/{proxy+}": frozenset({"GET"})}, "GET", "/") is None


def test_what_api_gateway_would_do_and_this_does_not_is_refused() -> None:
    app = Chalice(app_name="refused")
    app.route("/open", cors=CORSConfig(allow_origin="*"))(lambda: None)
    with pytest.raises(UnsupportedRoute, match="GET /open has Chalice's CORS"):
        routes.declared(app)
