"""The people who sign what the company writes, with their pictures: read, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.logos import PICTURE_BYTES, picture
from chalicelib.domain.page import Logo, Signer
from chalicelib.domain.places import Place, Reader, Unusable, list_of
from chalicelib.domain.scalars import key, line
from chalicelib.domain.taken import Taken

AT_MOST = 8
NAME_LENGTH = 60
ROLE_LENGTH = 80
_KNOWN = ("key", "name", "role", "picture")

Signers = tuple[Signer, ...]


def signers(files: Mapping[str, bytes]) -> Reader[Signers]:
    """A reader of at most eight people; `files` are those beside the definition, by name."""
    keys = Taken("key")

    def signer(place: Place) -> Signer:
        fields = place.fields(_KNOWN)
        return Signer(
            key=fields.need(
                "key",
                keys.claimed(key),
                wanted="a short name that never changes, such as anna",
                default="",
            ),
            name=fields.need(
                "name", line(NAME_LENGTH), wanted="the name that customers read", default=""
            ),
            role=fields.read("role", line(ROLE_LENGTH), ""),
            picture=fields.read("picture", picture(files, PICTURE_BYTES), None),
        )

    def read(place: Place) -> Signers:
        if isinstance(place.value, list) and len(place.value) > AT_MOST:
            raise Unusable(f"There are {len(place.value)} people here; write at most {AT_MOST}.")
        return list_of(signer)(place)

    return read


def signers_document(written: Sequence[Signer]) -> list[dict[str, str]]:
    """The people as a document has them; a picture is named."""
    return [
        {
            "key": each.key,
            "name": each.name,
            **({"role": each.role} if each.role else {}),
            **({"picture": each.picture.name} if each.picture else {}),
        }
        for each in written
    ]


def pictures(written: Sequence[Signer]) -> tuple[Logo, ...]:
    """All their pictures."""
    return tuple(each.picture for each in written if each.picture)


def with_pictures(written: Sequence[Signer], contents: Mapping[str, bytes]) -> Signers:
    """The same people; of each picture, what there is under its file's name, or nothing."""
    return tuple(
        replace(each, picture=replace(each.picture, content=contents.get(each.picture.name, b"")))
        if each.picture
        else each
        for each in written
    )
