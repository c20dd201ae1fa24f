"""Pictures: which files can be one, judged by what they hold and not by how they are called."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from chalicelib.domain.page import Logo
from chalicelib.domain.places import Place, Reader, Unusable, quoted
from chalicelib.domain.scalars import raw_text

# Logo and pictures have a row of the table each, and a row holds at most 400 KB. Pages carry both:
# a portrait of 96 pixels, twice as many as are shown, is 2 to 4 KB.
LOGO_BYTES = 48 * 1024
PICTURE_BYTES = 8 * 1024
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}\.(svg|png|jpe?g|webp)", re.ASCII)
_SVG = "http://www.w3.org/2000/svg svg"


def is_logo_name(text: str) -> bool:
    """Whether it can only be a picture in the same folder."""
    return _NAME.fullmatch(text) is not None


def logo(files: Mapping[str, bytes]) -> Reader[Logo]:
    """A reader of the name of one of the files."""
    return picture(files, LOGO_BYTES, what="a logo's file")


def picture(files: Mapping[str, bytes], most: int, *, what: str = "a picture") -> Reader[Logo]:
    """As `logo`, for a file of at most so many bytes."""

    def read(place: Place) -> Logo:
        name = raw_text(place)
        if not is_logo_name(name):
            raise Unusable(
                f"{quoted(name)} can't be {what}; name one beside the definition, without "
                "folders or blanks, that ends in .svg, .png, .jpg or .webp."
            )
        if (content := files.get(name)) is None:
            raise Unusable(f"There is no readable file {quoted(name)} beside the definition.")
        if len(content) > most:
            raise Unusable(f"{quoted(name)} is larger than {most // 1024} KB; make it smaller.")
        return Logo(name=name, media_type=media_type(name, content), content=content)

    return read


def media_type(name: str, content: bytes) -> str:
    """The kind of picture, by what it holds. Raises Unusable for what is none or does harm."""
    match content:
        case _ if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return "image/png"
        case _ if content.startswith(b"\xff\xd8\xff"):
            return "image/jpeg"
        case _ if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return "image/webp"
        case _ if b"<" in content[:1024]:
            _refuse_bad_svg(name, content)
            return "image/svg+xml"
    raise Unusable(f"{quoted(name)} isn't a picture; give an SVG, PNG, JPEG or WebP file.")


def _refuse_bad_svg(name: str, content: bytes) -> None:
    """An SVG can hold scripts, which would run with the page's rights when opened by itself."""
    elements: list[str] = []
    attributes: list[str] = []

    def begin(element: str, given: dict[str, str]) -> None:
        elements.append(element)
        attributes.extend(given)

    def refuse_entity(*_: object) -> None:
        raise Unusable(f"{quoted(name)} declares XML entities; save it as a plain SVG.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(content, True)
    except (LookupError, ValueError):  # Python has no such encoding, or expat can't use it
        raise Unusable(f"{quoted(name)} is in an encoding of its own; save it in UTF-8.") from None
    except expat.ExpatError as why:
        reason = expat.ErrorString(why.code)
        raise Unusable(
            f"{quoted(name)} isn't well-formed XML: {reason} in its line {why.lineno}."
        ) from None
    if elements[0] != _SVG:
        raise Unusable(f"{quoted(name)} isn't an SVG; its first element must be <svg> of SVG.")
    if any(element.endswith(" script") for element in elements) or any(
        attribute.lower().startswith("on") for attribute in attributes
    ):
        raise Unusable(f"{quoted(name)} holds a script; take it out.")
