"""One request, as it is sent."""

from dataclasses import dataclass

from chalicelib.network.urls import Url

Headers = tuple[tuple[str, str], ...]

_METHODS_WITH_BODY = frozenset({"PATCH", "POST", "PUT"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Names of `headers` are told apart by letters alone; of two alike the last goes.

    They are none of those that frame the exchange, and hold no line breaks: whoever makes it sees
    to that.
    """

    url: Url
    method: str
    headers: Headers = ()
    body: bytes | None = None

    def message(self) -> bytes:
        """The bytes to send, in the form of HTTP/1.1 (RFC 9112)."""
        fields = {"host": ("Host", self.url.authority)}
        fields |= {name.lower(): (name, value) for name, value in self.headers}
        fields |= {"accept-encoding": ("Accept-Encoding", "identity")}
        fields |= {"connection": ("Connection", "close")}
        if self.body is not None or self.method in _METHODS_WITH_BODY:
            fields["content-length"] = ("Content-Length", str(len(self.body or b"")))
        lines = [f"{self.method} {self.url.asks_for} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.values()]
        return "\r\n".join([*lines, "", ""]).encode() + (self.body or b"")
