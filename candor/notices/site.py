"""What an export has to know of the page, read from the page's own address."""

import re
from dataclasses import dataclass

from chalicelib.domain.errors import InvalidInput

# What may stand in a URL that goes into shell scripts, configurations and templates: nothing in it
# means anything to any of them.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>(?=.{1,253}(?:[:/]|\Z))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)"
    r"(?P<port>:[1-9][0-9]{0,4})?"
    r"(?P<path>(/[A-Za-z0-9._~-]+)*)"
)
_HERE = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`url` is the status page's address, without a slash at its end.

    `notice` is its notice as HTML now, `problem` the same facts for programs, as problem+json, or
    "" for what has no use for them. `language` is the code that the notice is in when it isn't the
    page's first language.
    """

    url: str
    notice: str
    problem: str = ""
    language: str | None = None

    @property
    def notice_url(self) -> str:
        """Where the notice is fetched anew."""
        return notice_url(self.url, self.language)


def notice_url(url: str, language: str | None) -> str:
    """Where the page at that address has its notice, in that language or its first one."""
    return f"{url}/{language}/down" if language else f"{url}/down"


def page_address(text: str) -> str:
    """The status page's address, without a slash at its end, fit to be written into any file.

    Raises InvalidInput. Plain http is for the system on this machine alone: anybody on the way
    could put words of their own in front of the product's customers, for as long as it is down.
    """
    found = _ADDRESS.fullmatch(text.rstrip("/"))
    if found is None:
        raise InvalidInput(
            f"{text!r} is no address of a status page; write for example "
            "https://status.example.com. Capitals in the host, signs such as ? & % and a name or "
            "password aren't taken, because the address is written into scripts."
        )
    if found["scheme"] == "http" and found["host"] not in _HERE:
        raise InvalidInput(
            f"{text} isn't encrypted, so anybody on the way could say what your customers read. "
            f"Write https://{found['host']}{found['port'] or ''}{found['path']}; http is for "
            "this machine alone."
        )
    return found[0]
