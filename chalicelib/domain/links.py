"""Links of the page's own, in its header and its footer: read, and written back."""

from collections.abc import Sequence

from chalicelib.domain.page import Link
from chalicelib.domain.places import Place, Reader, Unusable, list_of
from chalicelib.domain.scalars import line
from chalicelib.domain.urls import support_url

KNOWN = ("header", "footer")
HEADER_AT_MOST = 5  # what stands in one line of a narrow screen's menu
FOOTER_AT_MOST = 10
TEXT_LENGTH = 40
_LINK_KNOWN = ("text", "url")

Links = tuple[Link, ...]


def links(place: Place) -> tuple[Links, Links]:
    """The links of the header and those of the footer, in the order of the page."""
    fields = place.fields(KNOWN)
    return (
        fields.read("header", links_with(support_url, HEADER_AT_MOST), ()),
        fields.read("footer", links_with(support_url, FOOTER_AT_MOST), ()),
    )


def links_document(written: Sequence[Link]) -> list[dict[str, str]]:
    """The links as a document has them."""
    return [{"text": link.text, "url": link.url} for link in written]


def links_with(url: Reader[str], most: int) -> Reader[Links]:
    """A reader of at most so many links, whose addresses `url` reads."""

    def link(place: Place) -> Link:
        fields = place.fields(_LINK_KNOWN)
        text = fields.need(
            "text", line(TEXT_LENGTH), wanted="the words that readers click on", default=""
        )
        return Link(text, fields.need("url", url, wanted="where it leads", default=""))

    def read(place: Place) -> Links:
        if isinstance(place.value, list) and len(place.value) > most:
            raise Unusable(f"There are {len(place.value)} links here; write at most {most}.")
        return list_of(link)(place)

    return read
