"""What a person may choose about the devstack, read from the environment."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 8000
DEFAULT_PAGE = "examples/demo.yaml"
DEFAULT_STATE_DIR = ".state"
PORTS = 4  # the page, the console, embedded AWS and the demo service stand side by side
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DEMO_PAST = timedelta(days=90)  # as many days as the page's bars show
LONGEST_PAST = timedelta(days=3650)
_PAST_UNITS = {"d": timedelta(days=1), "y": timedelta(days=365)}
HIGHEST_SPEED = 600.0  # ten virtual minutes a second; above, no machine keeps up with the checks


class WrongSetting(Exception):
    """A setting that can't be used; the sentence names it and says what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`speed` is how many virtual seconds pass in a second on the wall.

    `past` is how long a past is invented for a page that has none; None for none at all.
    """

    port: int = DEFAULT_PORT
    page: Path = Path(DEFAULT_PAGE)
    speed: float = 1.0
    dynamodb_endpoint: str | None = None
    state_dir: Path = Path(DEFAULT_STATE_DIR)
    past: timedelta | None = None

    @property
    def console_port(self) -> int:
        return self.port + 1

    @property
    def aws_port(self) -> int:
        return self.port + 2

    @property
    def demo_port(self) -> int:
        return self.port + 3

    @property
    def page_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def console_url(self) -> str:
        return f"http://localhost:{self.console_port}"

    @property
    def aws_url(self) -> str:
        return f"http://localhost:{self.aws_port}"

    @property
    def demo_url(self) -> str:
        return f"http://localhost:{self.demo_port}"

    @property
    def state_file(self) -> Path | None:
        """Where a restart finds what was held beside the table; None when the table is ours too.

        Each DynamoDB engine has a file of its own: what belongs to one table must not be mixed
        with another's.
        """
        if self.dynamodb_endpoint is None:
            return None
        return (
            self.state_dir / f"{urlsplit(self.dynamodb_endpoint).netloc.replace(':', '-')}.sqlite"
        )


def read(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment; an empty value counts as none. Raises `WrongSetting`."""
    _check_log_level(environ.get("POWERTOOLS_LOG_LEVEL") or "WARNING")
    page = _page(environ.get("PAGE") or DEFAULT_PAGE)
    return Settings(
        port=_port(environ.get("PORT") or str(DEFAULT_PORT)),
        page=page,
        speed=_speed(environ.get("SPEED") or "1"),
        dynamodb_endpoint=_endpoint(environ.get("DYNAMODB_ENDPOINT") or None),
        state_dir=Path(environ.get("STATE_DIR") or DEFAULT_STATE_DIR),
        past=_past(environ.get("PAST") or None, page),
    )


def _port(text: str) -> int:
    highest = 65_535 - (PORTS - 1)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        raise WrongSetting(
            f"PORT is {text!r}; it must be a whole number from 1 to {highest}, "
            f"as the {PORTS - 1} ports after it are used too."
        )
    return int(text)


def _page(text: str) -> Path:
    page = Path(text)
    if not page.is_file():
        raise WrongSetting(
            f"PAGE is {text!r}, which is not a file; give the path of a page definition, "
            f"such as {DEFAULT_PAGE}."
        )
    return page


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed <= HIGHEST_SPEED:  # not-a-number fails this too
        raise WrongSetting(
            f"SPEED is {text!r}; it must be a number above 0, and at most {HIGHEST_SPEED:g}."
        )
    return speed


def _past(text: str | None, page: Path) -> timedelta | None:
    """Without a word the demo page has one, and a page of one's own has none."""
    if text is None:
        return DEMO_PAST if page == Path(DEFAULT_PAGE) else None
    if text == "0":
        return None
    written = re.fullmatch(r"(\d{1,4})([dy])", text, re.ASCII)
    past = int(written[1]) * _PAST_UNITS[written[2]] if written else timedelta(0)
    if not timedelta(0) < past <= LONGEST_PAST:
        raise WrongSetting(
            f"PAST is {text!r}; it must be a number of days or years up to ten years, such as "
            "90d or 2y, or 0 for no past."
        )
    return past


def _endpoint(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise WrongSetting(
            f"DYNAMODB_ENDPOINT is {text!r}; it must be the URL of a DynamoDB engine, "
            "such as http://localhost:8010."
        )
    return text


def _check_log_level(text: str) -> None:
    """Powertools reads it by itself, as the app is imported; here a sentence can be said."""
    if text.upper() not in _LOG_LEVELS:
        raise WrongSetting(f"POWERTOOLS_LOG_LEVEL is {text!r}; it can be {', '.join(_LOG_LEVELS)}.")
