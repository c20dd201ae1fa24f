"""The documents are complete: what the code reads, answers and offers is named in them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.web.routes import ANY
from chalicelib.web.routes import ROUTES as PUBLIC

PROJECT = Path(__file__).resolve().parents[3]
DOCS = PROJECT / "docs"
CODE = [
    PROJECT / "app.py",
    *(
        path
        for folder in ("chalicelib", "candor", "catalogues", "devstack", "infra", "bench")
        for path in sorted((PROJECT / folder).rglob("*.py"))
    ),
]
DOCUMENTS = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(DOCS.rglob("*.md")),
]
LONGEST_FILE = 300
SOME_ID = "abcdefghijkl"


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def words(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def variables(path: Path) -> Iterator[str]:
    """The environment variables that a module reads: `environ.get("X")`, `environ["X"]`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(mapping, "get"), args=[ast.Constant(str(name)), *_]
            ) | ast.Subscript(mapping, ast.Constant(str(name)), ast.Load()) if ast.unparse(
                mapping
            ) in environments(path):
                yield name


def environments(path: Path) -> tuple[str, ...]:
    """How a module calls the environment: settings get it handed in."""
    return ("os.environ", "environ") if path.name == "settings.py" else ("os.environ",)


def test_every_environment_variable_that_is_read_is_in_the_documents() -> None:
    read = {name: named(path) for path in CODE for name in variables(path)}
    assert {"STAGE", "BASE_URL", "PORT", "PAGE", "SPEED", "DYNAMODB_ENDPOINT"} <= read.keys()
    told = words("configuration.md") + words("devstack.md")
    assert {name: path for name, path in read.items() if f"`{name}`" not in told} == {}


def answered_addresses() -> list[tuple[re.Pattern[str], set[str]]]:
    """The pattern and the methods of every route, the public ones and the team's."""
    # Imported here: it reads the environment that the fixtures make.
    from chalicelib.web.admin.routes import ROUTES as OF_THE_TEAM

    public = [(route.pattern, set(route.answers)) for route in PUBLIC]
    return [*public, *((route.pattern, set(route.methods)) for route in OF_THE_TEAM)]


def documented_addresses() -> dict[str, set[str]]:
    """What the table in docs/api.md says: addresses with an id in place, and their methods."""
    addresses: dict[str, set[str]] = {}
    for row in re.findall(r"^\| `(/[^`]*)`.*?\| ([^|]+?) \|", words("api.md"), re.MULTILINE):
        address, methods = re.sub(r"\{\w+\}", SOME_ID, row[0]), row[1]
        allowed = ANY if methods == "any" else methods.split(", ")
        addresses.setdefault(address, set()).update(allowed)
    return addresses


def test_every_address_in_the_documents_is_answered_to_the_methods_named_there() -> None:
    for address, methods in documented_addresses().items():
        answered = {
            method
            for pattern, known in answered_addresses()
            if pattern.fullmatch(address)
            for method in known
        }
        assert answered == methods, address


def test_every_address_that_is_answered_is_in_the_documents() -> None:
    told = documented_addresses()
    untold = [
        pattern.pattern
        for pattern, _ in answered_addresses()
        if not any(pattern.fullmatch(address) for address in told)
    ]
    assert untold == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
    missing = [
        link
        for link in links
        if not re.match(r"[a-z]+:", link) and not (document.parent / link).exists()
    ]
    assert missing == []


def test_the_readme_leads_to_every_document() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert [path.name for path in sorted(DOCS.glob("*.md")) if named(path) not in readme] == []


def test_every_make_target_is_in_make_help() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    helped = subprocess.run(
        ["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert "run" in targets
    assert [name for name in targets if f"  make {name} " not in helped.stdout] == []


def test_no_file_is_longer_than_one_can_read_at_a_sitting() -> None:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}
