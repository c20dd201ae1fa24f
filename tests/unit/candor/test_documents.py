"""Definitions as files: read, written, and the environment's part in them."""

import stat
from pathlib import Path

import pytest
from hypothesis import given

from candor import documents
from candor.variables import UnusableReference, escape, expand
from chalicelib.domain.definition import Definition, files, parse
from chalicelib.domain.errors import InvalidInput
from tests.definition_documents import SVG, definitions, texts

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logo.svg").write_bytes(SVG)
    return tmp_path


def page_file(folder: Path, text: str) -> Path:
    path = folder / "page.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@given(definitions)
def test_what_is_written_as_yaml_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, definition: Definition
) -> None:
    folder = tmp_path_factory.mktemp("page")
    documents.dump(definition, folder / "page.yaml")
    assert documents.load(folder / "page.yaml", environment={"z": "another"}) == definition


def test_a_break_that_only_yaml_takes_for_one_is_kept(folder: Path) -> None:
    http = {"url": "https://a.example/", "body": "one\x85two"}
    check = {"key": "home", "http": http}
    component = {"key": "shop", "name": "Shop", "checks": [check]}
    definition = parse({"page": {"name": "Demo"}, "components": [component]}, {})
    documents.dump(definition, folder / "page.yaml")
    assert documents.load(folder / "page.yaml") == definition


@pytest.mark.parametrize("example", ["demo.yaml", "page.yaml"])
def test_every_example_is_valid_without_anything_set(example: str) -> None:
    assert documents.load(EXAMPLES / example, environment={}).checks


def test_the_demo_watches_the_demo_service_wherever_it_is() -> None:
    at = {"DEMO_URL": "http://localhost:9003"}
    definition = documents.load(EXAMPLES / "demo.yaml", environment=at)
    assert {check.target.url for check in definition.checks} == {
        "http://localhost:9003/",
        "http://localhost:9003/search",
        "http://localhost:9003/api/health",
    }


def test_a_secret_comes_from_the_environment(folder: Path) -> None:
    path = page_file(folder, "page: {name: 'Shop ${SUFFIX}', url: '${URL:-https://a.example}'}")
    page = documents.load(path, environment={"SUFFIX": "One"}).page
    assert (page.name, page.url) == ("Shop One", "https://a.example")


def test_what_came_from_the_environment_stays_a_text(folder: Path) -> None:
    path = page_file(folder, "page: {name: '${NAME}'}")
    assert documents.load(path, environment={"NAME": "12: {a: b} # c"}).page.name == (
        "12: {a: b} # c"
    )


@pytest.mark.parametrize("environment", [{}, {"TOKEN": ""}])
def test_a_variable_that_is_empty_counts_as_one_that_is_not_set(
    environment: dict[str, str],
) -> None:
    assert expand("${TOKEN:-none}", environment) == "none"
    assert expand("${TOKEN:-}", environment) == ""
    with pytest.raises(UnusableReference, match="TOKEN isn't set"):
        expand("${TOKEN}", environment)


@given(texts)
def test_an_escaped_text_is_expanded_to_itself(text: str) -> None:
    assert expand(escape(text), {}) == text


def test_an_alias_stands_for_what_it_names(folder: Path) -> None:
    text = """
page: {name: Shop}
components:
  - key: a
    name: A
    checks: &checks [{key: home, http: {url: https://a.example/}}]
  - {key: b, name: B, checks: *checks}
"""
    assert len(documents.load(page_file(folder, text), environment={}).checks) == 2


def test_a_byte_order_mark_is_no_fault(folder: Path) -> None:
    assert documents.load(page_file(folder, "\ufeffpage: {name: Shop}")).page.name == "Shop"


def test_a_file_over_1_mb_is_refused_unread(folder: Path) -> None:
    path = page_file(folder, "page: {name: Shop} #" + "x" * 1024 * 1024)
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        documents.load(path)


def test_a_folder_is_no_definition(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="isn't a file"):
        documents.load(folder)


def test_a_file_that_is_not_there_is_said_to_be_missing(folder: Path) -> None:
    with pytest.raises(InvalidInput, match=r"nowhere.yaml can't be read: No such file"):
        documents.load(folder / "nowhere.yaml")


def test_a_logo_that_is_a_folder_is_not_read(folder: Path) -> None:
    (folder / "folder.svg").mkdir()
    with pytest.raises(InvalidInput, match=r'no readable file "folder.svg"'):
        documents.load(page_file(folder, "page: {name: Shop, logo: folder.svg}"))


def test_an_export_brings_the_logo_along(folder: Path, tmp_path: Path) -> None:
    definition = documents.load(page_file(folder, "page: {name: Shop, logo: logo.svg}"))
    target = tmp_path / "export"
    target.mkdir()
    documents.dump(definition, target / "page.yaml")
    assert (target / "logo.svg").read_bytes() == files(definition)["logo.svg"]


def test_an_export_may_hold_secrets_and_so_is_for_its_owner_alone(tmp_path: Path) -> None:
    documents.dump(parse({"page": {"name": "Shop"}}, {}), tmp_path / "page.yaml")
    assert stat.S_IMODE((tmp_path / "page.yaml").stat().st_mode) == 0o600


def test_an_export_never_writes_over_a_definition(folder: Path) -> None:
    path = page_file(folder, "page: {name: Shop} # with a comment")
    with pytest.raises(InvalidInput, match="is there already"):
        documents.dump(documents.load(path), path)
    assert "with a comment" in path.read_text(encoding="utf-8")


def test_an_export_never_writes_over_another_logo(folder: Path) -> None:
    definition = documents.load(page_file(folder, "page: {name: Shop, logo: logo.svg}"))
    (folder / "logo.svg").write_bytes(SVG + b"\n")
    with pytest.raises(InvalidInput, match="is there already"):
        documents.dump(definition, folder / "other.yaml")
    assert not (folder / "other.yaml").exists()


def test_an_export_into_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be written: No such file or directory"):
        documents.dump(parse({"page": {"name": "Shop"}}, {}), tmp_path / "no" / "page.yaml")


def test_texts_of_several_lines_are_written_as_blocks() -> None:
    http = {"url": "https://a.example/", "method": "POST", "body": "one\ntwo\n"}
    checks = [{"key": "home", "http": http}]
    components = [{"key": "a", "name": "A", "checks": checks}]
    text = documents.dumps(parse({"page": {"name": "Shop"}, "components": components}, {}))
    assert "body: |\n            one\n            two\n" in text
