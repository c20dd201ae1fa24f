"""The package, imported as Lambda imports it: from the layer and the functions' zip alone."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import chalice
import chalice.app
import pytest

from chalicelib.words import LANGUAGES
from infra import package

_IMPORT = "import sys; sys.path[:0] = sys.argv[1:]; import app; print(app.app.app_name)"
_SPEAK = """
import sys
sys.path[:0] = sys.argv[1:]
from datetime import date
from chalicelib.words import LANGUAGES, tongue
sys.stdout.reconfigure(encoding="utf-8")
for each in map(tongue, LANGUAGES):
    print(each.say("Major outage"), "am", each.day(date(2026, 11, 22)))
"""


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer as Lambda lays it down, below `python/lib/`."""
    tree = tmp_path_factory.mktemp("opt")
    with zipfile.ZipFile(package.build(built, "dev")) as layer:
        layer.extractall(tree)
    return tree


def site_packages(tree: Path) -> Path:
    (found,) = tree.glob("python/lib/*/site-packages")
    return found


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two modules of Chalice that it puts into every function's zip."""
    directory = tmp_path_factory.mktemp("task")
    (directory / "chalice").mkdir()
    for module in (chalice, chalice.app):
        shutil.copy(str(module.__file__), directory / "chalice")
    return directory


def test_the_app_starts_with_nothing_but_the_package(
    built: Path, framework: Path, unpacked: Path
) -> None:
    paths = [str(built), str(framework), str(site_packages(unpacked))]
    assert alone(_IMPORT, paths) == "candor\n"


def test_every_language_comes_with_its_words_and_without_babel(
    built: Path, framework: Path, unpacked: Path
) -> None:
    paths = [str(built), str(framework), str(site_packages(unpacked))]
    said = alone(_SPEAK, paths).splitlines()
    assert len(said) == len(set(said)) == len(LANGUAGES)
    assert "Schwerer Ausfall am 22. November 2026" in said
    assert not list(site_packages(unpacked).glob("[Bb]abel*"))


def alone(code: str, paths: list[str]) -> str:
    """What the code prints with -I and -S: with nothing that is installed on this machine."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, *paths],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_of_the_layer_comes_with_its_byte_code(unpacked: Path) -> None:
    version = sys.implementation.cache_tag
    bare = [
        source
        for source in site_packages(unpacked).rglob("*.py")
        if not (source.parent / "__pycache__" / f"{source.stem}.{version}.pyc").exists()
    ]
    assert bare == []


def test_the_app_comes_with_its_byte_code(built: Path) -> None:
    sources = list((built / "chalicelib").rglob("*.py"))
    assert len(list((built / "chalicelib").rglob("*.pyc"))) == len(sources) > 0


def test_what_only_the_command_line_of_chalice_needs_stays_here(unpacked: Path) -> None:
    packed = {entry.name for entry in site_packages(unpacked).iterdir()}
    assert packed & {"pip", "setuptools", "wheel", "click", "yaml"} == set()
    assert packed >= {"boto3", "pynamodb", "jinja2", "aws_lambda_powertools", "tzdata"}


def test_the_layer_is_far_below_what_lambda_takes(built: Path, unpacked: Path) -> None:
    zipped = package.build(built, "dev").stat().st_size
    unzipped = sum(file.stat().st_size for file in unpacked.rglob("*") if file.is_file())
    assert zipped < 50_000_000 * 3 / 5
    assert unzipped < 250_000_000 / 2
