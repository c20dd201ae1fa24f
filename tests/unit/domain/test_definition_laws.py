"""What holds for every definition, whatever is in it."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.definition import Definition, files, parse, to_document
from chalicelib.domain.differences import differences
from chalicelib.domain.durations import duration_text, parse_duration
from chalicelib.domain.places import nearest
from tests.definition_documents import Written, definitions, documents


@given(definitions)
def test_what_is_written_reads_back_as_it_was(definition: Definition) -> None:
    assert parse(to_document(definition), files(definition)) == definition


@given(definitions)
def test_what_is_written_names_no_default_and_nothing_empty(definition: Definition) -> None:
    written = to_document(definition)
    again = to_document(parse(written, files(definition)))
    assert again == written
    assert all(_is_said(value) for value in _values(written))


def _is_said(value: object) -> bool:
    """Only a header's value may be empty: it is sent all the same."""
    return value not in (None, [], {})


def _values(value: object) -> list[object]:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(deeper for each in below for deeper in _values(each))]


@given(definitions)
def test_positions_count_from_one_under_each_parent(definition: Definition) -> None:
    top_level = [each.position for each in definition.components_of(None)]
    groups = [group.position for group in definition.groups]
    assert [*top_level, *groups] == list(range(1, len(top_level) + len(groups) + 1))
    for group in definition.groups:
        members = definition.components_of(group)
        assert [each.position for each in members] == list(range(1, len(members) + 1))


@given(definitions)
def test_every_id_differs_from_every_other(definition: Definition) -> None:
    ids = [group.id for group in definition.groups]
    ids += [component.id for component in definition.components]
    ids += [check.id for check in definition.checks]
    assert len(set(ids)) == len(ids)


@given(definitions, definitions)
def test_there_are_changes_exactly_when_definitions_differ(
    one: Definition, other: Definition
) -> None:
    assert differences(one, one) == ()
    assert (differences(one, other) == ()) == (one == other)


@given(definitions, definitions)
def test_the_way_back_undoes_each_change(one: Definition, other: Definition) -> None:
    there = {(each.what, each.field) for each in differences(one, other)}
    back = {(each.what, each.field) for each in differences(other, one)}
    assert there == back


@given(documents)
def test_hidden_values_appear_in_no_change(written: Written) -> None:
    definition = written.definition
    secret = "only-for-the-server"  # no generated text is so long a word
    checks = [{"key": "a", "http": {"url": "https://a.example/", "method": "POST"}}]
    component = {"key": "with-a-very-secret-header", "name": "Secret", "checks": checks}
    with_secret = written.document | {"components": [component]}
    without = parse(with_secret, written.files)
    checks[0]["http"] = {
        "url": "https://a.example/",
        "method": "POST",
        "headers": {"Authorization": secret},
        "body": secret,
    }
    told = [
        *differences(without, parse(with_secret, written.files)),
        *differences(definition, without),
    ]
    assert any("hidden" in str(change) for change in told)
    assert not any(secret in str(change) for change in told)


@given(st.integers(1, 999_999))
def test_a_duration_of_whole_milliseconds_reads_back(milliseconds: int) -> None:
    written = parse_duration(f"{milliseconds}ms")
    assert written is not None
    assert parse_duration(duration_text(written)) == written


@given(st.lists(st.text(min_size=1), min_size=1, unique_by=str.casefold))
def test_a_known_word_is_its_own_nearest(known: list[str]) -> None:
    assert all(nearest(word, known) == word for word in known)
