"""What an export has to know of the page, read from the page's own address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`url` is the status page's address, without a slash at its end; `notice` is its HTML now.

    `language` is the code that the notice is in when it isn't the page's first language.
    """

    url: str
    notice: str
    language: str | None = None

    @property
    def notice_url(self) -> str:
        """Where the notice is fetched anew."""
        return f"{self.url}/{self.language}/down" if self.language else f"{self.url}/down"
