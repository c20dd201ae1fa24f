"""`candor mirror`: the page's copies in a folder, for a host outside AWS.

All is read over HTTP from the page's own address, so the host needs no key to anything. Nothing is
written before all of it is here; then each file takes its place in one step, what others lead to
before what leads there, and the pulse last.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from candor.fetching import Fetcher
from candor.page_address import page_address
from candor.writing import put
from chalicelib.domain.copies import PULSE_PATH
from chalicelib.domain.errors import InvalidInput, Unavailable

_WHOLE_PATIENCE_S = 120
_LARGEST, _LARGEST_IN_ALL, _MOST_FILES = 6_000_000, 60_000_000, 500
# A page that changes while it is read is read again, after as long as a function holds a page.
_ATTEMPTS, _PAUSE_S = 3, 6
# No step upwards, nothing hidden, nothing that means something to a shell or another system.
_PATH = re.compile(r"(?:[A-Za-z0-9_-]+/){0,8}[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Listed:
    path: str
    digest: str


class _Changed(Exception):
    """The page became another one while it was read."""


def mirror(folder: Path, url: str) -> int:
    """Bring the folder up to the page at that address, and say what was done; gives the exit code.

    Raises InvalidInput or Unavailable; as long as not everything could be read, nothing is written.
    """
    page = _Page(page_address(url))
    try:
        wanted = _read(page, folder)
    except (InvalidInput, Unavailable) as error:
        raise type(error)(f"{error} Nothing was changed.") from error
    for path, content in wanted:
        _write(folder / path, content)
    print(f"{folder} is as {page.url} is now: {len(wanted) - 1} files changed, and the pulse.")
    return 0


def _read(page: "_Page", folder: Path) -> list[tuple[str, bytes]]:
    """What the folder has otherwise, in order of appearance, the pulse last."""
    for attempt in range(_ATTEMPTS):
        try:
            changed = list(page.files(folder))
            return [*changed, (PULSE_PATH, page.pulse())]
        except _Changed:
            if attempt + 1 < _ATTEMPTS:
                time.sleep(_PAUSE_S)
    raise Unavailable(f"{page.url} changed each time it was read; run the command again.")


class _Page:
    """The page at an address, read within bounds of size and time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._fetcher = Fetcher(
            "file of a status page",
            largest=_LARGEST,
            in_all=_LARGEST_IN_ALL,
            seconds=_WHOLE_PATIENCE_S,
        )

    def files(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file that the folder has otherwise, in order of appearance."""
        for listed in self._list():
            place = folder / listed.path
            if not place.resolve().is_relative_to(folder.resolve()):
                raise InvalidInput(f"{place} leads out of {folder}, and nothing is written there.")
            if place.is_file() and _digest(place.read_bytes()) == listed.digest:
                continue
            content = self._get(f"copy/{listed.path}")
            if _digest(content) != listed.digest:
                raise _Changed
            yield listed.path, content

    def pulse(self) -> bytes:
        """The sign that the checks still run."""
        content = self._get(PULSE_PATH)
        if not _is_pulse(content):
            raise Unavailable(f"{self.url}/{PULSE_PATH} is no pulse.")
        return content

    def _get(self, path: str) -> bytes:
        url = f"{self.url}/{path}"
        answer = self._fetcher.get(url)
        if answer.status != HTTPStatus.OK:
            raise Unavailable(f"{url} answers {answer.status}.")
        return answer.body

    def _list(self) -> list[_Listed]:
        try:
            files = json.loads(self._get("copy.json"))["files"]
            listed = [_Listed(each["path"], each["sha256"]) for each in files]
            wrong = [each for each in listed if not _is_fit(each)]
        except (ValueError, LookupError, TypeError) as error:
            raise Unavailable(f"{self.url}/copy.json is no list of copies.") from error
        if wrong:
            raise Unavailable(
                f"{self.url}/copy.json names {wrong[0].path!r}, which is no file of a status page."
            )
        if not 0 < len(listed) <= _MOST_FILES:
            raise Unavailable(f"{self.url}/copy.json lists {len(listed)} files; that can't be.")
        return listed


def _is_fit(listed: _Listed) -> bool:
    known = _PATH.fullmatch(listed.path) and _DIGEST.fullmatch(listed.digest)
    return bool(known) and listed.path != PULSE_PATH


def _is_pulse(content: bytes) -> bool:
    try:
        pulse: Mapping[str, object] = json.loads(content)
        return "last_checked_at" in pulse
    except (ValueError, TypeError):
        return False


def _write(file: Path, content: bytes) -> None:
    try:
        put(file, content)
    except OSError as error:
        raise Unavailable(f"{file} can't be written: {error.strerror}.") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
