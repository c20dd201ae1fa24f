"""Forms with files, as browsers send them (RFC 7578): their fields, with files as text like others.

A file becomes what it holds in base64, a colon and its name. So it is kept, shown again and sent
once more like anything that was typed.
"""

import base64
from collections.abc import Mapping, Sequence
from io import BytesIO

from chalicelib.domain.errors import InvalidInput, TooLarge
from chalicelib.web.requests import Request

# What a field for a picture offers to choose from.
PICTURES = "image/svg+xml,image/png,image/jpeg,image/webp"
# Lambda takes 6 MB, of which base64 leaves three quarters: larger files never come so far.
_LARGEST = 4_500_000
_MOST_FIELDS, _MOST_HEADERS, _LONGEST_HEADER = 100, 8, 2_000
_NAME_LENGTH = 100
_UNREADABLE = "What you sent is no form of ours."


def every(request: Request, *, largest_text: int) -> Mapping[str, Sequence[str]]:
    """All values of each field; a field for a file that none was chosen for is left out.

    Raises TooLarge when there is more text, or more of all, than can be taken, and InvalidInput.
    """
    # Imported for such forms alone: all others do without.
    from multipart import (  # type: ignore[import-untyped]  # it comes without py.typed
        MultipartError,
        MultipartParser,
        parse_options_header,
    )

    if len(request.body) > _LARGEST:
        raise TooLarge("This form is larger than can be taken. Please choose a smaller file.")
    _, options = parse_options_header(request.headers.get("content-type", ""))
    values: dict[str, list[str]] = {}
    length = 0
    try:
        parser = MultipartParser(
            BytesIO(request.body),
            options.get("boundary", ""),
            part_limit=_MOST_FIELDS,
            header_limit=_MOST_HEADERS,
            headersize_limit=_LONGEST_HEADER,
            spool_limit=_LARGEST,  # nothing is ever written to a disk
            memory_limit=_LARGEST,
        )
        for part in parser:
            if not part.name:
                continue
            if part.filename is None:
                length += part.size
                values.setdefault(part.name, []).append(part.raw.decode())
            elif part.filename or part.size:
                values.setdefault(part.name, []).append(_text(part.filename, part.raw))
    except (MultipartError, ValueError):
        raise InvalidInput(_UNREADABLE) from None
    if length > largest_text:
        raise TooLarge("This form is larger than can be taken. Please send less.")
    return values


def file_of(text: str) -> dict[str, str]:
    """The `name` and the `content`, in base64, of a file as text; empty without one."""
    content, colon, name = text.partition(":")
    return {"name": name, "content": content} if colon else {}


def _text(filename: str, content: bytes) -> str:
    """The name without folders and line breaks, cut from its front: its end says what it is."""
    name = " ".join(filename.replace("\\", "/").rpartition("/")[2].split())
    return f"{base64.b64encode(content).decode()}:{name[-_NAME_LENGTH:] or 'picture'}"
