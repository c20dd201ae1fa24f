"""`candor mirror`: the page's copies in a folder, for a host outside AWS.

All is read over HTTP from the page's own address, so the host needs no key to anything. Nothing is
written before all of it is here; then each file takes its place in one step, what others lead to
before what leads there, and the pulse last.
"""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from chalicelib.domain.copies import PULSE_PATH
from chalicelib.domain.errors import InvalidInput, Unavailable

_PATIENCE_S = 10
_WHOLE_PATIENCE_S = 120
_LARGEST, _LARGEST_IN_ALL, _MOST_FILES = 6_000_000, 60_000_000, 500
# A page that changes while it is read is read again, after as long as a function holds a page.
_ATTEMPTS, _PAUSE_S = 3, 6
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
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
    page = _Page(_usable(url))
    for attempt in range(_ATTEMPTS):
        try:
            wanted = list(page.files(folder))
            break
        except _Changed:
            if attempt + 1 < _ATTEMPTS:
                time.sleep(_PAUSE_S)
    else:
        raise Unavailable(f"{page.url} changed each time it was read; run the command again.")
    pulse = page.get(PULSE_PATH)
    _require_pulse(pulse, page.url)
    for path, content in [*wanted, (PULSE_PATH, pulse)]:
        _write(folder / path, content)
    print(f"{folder} is as {page.url} is now: {len(wanted)} files changed, and the pulse.")
    return 0


def _usable(url: str) -> str:
    """The address without a slash at its end; what comes over the net comes by TLS."""
    parts = urlsplit(url)
    is_near = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_near):
        raise InvalidInput(
            f"{url!r} can't be mirrored: give the page's address, such as "
            "https://status.example.com; http is for this machine only."
        )
    return url.rstrip("/")


class _Page:
    """The page at an address, read within bounds of size and time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = build_opener(_NoWayAround)
        self._until = time.monotonic() + _WHOLE_PATIENCE_S
        self._left = _LARGEST_IN_ALL

    def files(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file that the folder has otherwise, in order of appearance."""
        for listed in self._list():
            place = folder / listed.path
            if not place.resolve().is_relative_to(folder.resolve()):
                raise InvalidInput(f"{place} leads out of {folder}, and nothing is written there.")
            if place.is_file() and _digest(place.read_bytes()) == listed.digest:
                continue
            content = self.get(f"copy/{listed.path}")
            if _digest(content) != listed.digest:
                raise _Changed
            yield listed.path, content

    def get(self, path: str) -> bytes:
        """What stands at the path. Raises Unavailable."""
        url = f"{self.url}/{path}"
        asked = Request(url, headers={"Accept": "*/*"})  # noqa: S310 - an address that was looked at
        try:
            with self._opener.open(asked, timeout=_PATIENCE_S) as answer:
                return self._whole(answer, url)
        except HTTPError as error:
            raise Unavailable(f"{url} answers {error.code}, so nothing was changed.") from error
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise Unavailable(f"{url} can't be read, so nothing was changed: {reason}.") from error

    def _whole(self, answer: Any, url: str) -> bytes:
        content = b""
        while piece := answer.read1(65536):
            content += piece
            self._left -= len(piece)
            if len(content) > _LARGEST or self._left < 0:
                raise Unavailable(f"{url} is larger than a status page is; nothing was changed.")
            if time.monotonic() > self._until:
                raise Unavailable(f"{self.url} took too long to be read; nothing was changed.")
        return content

    def _list(self) -> list[_Listed]:
        try:
            files = json.loads(self.get("copy.json"))["files"]
            listed = [_Listed(each["path"], each["sha256"]) for each in files]
            wrong = [each for each in listed if not _is_fit(each)]
        except (ValueError, LookupError, TypeError) as error:
            raise Unavailable(f"{self.url}/copy.json is no list of copies.") from error
        if wrong:
            raise Unavailable(
                f"{self.url}/copy.json names {wrong[0].path!r}, which is no file of a status page; "
                "nothing was changed."
            )
        if not 0 < len(listed) <= _MOST_FILES:
            raise Unavailable(f"{self.url}/copy.json lists {len(listed)} files; that can't be.")
        return listed


class _NoWayAround(HTTPRedirectHandler):
    """A page that is moved is to be named by its new address, and never followed unasked."""

    def redirect_request(
        self,
        req: Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


def _is_fit(listed: _Listed) -> bool:
    known = _PATH.fullmatch(listed.path) and _DIGEST.fullmatch(listed.digest)
    return bool(known) and listed.path != PULSE_PATH


def _require_pulse(content: bytes, url: str) -> None:
    try:
        pulse: Mapping[str, object] = json.loads(content)
        known = "last_checked_at" in pulse
    except (ValueError, TypeError):
        known = False
    if not known:
        raise Unavailable(f"{url}/{PULSE_PATH} is no pulse; nothing was changed.")


def _write(file: Path, content: bytes) -> None:
    """In one step: who reads it finds the old or the new one. Raises Unavailable."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            part.chmod(0o644)  # a web server is somebody else
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(f"{file} can't be written: {error.strerror}.") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
