"""What a document means: defaults, ids, order, and faults as data."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.checks import HttpTarget, StatusRange
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.definition import Definition, files, parse, to_document
from chalicelib.domain.faults import Fault, InvalidDefinition
from chalicelib.domain.ids import derived_id
from chalicelib.domain.page import Link, PageSettings, Question
from tests.definition_documents import JPEG, PNG, SVG, WEBP


def a_check(**http: object) -> Definition:
    check = {"key": "home", "http": {"url": "https://shop.example.com/", **http}}
    component = {"key": "shop", "name": "Shop", "checks": [check]}
    return parse({"page": {"name": "Demo"}, "components": [component]}, {})


def faults_of(document: object) -> tuple[Fault, ...]:
    with pytest.raises(InvalidDefinition) as refused:
        parse(document, {})
    return refused.value.faults


def test_a_name_is_all_that_a_page_needs() -> None:
    definition = parse({"page": {"name": "Demo"}}, {})
    assert definition == Definition(PageSettings(name="Demo"), (), (), ())
    assert to_document(definition) == {"page": {"name": "Demo"}}


def test_a_url_is_all_that_an_http_check_needs() -> None:
    (check,) = a_check().checks
    assert check.target == HttpTarget(url="https://shop.example.com/")
    assert (check.failure_threshold, check.recovery_threshold) == (2, 2)
    assert check.when_down is ComponentStatus.MAJOR_OUTAGE


def test_a_check_without_a_name_is_called_after_its_component() -> None:
    (check,) = a_check().checks
    assert check.name == "Shop: home"


def test_a_component_keeps_its_id_when_it_moves_into_a_group_under_a_new_name() -> None:
    alone = {"key": "cart", "name": "Cart"}
    moved = {"key": "shop", "name": "Shop", "components": [{"key": "cart", "name": "Basket"}]}
    (before,) = parse({"page": {"name": "Demo"}, "components": [alone]}, {}).components
    (after,) = parse({"page": {"name": "Demo"}, "groups": [moved]}, {}).components
    assert before.id == after.id == derived_id("component", "cart")
    assert (before.group_id, after.group_id) == (None, derived_id("group", "shop"))


def test_checks_of_two_components_may_share_a_key_but_no_id() -> None:
    checks = [{"key": "home", "http": {"url": "https://shop.example.com/"}}]
    components = [
        {"key": "a", "name": "A", "checks": checks},
        {"key": "b", "name": "B", "checks": checks},
    ]
    one, other = parse({"page": {"name": "Demo"}, "components": components}, {}).checks
    assert one.key == other.key
    assert one.id != other.id


def test_a_null_counts_as_left_out() -> None:
    document = {"page": {"name": "Demo", "url": None, "colors": None}, "components": None}
    assert parse(document, {}) == parse({"page": {"name": "Demo"}}, {})


def test_white_space_around_and_within_names_does_not_count() -> None:
    page = parse({"page": {"name": " Demo \n  Shop\t"}}, {}).page
    assert page.name == "Demo Shop"


def test_status_codes_may_be_numbers_texts_and_ranges() -> None:
    (check,) = a_check(expect={"status": [204, "301", "200-299", "400–499"]}).checks
    assert check.target.expected_status == (
        StatusRange(204, 204),
        StatusRange(301, 301),
        StatusRange(200, 299),
        StatusRange(400, 499),
    )


def test_the_order_of_headers_makes_no_difference() -> None:
    one = a_check(headers={"Host": "a", "Accept": "b"})
    assert one == a_check(headers={"Accept": "b", "Host": "a"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("1.5s", timedelta(milliseconds=1500)),
        ("2 s", timedelta(seconds=2)),
        ("0.1m", timedelta(seconds=6)),
    ],
)
def test_durations_are_a_number_and_a_unit(written: str, meant: timedelta) -> None:
    (check,) = a_check(slow_after=written).checks
    assert check.target.slow_after == meant


def test_the_first_language_is_the_one_without_a_choice() -> None:
    page = parse({"page": {"name": "Demo", "languages": ["pt-BR", "en"]}}, {}).page
    assert page.languages == ("pt-BR", "en")


def test_links_stand_in_the_order_in_which_they_are_written() -> None:
    help_page = {"text": "Help", "url": "https://example.com/help"}
    mail = {"text": "Write to us", "url": "mailto:help@example.com"}
    links = {"header": [help_page], "footer": [mail, help_page]}
    page = parse({"page": {"name": "Demo", "links": links}}, {}).page
    assert page.links_header == (Link("Help", "https://example.com/help"),)
    assert [link.text for link in page.links_footer] == ["Write to us", "Help"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://shop.example.com", "https://shop.example.com"),
        ("HTTPS://Shop.Example.com:443/", "https://shop.example.com"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://shop.example.com:80", "https://shop.example.com:80"),
    ],
)
def test_origins_are_kept_as_browsers_write_them(written: str, meant: str) -> None:
    page = parse({"page": {"name": "Demo", "notice": {"origins": [written, meant]}}}, {}).page
    assert page.notice.origins == (meant,)


@pytest.mark.parametrize(
    ("written", "meant"), [(99, "99"), (99.95, "99.95"), (99.999, "99.999"), (0, "0"), (100, "100")]
)
def test_the_reliability_floor_is_exactly_what_was_written(written: float, meant: str) -> None:
    page = parse({"page": {"name": "Demo", "reliability_floor": written}}, {}).page
    assert page.reliability_floor == Decimal(meant)


@pytest.mark.parametrize(("written", "days"), [("1d", 1), ("36h", 1.5), ("400d", 400)])
def test_results_are_kept_for_a_day_to_400_days(written: str, days: float) -> None:
    page = parse({"page": {"name": "Demo", "keep_results": written}}, {}).page
    assert page.keep_results == timedelta(days=days)


def test_an_allowed_network_opens_private_addresses_to_checks() -> None:
    page = {"name": "Demo", "allow_addresses": ["127.0.0.1", "10.1.0.0/16"]}
    checks = [
        {"key": "a", "http": {"url": "http://localhost:8003/"}},
        {"key": "b", "http": {"url": "http://10.1.2.3/"}},
    ]
    component = {"key": "shop", "name": "Shop", "checks": checks}
    definition = parse({"page": page, "components": [component]}, {})
    assert definition.page.allow_addresses == ("127.0.0.1/32", "10.1.0.0/16")
    assert len(definition.checks) == 2


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.svg", SVG, "image/svg+xml"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.webp", WEBP, "image/webp"),
    ],
)
def test_a_logo_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    definition = parse({"page": {"name": "Demo", "logo": name}}, {name: content})
    logo = definition.page.logo
    assert logo is not None
    assert logo.media_type == media_type
    assert files(definition) == {name: content}


def test_a_logo_over_48_kb_is_refused() -> None:
    page = {"page": {"name": "Demo", "logo": "a.png"}}
    with pytest.raises(InvalidDefinition, match=r'"a.png" is larger than 48 KB'):
        parse(page, {"a.png": PNG.ljust(48 * 1024 + 1, b"\0")})
    assert parse(page, {"a.png": PNG.ljust(48 * 1024, b"\0")}).page.logo is not None


def test_a_script_hidden_in_an_attribute_of_a_logo_is_refused() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    with pytest.raises(InvalidDefinition, match="holds a script"):
        parse({"page": {"name": "Demo", "logo": "a.svg"}}, {"a.svg": svg})


def test_a_fault_knows_the_place_it_is_about() -> None:
    faults = faults_of({"page": {"name": "Demo"}, "components": [{"name": "Shop"}]})
    assert [fault.path for fault in faults] == [("components", 0, "key")]
    assert str(faults[0]).startswith("components[0].key: ")


def test_a_misspelt_key_is_not_called_missing_as_well() -> None:
    faults = faults_of({"page": {"nam": "Demo"}})
    assert [fault.path for fault in faults] == [("page", "nam")]


def test_neither_a_password_in_a_url_nor_a_header_is_repeated_in_a_fault() -> None:
    with pytest.raises(InvalidDefinition) as refused:
        a_check(url="https://me:hunter2@example.com/", headers={"A": "hunter2\n", "B": ["hunter2"]})
    assert len(refused.value.faults) == 3
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "http",
    [
        {"url": "https://shop.example.com/".ljust(2001, "x")},
        {"headers": {"A": "x" * 4001}},
        {"body": "x" * 16_001, "method": "POST"},
        {"expect": {"contains": "x" * 1001}},
    ],
)
def test_every_text_of_a_check_has_a_bound(http: dict[str, object]) -> None:
    with pytest.raises(
        InvalidDefinition, match=r"This has \d+1 characters; write at most \d+000\."
    ):
        a_check(**http)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a\x07b", "This has a character that can't be shown; take it out."),
        ("a\ud800", "This has half of a character (a lone surrogate); write it whole."),
    ],
)
def test_a_name_is_made_of_whole_visible_characters(name: str, message: str) -> None:
    assert faults_of({"page": {"name": name}}) == (Fault(("page", "name"), message),)


@pytest.mark.parametrize("question", list(Question))
def test_the_question_is_the_one_that_was_chosen(question: Question) -> None:
    assert parse({"page": {"name": "Demo", "ask": str(question)}}, {}).page.ask is question


def test_nothing_is_asked_unless_it_is_written() -> None:
    assert parse({"page": {"name": "Demo"}}, {}).page.ask is None
