"""A form that came when the session was over: what was written isn't lost by it.

Who signs in again is shown what they sent, and sends it once more with the token of the new
session. Nothing is done by signing in: what would be done, a person sees and agrees to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from chalicelib.web.admin import fields, next_page
from chalicelib.web.requests import Request

# What nobody should find in a page again.
_NEVER = ("csrf", "passphrase", "current", "new", "code")
_LARGEST = 60_000
_LONGEST = 20_000  # a file that is longer would be refused anyway, and took the words with it


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """Where it goes, and what is in it, in its order."""

    path: str
    values: Sequence[tuple[str, str]]

    @property
    def text(self) -> str:
        """The same as one text, for a hidden field."""
        return urlencode(self.values)


def of(request: Request) -> KeptForm | None:
    """The form that the request brings; None for what is none, is empty, or is too large."""
    sent = fields.every(request).items()
    values = [(k, v) for k, vs in sent for v in vs if k not in _NEVER and len(v) <= _LONGEST]
    return _kept(request.path, values)


def carried(typed: Mapping[str, str]) -> KeptForm | None:
    """The form that came along with somebody who signs in."""
    values = parse_qsl(typed.get("kept", ""), keep_blank_values=True)
    return _kept(typed.get("kept_for", ""), [(k, v) for k, v in values if k not in _NEVER])


def _kept(path: str, values: Sequence[tuple[str, str]]) -> KeptForm | None:
    is_fit = values and next_page.own(path) == path
    form = KeptForm(path=path, values=values)
    return form if is_fit and len(form.text) <= _LARGEST else None
