"""Every page of every state, as the Nu HTML checker reads it."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.browser.addresses import address, names
from tests.browser.site import Site
from tests.browser.states import STATES

_CHECKER = Path(__file__).resolve().parents[2] / ".cache" / "nu-checker"
_COPIES = ("/copy/index.html", "/copy/down.html")
# The checker doesn't know that `data:` in a policy allows pictures of that kind (CSP 3, 6.7.2.8);
# browsers do, and the walk fails on what they block.
_MISTAKEN = re.compile(
    r"Resource violates Content Security Policy \(meta tag\): image “data:.*“img-src”", re.DOTALL
)
_IS_THERE = shutil.which("java") is not None and any(_CHECKER.glob("validator-*.jar"))


@pytest.mark.skipif(not _IS_THERE, reason="The Nu HTML checker is missing: make checker")
@pytest.mark.timeout(240)
def test_the_checker_finds_nothing(sites: Mapping[str, Site], tmp_path: Path) -> None:
    for state in STATES:
        paths = {name: address(sites[state], name).path for name in names(state)}
        for name, path in {**paths, **{copy: copy for copy in _COPIES}}.items():
            file = re.sub(r"\W+", "-", f"{state} {name}").strip("-")
            body = _body(sites[state].url + path)
            (tmp_path / f"{file}.html").write_text(body, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 50
    assert _found(tmp_path) == []


def _body(url: str) -> str:
    try:
        with urlopen(url) as answer:
            read: bytes = answer.read()
    except HTTPError as error:  # the notice and the page that isn't there
        read = error.read()
    return read.decode()


def _found(folder: Path) -> list[str]:
    """Errors and warnings, each with its page."""
    main = "nu.validator.client.SimpleCommandLineValidator"
    options = ["--stdout", "--format", "json", "--exit-zero-always"]
    command = ["java", "-cp", f"{_CHECKER}/*", main, *options, str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        f"{Path(each['url']).stem}: {each['message']} | {each.get('extract', '')}"
        for each in json.loads(told)["messages"]
        if not _MISTAKEN.match(each["message"])
    ]
