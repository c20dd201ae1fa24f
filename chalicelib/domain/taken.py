"""Words that must differ within a document."""

from chalicelib.domain.faults import path_text
from chalicelib.domain.places import Place, Reader, Unusable


class Taken:
    """Words that must differ, each with the path of the first place that took it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._first: dict[str, str] = {}

    def claimed(self, reader: Reader[str]) -> Reader[str]:
        def read(place: Place) -> str:
            word = reader(place)
            here = path_text(place.path[:-1])
            if (first := self._first.setdefault(word, here)) != here:
                raise Unusable(f'The {self._what} "{word}" is taken by {first}; choose another.')
            return word

        return read
