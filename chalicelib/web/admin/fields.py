"""Forms: what was typed, read field by field so that every fault is found, and shown again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs

from chalicelib.domain.errors import CandorError, InvalidInput, TooLarge
from chalicelib.domain.faults import InvalidFields, path_text
from chalicelib.domain.places import Place, Reader, Unusable
from chalicelib.domain.scalars import raw_text
from chalicelib.web.admin import multipart_forms
from chalicelib.web.requests import Request

CSRF = "csrf"
# An incident in five fields of 5,000 characters, each of which may take nine bytes.
_LARGEST = 250_000
_MOST_FIELDS = 1_000
_DIGITS = 9
_FORM, _WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"

T = TypeVar("T")
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is shown: what was typed, what is wrong with it by field, and on the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.faults or self.wrong)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


NEW = Form()
NOWHERE: Mapping[str, str] = {}


def sent(request: Request) -> Typed:
    """The first value of each field, as it was typed. Raises InvalidInput or TooLarge."""
    return {name: values[0] for name, values in every(request).items()}


def every(request: Request) -> Mapping[str, Sequence[str]]:
    """All values of each field; of files, text. Raises InvalidInput or TooLarge."""
    if request.content_type == _WITH_FILES:
        return multipart_forms.every(request, largest_text=_LARGEST)
    if len(request.body) > _LARGEST:
        raise TooLarge("This form is larger than can be taken. Please send less.")
    if request.body and request.content_type != _FORM:
        raise InvalidInput("Please send the form URL-encoded, as a browser does.")
    try:
        text = request.body.decode()
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise InvalidInput("What you sent is no form of ours.") from None


def number(text: str) -> int | str:
    """The number that the text writes; what is none, or larger than any of ours, as it stands."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if is_number else text


class Reading:
    """Fields that are read one by one; `done` raises when any of them can't be used."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._top = Place(dict(typed), (), [])

    def need(self, name: str, reader: Callable[[str], T], default: T) -> T:
        """What the reader makes of the field; it is given an empty text where there is none."""
        return self._top.at(name, self._typed.get(name, "")).read(worded(reader), default)

    def may(self, name: str, reader: Callable[[str], T]) -> T | None:
        """The same of a field that may be left blank."""
        typed = self._typed.get(name, "")
        return self._top.at(name, typed).read(worded(reader), None) if typed.strip() else None

    def done(self) -> None:
        """Raises InvalidFields with all that is wrong, each at its field."""
        if self._top.faults:
            raise InvalidFields(tuple(self._top.faults))


def worded(reader: Callable[[str], T]) -> Reader[T]:
    """A reader of places, of one that raises InvalidInput."""

    def read(place: Place) -> T:
        try:
            return reader(raw_text(place))
        except InvalidInput as error:
            raise Unusable(str(error)) from None

    return read


def again(
    typed: Typed,
    error: CandorError,
    *,
    hidden: Sequence[str] = (),
    places: Mapping[str, str] = NOWHERE,
) -> Form:
    """The form with what is wrong with it. What is `hidden`, such as a passphrase, is left out.

    A fault stands at the field of its first step; `places` name the fields of others by their path.
    """
    kept = {k: v for k, v in typed.items() if k not in hidden and k != CSRF}
    if not isinstance(error, InvalidFields):
        return Form(values=kept, wrong=str(error))
    faults = {
        places.get(path_text(each.path), path_text(each.path[:1])): each.message
        for each in reversed(error.faults)
    }
    return Form(values=kept, faults=dict(reversed(faults.items())))
