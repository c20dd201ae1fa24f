"""Files as programs and forms send them: their bytes, in base64."""

import base64
import binascii

from chalicelib.domain.places import Place, Unusable
from chalicelib.domain.scalars import raw_text


def content(place: Place) -> bytes:
    """What is in a picture's file."""
    try:
        return base64.b64decode(raw_text(place), validate=True)
    except (binascii.Error, ValueError):
        raise Unusable("This is not base64; send the picture's bytes in it.") from None
