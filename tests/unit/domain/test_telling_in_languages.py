"""What automatic incidents, headlines and mails say in the languages of a page."""

from dataclasses import replace

import pytest

from chalicelib.channels.wording import subject, text
from chalicelib.domain.automatic import Move, MoveKind
from chalicelib.domain.components import ComponentStatus
from chalicelib.domain.errors import InvalidInput, NotFound, TooManyRequests
from chalicelib.domain.folding import Folded
from chalicelib.domain.headline import headline
from chalicelib.domain.incidents import Incident, Text, name_of, text_of
from chalicelib.domain.notifications import news_of
from chalicelib.domain.page import PageSettings
from chalicelib.domain.reporting import Scene, tell
from chalicelib.domain.snapshot import Pulse, view
from chalicelib.words import LANGUAGES, tongue
from tests.specimens import definition, incident, minute, shown, snapshot, update
from tests.unit.domain.test_reporting import move, scene

MAJOR = ComponentStatus.MAJOR_OUTAGE
PARTIAL = ComponentStatus.PARTIAL_OUTAGE
KINDS_THAT_GO_ON = [kind for kind in MoveKind if kind is not MoveKind.OPEN]


def spoken_scene(tick: int, *languages: str, **after: ComponentStatus) -> Scene:
    return replace(scene(tick, after), languages=languages)


def opened(*languages: str) -> Incident:
    """Checkout and Search went down together, on a page in these languages."""
    hit = {"checkout": MAJOR, "search": MAJOR}
    return tell(
        move(MoveKind.OPEN, {"checkout": 0, "search": 0}), None, spoken_scene(1, *languages, **hit)
    )


def body_of(kind: MoveKind, code: str) -> str:
    """The second update of an incident that opened at noon for two components."""
    well = kind in (MoveKind.EASE, MoveKind.RESOLVE)
    after = {} if well else {"checkout": MAJOR, "search": MAJOR, "api": MAJOR}
    told = tell(
        move(kind, {"search": 4} if well else {"api": 4}),
        opened(code),
        spoken_scene(5, code, **after),
    )
    return told.updates[-1].body


def test_an_incident_is_written_in_the_pages_language_and_in_all_others() -> None:
    told = opened("de", "en", "ja")
    assert told.name == "Checkout und Search sind nicht verfügbar"
    assert told.names == {
        "en": "Checkout and Search are not available",
        "ja": "Checkout、Searchを利用できません",
    }
    first = told.updates[0]
    assert (first.language, set(first.bodies)) == ("de", {"en", "ja"})
    assert first.body == (
        "Seit 12:00 UTC sind Checkout und Search nicht verfügbar. Wenn Sie diese gerade nutzen, "
        "können Fehler auftreten. Wir gehen dem nach. Wir prüfen jede Minute und schreiben hier, "
        "sobald es vorbei ist oder mehr betroffen ist."
    )
    assert first.bodies["en"].startswith("Since 12:00 UTC, Checkout and Search are not available.")
    assert "利用できません。現在ご利用中の場合" in first.bodies["ja"]


def test_a_page_in_one_language_has_no_translations() -> None:
    told = opened("en")
    assert (told.names, told.updates[0].bodies, told.updates[0].language) == ({}, {}, "en")


def test_a_page_in_another_script_keeps_english_for_the_subjects_of_mails() -> None:
    told = opened("ja")
    assert told.updates[0].language == "ja"
    assert told.names == {"en": "Checkout and Search are not available"}


@pytest.mark.parametrize("kind", KINDS_THAT_GO_ON)
def test_every_kind_of_update_is_said_in_each_language_in_its_own_words(kind: MoveKind) -> None:
    bodies = [body_of(kind, code) for code in LANGUAGES]
    assert len(set(bodies)) == len(LANGUAGES)
    assert all("{" not in body for body in bodies)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            MoveKind.JOIN,
            (
                "Jetzt sind Checkout, Search und API nicht verfügbar; API seit 12:04 UTC. "
                "Wir gehen dem nach."
            ),
        ),
        (
            MoveKind.RESOLVE,
            (
                "Seit 12:04 UTC funktionieren Checkout und Search wieder. "
                "Beginn des Problems: 22. November 2026, 12:00 UTC. Dauer: 4 Minuten."
            ),
        ),
    ],
)
def test_german_sentences_have_their_verbs_where_they_belong(kind: MoveKind, body: str) -> None:
    assert body_of(kind, "de") == body


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "Checkout is partly unavailable"),
        ("de", "Checkout ist teilweise nicht verfügbar"),
        ("fr", "Checkout est partiellement indisponible"),
        ("es", "Checkout está parcialmente fuera de servicio"),
        ("pt-BR", "Checkout está parcialmente indisponível"),
        ("ja", "Checkoutの一部を利用できません"),
    ],
)
def test_one_thing_is_spoken_of_in_the_singular(code: str, name: str) -> None:
    seen = spoken_scene(1, code, checkout=PARTIAL)
    assert tell(move(MoveKind.OPEN, {"checkout": 0}), None, seen).name == name


def test_telling_again_in_several_languages_says_the_same() -> None:
    assert opened(*LANGUAGES) == opened(*LANGUAGES)


def test_what_is_no_longer_checked_is_closed_in_the_pages_language() -> None:
    gone = Move(
        kind=MoveKind.RESOLVE,
        episode=move(MoveKind.OPEN, {}).episode,
        is_checked=False,
    )
    told = tell(gone, opened("pt-BR"), spoken_scene(9, "pt-BR"))
    assert told.updates[-1].body.startswith("O que estava em questão não é mais monitorado")


def test_words_that_are_missing_in_a_language_fall_back_to_those_that_were_written() -> None:
    written = replace(
        update(body="We are on it."), language="en", bodies={"fr": "Nous nous en occupons."}
    )
    told = replace(incident("0tinc1dent01", written), names={"fr": "Paiement indisponible"})
    assert text_of(written, "fr") == Text("Nous nous en occupons.", "fr")
    assert text_of(written, "de") == Text("We are on it.", "en")
    assert name_of(told, "fr") == Text("Paiement indisponible", "fr")
    assert name_of(told, "de") == Text("Checkout is not available", "en")


@pytest.mark.parametrize(
    ("code", "well", "hit", "blind"),
    [
        (
            "de",
            "Alle Systeme in Betrieb",
            "Shop ist nicht verfügbar",
            "Seit dem 22. November 2026, 12:00 UTC sehen wir den aktuellen Zustand nicht",
        ),
        (
            "ja",
            "すべてのシステムは正常です",
            "Shopを利用できません",
            "2026年11月22日 12:00 UTCから現在の状態を確認できていません",
        ),
    ],
)
def test_headlines_are_said_in_the_language_of_the_reader(
    code: str, well: str, hit: str, blind: str
) -> None:
    def words(status: ComponentStatus, at: int = 1) -> str:
        seen = view(snapshot(shown("shop", status)), Pulse(looked={0: minute(0)}), minute(at))
        return headline(seen, tongue(code)).words

    assert words(ComponentStatus.OPERATIONAL) == well
    assert words(MAJOR) == hit
    assert words(MAJOR, at=9) == blind


def test_a_headline_that_is_an_incidents_name_is_in_the_readers_language() -> None:
    known = replace(opened("de", "fr"), component_ids=())
    still = replace(known, impact=type(known.impact).NONE)
    seen = view(
        snapshot(shown("shop"), incidents=(still,)), Pulse(looked={0: minute(0)}), minute(1)
    )
    assert headline(seen, tongue("fr")).words == "Checkout et Search ne sont pas disponibles"


def test_a_mail_is_in_the_pages_language() -> None:
    page = PageSettings(name="Laden", time_zone="Europe/Berlin", languages=("de", "en"))
    told = opened("de", "en")
    news = news_of(told, replace(definition({}), page=page), {}, "https://status.example.com")
    assert subject(news.said_in("en")).startswith("[Laden] Investigating: Checkout and Search are")
    assert news.said_in("fr").language == "de"
    assert subject(news) == "[Laden] In Untersuchung: Checkout und Search sind nicht verfuegbar"
    written = text(Folded(newest=news))
    assert written.startswith("In Untersuchung: Checkout und Search sind nicht verfügbar\n\nSeit ")
    assert (
        "Komponenten jetzt: Checkout (schwerer Ausfall), Search (schwerer Ausfall)\n"
        "Beginn: 22. November 2026, 13:00 CET\n"
    ) in written
    assert "Meldung 1: 22. November 2026, 13:01 CET" in written
    assert written.endswith(
        "Mehr zu dieser Störung: https://status.example.com/incidents/0tinc1dent01\n"
    )


def test_a_mail_in_japanese_has_a_subject_that_can_be_read() -> None:
    page = PageSettings(name="Shop", time_zone="Asia/Tokyo", languages=("ja",))
    news = news_of(opened("ja"), replace(definition({}), page=page), {}, "")
    assert subject(news) == "[Shop] Investigating: Checkout and Search are not available"
    headline_of_mail = text(Folded(newest=news)).partition("\n")[0]
    assert headline_of_mail.startswith("調査中")
    assert headline_of_mail.endswith("Checkout、Searchを利用できません")


def test_an_error_is_said_in_the_language_of_whoever_meets_it() -> None:
    missing = NotFound("There is no incident {incident_id} on this page.", incident_id="{x}")
    assert str(missing) == "There is no incident {x} on this page."
    assert missing.said_in(tongue("fr")) == "Il n’y a pas d’incident {x} sur cette page."
    wait = minute(5) - minute(0)
    often = TooManyRequests("Please try again in {wait}.", retry_after=wait, wait=wait)
    assert str(often) == "Please try again in 5 minutes."
    assert often.said_in(tongue("ja")).endswith("5分.")
    assert str(InvalidInput("{this} is left as it is")) == "{this} is left as it is"
