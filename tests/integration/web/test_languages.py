"""A page in several languages: an address for each, and a choice at the front door alone."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.web.languages import preferred
from tests.aws_calls import recorded
from tests.gateway import Answer, Browser
from tests.integration.web.test_pages import spoil_the_snapshot
from tests.scenarios.test_outage import ANN, page_of
from tests.target import Target
from tests.world import World

GERMAN = "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"
OFFERED = ("en", "de", "pt-BR")


def document(target: Target, *languages: str) -> dict[str, object]:
    page = page_of(target)
    settings = {"name": "Demo Shop", "allow_addresses": ["127.0.0.1"], "languages": list(languages)}
    return {**page, "page": {**settings, "url": "https://status.example.com"}}


@pytest.fixture
def shop(here: World, target: Target) -> World:
    """A page in English, German and Brazilian Portuguese."""
    here.apply(document(target, *OFFERED))
    here.tick()
    return here


@pytest.fixture
def broken(shop: World, target: Target) -> World:
    target.down("/checkout")
    shop.tick(2)
    return shop


def head(answer: Answer) -> list[tuple[str, str]]:
    """The links to other languages, by language."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(answer.text)
    return [
        (link.get("hreflang"), link.get("href"))
        for link in root.iter("link")
        if link.get("rel") == "alternate" and link.get("hreflang")
    ]


def html_tag(answer: Answer) -> str:
    found = re.search(r"<html[^>]*>", answer.text)
    assert found
    return found[0]


def test_each_language_has_an_address(shop: World) -> None:
    german, portuguese = shop.browser.get("/de/"), shop.browser.get("/pt-BR/")
    assert (german.status, html_tag(german)) == (200, '<html lang="de" dir="ltr">')
    assert "Alle Systeme in Betrieb" in german.text
    assert "Todos os sistemas operacionais" in portuguese.text
    assert shop.browser.get("/de").text == german.text


def test_an_address_without_a_language_is_in_the_pages_first(shop: World) -> None:
    answer = shop.browser.get("/subscriptions", Accept_Language=GERMAN)
    assert html_tag(answer) == '<html lang="en" dir="ltr">'
    assert answer.status == 200


@pytest.mark.parametrize("path", ["/fr/", "/ja", "/xx/", "/DE/", "/de/de/", "/deutsch", "/de/nope"])
def test_a_language_that_is_not_offered_is_nothing(shop: World, path: str) -> None:
    assert shop.browser.get(path).status == 404


def test_what_is_not_there_is_said_in_the_language_of_the_address(shop: World) -> None:
    assert "Unter dieser Adresse gibt es nichts" in shop.browser.get("/de/nope").text
    assert "There is nothing at this address" in shop.browser.get("/nope").text
    as_json = Browser(headers={"Accept": "application/json"}).get("/de/nope").json
    assert as_json["title"] == "Unter dieser Adresse gibt es nichts"


@pytest.mark.parametrize("path", ["/api/v2/summary.json", "/healthz"])
def test_what_programs_read_has_one_address(shop: World, path: str) -> None:
    assert shop.browser.get(path).status == 200
    assert shop.browser.get(f"/de{path}").status == 404


def test_the_front_door_leads_to_the_readers_language(shop: World) -> None:
    answer = shop.browser.get("/", Accept_Language=GERMAN)
    assert answer.status == 302
    assert answer.headers["location"] == "/de/"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["vary"] == "Accept-Language"


def test_what_was_asked_for_goes_along(shop: World) -> None:
    answer = shop.browser.get("/?utm=a%26b&x=1", Accept_Language=GERMAN)
    assert answer.headers["location"] == "/de/?utm=a%26b&x=1"


def test_a_page_has_one_locale_and_one_address_of_its_own(broken: World) -> None:
    incident_id = broken.incidents[0]["id"]
    for path in ("/", "/de/", "/de/history", f"/de/incidents/{incident_id}", "/de/maintenance"):
        text = broken.browser.get(path).text
        (own,) = re.findall(r'<meta property="og:url" content="([^"]*)">', text)
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]*)">', text)
        (locale,) = re.findall(r'<meta property="og:locale" content="([^"]*)">', text)
        assert own == canonical
        assert re.fullmatch("[a-z]{2}_[A-Z]{2}", locale)


def test_the_notice_answers_in_each_language_whatever_is_wrong(shop: World) -> None:
    spoil_the_snapshot(shop)
    shop.forget()
    notice = shop.browser.get("/de/down")
    assert (notice.status, html_tag(notice)) == (503, '<html lang="de" dir="ltr">')


def test_the_way_stays_below_the_stage_of_the_gateway(shop: World) -> None:
    below = Browser(base="/status")
    assert below.get("/", Accept_Language=GERMAN).headers["location"] == "/status/de/"
    text = below.get("/de/").text
    assert 'href="/status/de/"' in text
    assert 'action="/status/de/subscriptions"' in text or "/status/de/subscriptions" in text


def test_the_page_at_the_front_door_says_that_it_depends_on_the_reader(shop: World) -> None:
    answer = shop.browser.get("/", Accept_Language="en-GB,de;q=0.5")
    assert answer.status == 200
    assert "Accept-Language" in answer.headers["vary"].split(", ")
    again = shop.browser.get("/", If_None_Match=answer.headers["etag"])
    assert (again.status, "Accept-Language" in again.headers["vary"]) == (304, True)


def test_a_language_that_was_chosen_stays(shop: World) -> None:
    english = shop.browser.get("/en/", Accept_Language=GERMAN)
    assert (english.status, html_tag(english)) == (200, '<html lang="en" dir="ltr">')
    assert "Accept-Language" not in english.headers["vary"]
    assert 'href="/en/"' in english.text


def test_no_other_address_leads_anywhere_by_the_header(broken: World) -> None:
    incident_id = broken.incidents[0]["id"]
    for path in (f"/incidents/{incident_id}", "/subscriptions", "/api/v2/summary.json"):
        assert broken.browser.get(path, Accept_Language=GERMAN).status == 200


def test_with_one_language_nothing_is_chosen(here: World, target: Target) -> None:
    here.apply(document(target, "de"))
    here.tick()
    answer = here.browser.get("/", Accept_Language="en")
    assert (answer.status, html_tag(answer)) == (200, '<html lang="de" dir="ltr">')
    assert "Accept-Language" not in answer.headers["vary"]
    assert head(answer) == []
    assert "hreflang" not in answer.text


def test_a_page_names_itself_in_its_other_languages(shop: World) -> None:
    own = "https://status.example.com"
    expected = [
        ("en", f"{own}/en/"),
        ("de", f"{own}/de/"),
        ("pt-BR", f"{own}/pt-BR/"),
        ("x-default", f"{own}/"),
    ]
    assert head(shop.browser.get("/de/")) == expected
    assert head(shop.browser.get("/")) == expected


def test_an_incident_is_told_in_every_language_under_the_same_id(broken: World) -> None:
    incident_id = broken.incidents[0]["id"]
    assert broken.incidents[0]["name"] == "Checkout is not available"
    german = broken.browser.get(f"/de/incidents/{incident_id}")
    assert "Checkout ist nicht verfügbar" in german.text
    assert "Seit 12:02 UTC ist Checkout nicht verfügbar." in german.text
    assert dict(head(german))["de"].endswith(f"/de/incidents/{incident_id}")
    assert f"/de/incidents/{incident_id}" in broken.browser.get("/de/").text


def test_the_notice_is_in_the_language_of_the_address(broken: World) -> None:
    notice = broken.browser.get("/de/down/checkout")
    assert (notice.status, html_tag(notice)) == (503, '<html lang="de" dir="ltr">')
    assert "Checkout ist nicht verfügbar" in notice.text


def test_what_was_not_translated_is_shown_with_a_note(here: World, target: Target) -> None:
    """The incident began when the page was in English alone."""
    here.apply(document(target, "en"))
    here.tick()
    target.down("/checkout")
    here.tick(2)
    here.apply(document(target, "en", "de"))
    here.tick()
    incident_id = here.incidents[0]["id"]
    for path in ("/de/", f"/de/incidents/{incident_id}", "/de/down"):
        text = here.browser.get(path).text
        assert "Since 12:02 UTC, Checkout is not available." in text
        assert "Dieser Text liegt nur in einer anderen Sprache vor: English." in text
        assert re.search(r'<p[^>]* lang="en"', text)
    assert "in einer anderen Sprache" not in here.browser.get(f"/incidents/{incident_id}").text


def test_mails_are_in_the_pages_first_language(here: World, target: Target) -> None:
    here.apply(document(target, "de", "en"))
    here.tick()
    here.subscribe(ANN)
    target.down("/checkout")
    here.tick(2)
    assert here.news() == ["[Demo Shop] In Untersuchung: Checkout ist nicht verfuegbar"]


def test_the_form_speaks_the_language_of_its_address(shop: World) -> None:
    wrong = shop.browser.post("/de/subscriptions", "email=x", "application/x-www-form-urlencoded")
    assert wrong.status == 422
    assert "„x“ ist keine E-Mail-Adresse" in wrong.text
    right = shop.browser.post(
        "/de/subscriptions", "email=ann@example.com", "application/x-www-form-urlencoded"
    )
    assert right.headers["location"] == "/de/subscriptions/sent"
    assert "Bitte sehen Sie in Ihr Postfach" in shop.browser.get("/de/subscriptions/sent").text


def test_choosing_costs_no_read_of_its_own(shop: World) -> None:
    shop.browser.get("/de/")
    with recorded() as calls:
        shop.browser.get("/", Accept_Language=GERMAN)
        shop.browser.get("/de/")
    assert calls == []


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("en-US,de;q=0.95,en;q=0.9", "en"),
        ("de;q=0.5, en;q=0.9", "en"),
        ("fr, de;q=0.8, en;q=0.7", "de"),
        ("fr", "en"),
        ("fr, *;q=0.1", "en"),
        ("pt", "pt-BR"),
        ("pt-PT, en;q=0.4", "pt-BR"),
        ("pt-BR;q=0, pt", "en"),
        ("de;q=0", "en"),
        ("de;q=0, *", "en"),
        ("en;q=0, *", "de"),
        ("*", "en"),
        ("en, de", "en"),
        ("de, en", "de"),
        ("de;q=0.8, pt-BR;q=0.8", "de"),
        ("pt-BR;q=0.8, de;q=0.8", "pt-BR"),
        ("de ; q=0.7 , en ; Q=0.6", "de"),
        ("de;q=1.000,en;q=1", "de"),
        ("de;q=7", "en"),
        ("de;q=x, en;q=0.1", "en"),
        ("????,,;=", "en"),
    ],
)
def test_the_best_language_wins(header: str, code: str) -> None:
    assert preferred(header, OFFERED) == code


@given(st.text(max_size=300))
def test_any_header_leads_to_a_language_that_is_offered(header: str) -> None:
    assert preferred(header, OFFERED) in OFFERED
