"""The settings that the team changes: the definition's own rules, and nothing besides."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from chalicelib.domain.definition import Definition, parse
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Fault, InvalidDefinition, InvalidFields
from chalicelib.domain.page import Logo, PageSettings, Signer
from chalicelib.domain.settings_document import settings_document
from chalicelib.domain.settings_facts import settings_facts
from chalicelib.domain.settings_fields import FIELDS, settings_of
from chalicelib.domain.settings_items import ItemKind, item_of, with_changed, with_new, without
from tests.definition_documents import PNG, SVG, definitions

PAGE = PageSettings(name="Acme")


def sent(content: bytes, name: str = "a.svg") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def faults_of(values: dict[str, Any], before: PageSettings = PAGE) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        settings_of(values, before)
    return {".".join(map(str, each.path)): each.message for each in refused.value.faults}


@given(definitions)
def test_what_is_read_may_be_sent_back_and_changes_nothing(definition: Definition) -> None:
    page = definition.page
    assert settings_of(settings_document(page), page) == page


@given(definitions, definitions)
def test_what_is_sent_is_read_and_all_else_stays(one: Definition, other: Definition) -> None:
    signers = tuple(replace(each, picture=None) for each in one.page.signers)
    wanted, before = replace(one.page, logo=None, signers=signers), other.page
    changed = settings_of(settings_document(wanted), before)
    assert settings_document(changed) == settings_document(wanted)
    own = {name: getattr(before, name) for name in FIELDS.values()}
    assert replace(changed, **own) == before
    assert replace(changed.notice, contacts=before.notice.contacts) == before.notice


WRONG: tuple[dict[str, Any], ...] = (
    {"name": " "},
    {"name": "x" * 61},
    {"support_url": "javascript:alert(1)"},
    {"ask": "infromed"},
    {"colors": {"accent": "red", "brnd": "#000000"}},
    {"colors": []},
    {"links": {"header": [{"text": "a", "url": "https://a.example"}] * 6}},
    {"links": {"footer": [{"text": "a"}, 5]}},
    {"notice": {"contacts": [{"text": "a", "url": "tel:call"}]}},
    {"logo": "../secret.svg"},
    {"logo": "none.svg"},
    {"signers": [{"key": "A", "name": ""}, {"key": "b", "name": "B", "picture": "none.png"}]},
    {"signers": [{"key": "a", "name": "A"}] * 2},
    {"templates": [{"key": "a", "name": "{x}"}]},
    {"templates": {"a": 1}},
)


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_the_file_refuses_is_refused_in_the_same_words(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidDefinition) as by_file:
        parse({"page": {"name": "Acme", **wrong}}, {})
    with pytest.raises(InvalidFields) as here:
        settings_of(wrong, PAGE)
    told = [
        Fault(each.path[1:], each.message.replace("by page.", "by "))
        for each in by_file.value.faults
    ]
    assert set(here.value.faults) == set(told)


def test_what_is_changed_elsewhere_is_no_field_here() -> None:
    found = faults_of({"veto": "1h", "allow_addresses": [], "notice": {"glance": None}})
    assert set(found) == {"veto", "allow_addresses", "notice.glance"}
    assert all("isn't known here" in message for message in found.values())


def test_what_was_valid_once_is_not_judged_when_another_thing_changes() -> None:
    old = replace(PAGE, name="x" * 80, accent_color="green")
    assert settings_of({"support_url": "https://a.example/"}, old).name == "x" * 80
    assert settings_of({"colors": {"brand": "#000000"}}, old).accent_color == "green"


def test_null_is_what_a_definition_would_be_without_it() -> None:
    full = replace(PAGE, support_url="https://a.example", accent_color="#000000", logo=None)
    assert settings_of({"support_url": None, "colors": {"accent": None}}, full) == PAGE
    assert list(faults_of({"name": None})) == ["name"]


def test_a_new_picture_has_a_name_that_tells_what_it_holds() -> None:
    first = settings_of({"logo": sent(SVG, "C:\\Our Logö (1).SVG")}, PAGE).logo
    second = settings_of({"logo": sent(PNG, "C:\\Our Logö (1).SVG")}, PAGE).logo
    assert first
    assert second
    assert (first.media_type, first.content) == ("image/svg+xml", SVG)
    assert first.name.startswith("C-Our-Log-1-")
    assert (first.name[-4:], second.name[-4:]) == (".svg", ".png")
    assert first.name[:-4] != second.name[:-4]


def test_a_picture_in_use_is_kept_by_its_name() -> None:
    anna = Signer(key="anna", name="Anna", picture=Logo("anna.png", "image/png", PNG))
    before = replace(PAGE, signers=(anna,))
    kept = settings_of({"signers": [{"key": "a", "name": "A", "picture": "anna.png"}]}, before)
    assert kept.signers[0].picture == anna.picture
    assert list(faults_of({"logo": sent(b"")}, before)) == ["logo.content"]
    assert set(faults_of({"logo": {}}, before)) == {"logo.name", "logo.content"}
    found = faults_of({"logo": sent(b"GIF89a"), "signers": [{"picture": {"name": "a"}}]}, before)
    assert set(found) == {
        "logo.content",
        "signers.0.picture.content",
        "signers.0.key",
        "signers.0.name",
    }


def test_one_of_a_list_is_added_changed_and_taken_out() -> None:
    kind = ItemKind.SIGNERS
    two = with_new(kind, {"key": "b", "name": "B"}, with_new(kind, {"key": "a", "name": "A"}, PAGE))
    other = with_changed(kind, "a", {"name": "Anna"}, two)
    assert [(each.key, each.name) for each in other.signers] == [("a", "Anna"), ("b", "B")]
    assert item_of(kind, "a", other) == {"key": "a", "name": "Anna"}
    assert [each.key for each in without(kind, "a", other).signers] == ["b"]
    with pytest.raises(NotFound):
        without(kind, "c", other)
    with pytest.raises(InvalidFields) as refused:
        with_changed(kind, "b", {"name": "", "role": "x" * 90}, other)
    assert [each.path for each in refused.value.faults] == [("name",), ("role",)]


def test_the_log_has_a_long_text_cut_and_yet_told_apart() -> None:
    def fact(body: str) -> str | None:
        item = {"key": "a", "name": "N", "body": body}
        return settings_facts(with_new(ItemKind.TEMPLATES, item, PAGE))["templates.a"]

    one, other = fact("x" * 4_999 + "a"), fact("x" * 4_999 + "b")
    assert one
    assert len(one) < 600
    assert one != other
    assert fact("Short.") == "N · Short."
