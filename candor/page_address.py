"""The address of a status page as somebody wrote it, looked at before anything is read there."""

import re

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
