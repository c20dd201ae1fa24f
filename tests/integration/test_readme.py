"""Every command in the README is run, in its order, in a copy of the project as it is now."""

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.devstack.samples import until
from tests.ports import free_ports
from tests.target import Target
from tests.whole_stack import PROJECT, Running, started

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
TOOLS = ("curl", "git", "make")
PATIENCE_S = 60


class Person:
    """Somebody who types what the README says: `make run` in one terminal, the rest in another."""

    def __init__(self, folder: Path, port: int, own_service: Target) -> None:
        self._folder = folder
        self._port = port
        self._own_service = own_service
        self._processes = ExitStack()
        self._running: Running | None = None

    def types(self, command: str) -> None:
        words = shlex.split(self._here(command))
        match words:
            case ["make", "run", *_]:
                self.stops()
                self._starts(tuple(words))
            case ["make", "test"]:
                # It can't run within itself; CI types the very same.
                assert command in (PROJECT / ".ci" / "run").read_text("utf-8").splitlines()
            case ["curl", *_]:
                self._runs([*words, "--fail", "--silent", "--show-error"])
            case ["cp", _, definition]:
                self._runs(words)
                self._edits(definition, self._own_endpoints())
            case [".venv/bin/candor", "--local", "apply", definition]:
                self._edits(definition, {"name: Example": "name: Our Shop"})
                assert "Applied to the system on this machine." in self._runs(words, says="y")
                assert self._running is not None
                until(lambda: b"Our Shop" in self._get("/"))
            case [".venv/bin/candor", *_]:
                # Nobody's account is at hand; tests/integration/deploy goes on with embedded AWS.
                assert "There are no AWS credentials" in self._runs(words, status=1)
            case _:
                pytest.fail(f"README.md has a command that nothing here knows to run: {command}")

    def stops(self) -> None:
        """Ctrl-C, of which make dies as well once what it ran has ended."""
        running, self._running = self._running, None
        with self._processes:
            if running:
                output, _ = running.interrupt()
                assert output.endswith("Stopping …\n"), output

    def _here(self, text: str) -> str:
        """The text, with the ports that are free here in place of those in the README."""
        text = text.replace("localhost:8000", f"localhost:{self._port}")
        return text.replace("localhost:8001", f"localhost:{self._port + 1}")

    def _starts(self, command: tuple[str, ...]) -> None:
        process = started(command=command, cwd=self._folder, port=self._port, PAST="")
        self._running = self._processes.enter_context(process)
        greeting = self._running.greeting()
        for address in ("http://localhost:8000/", "http://localhost:8001/"):
            assert address in README
            assert self._here(address) in greeting, greeting
        assert self._get("/")

    def _get(self, path: str) -> bytes:
        assert self._running is not None
        answer = self._running.get(path)
        assert answer.status == 200
        return answer.body

    def _runs(self, words: list[str], *, says: str = "", status: int = 0) -> str:
        """What the command printed; `says` is what the person answers at the terminal."""
        terminal, its_end = pty.openpty()
        try:
            os.write(terminal, f"{says}\n".encode())
            ran = subprocess.run(
                words,
                cwd=self._folder,
                stdin=its_end,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
        finally:
            os.close(terminal)
            os.close(its_end)
        assert ran.returncode == status, ran.stdout
        return ran.stdout

    def _edits(self, name: str, changes: Mapping[str, str]) -> None:
        file = self._folder / name
        text = file.read_text("utf-8")
        for before, after in changes.items():
            assert before in text, f"{name} has no {before!r} to change"
            text = text.replace(before, after)
        file.write_text(text, "utf-8")

    def _own_endpoints(self) -> dict[str, str]:
        return {
            "https://www.example.com/\n": f"{self._own_service.url}/\n",
            "https://api.example.com/": f"{self._own_service.url}/",
            "# allow_addresses: [10.1.0.0/16]": "allow_addresses: [127.0.0.1]",
        }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of all that git has or would add, with the environment that the tests run in."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or not (PROJECT / ".git").exists():
        pytest.skip(f"there is no {', '.join(missing) or 'git checkout here'}")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    copy = tmp_path / "candor"
    for name in names.split("\0"):
        if (PROJECT / name).is_file():  # one may be deleted and not committed yet
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, copy / name)
    environment = copy / ".venv"
    environment.mkdir()
    for each in Path(sys.prefix).iterdir():
        (environment / each.name).symlink_to(each)
    (environment / ".ready").unlink(missing_ok=True)
    (environment / ".ready").touch()  # newer than what it is made from, so that make lets it be
    return copy


@pytest.fixture
def person(checkout: Path, target: Target, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    port = free_ports()
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("PYTHONPATH", str(checkout))  # the environment is that of another checkout
    for name in ("MAKEFLAGS", "MAKELEVEL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    someone = Person(checkout, port, target)
    yield someone
    someone.stops()


def test_all_code_in_the_readme_is_commands_that_are_run_here() -> None:
    fences = re.findall(r"^```.*$", README, re.MULTILINE)
    assert set(fences[::2]) == {"```sh"}
    assert set(fences[1::2]) == {"```"}
    assert {"make run", "make test"} <= set(COMMANDS)


def test_every_command_in_the_readme_does_what_it_says(person: Person) -> None:
    for command in COMMANDS:
        try:
            person.types(command)
        except BaseException as error:
            error.add_note(f"This was: {command}")
            raise


def test_a_command_that_nobody_knows_is_named(person: Person) -> None:
    with pytest.raises(pytest.fail.Exception, match="make coffee"):
        person.types("make coffee")
