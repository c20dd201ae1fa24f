"""What an export has to know of the page, read from the page's own address."""

from dataclasses import dataclass


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
