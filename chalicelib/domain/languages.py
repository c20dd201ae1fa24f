"""The languages that a page can be read in, as its definition names them."""

from chalicelib.domain.places import Place, Reader, Unusable, list_of, quoted
from chalicelib.domain.scalars import known_word, raw_text
from chalicelib.words import LANGUAGES


def languages(place: Place) -> tuple[str, ...]:
    """Codes in the order of the page, the default first; each once, and at least one."""
    chosen = list_of(_each_once())(place)
    if place.value == []:
        raise Unusable('This is empty; write at least one language, such as "en".')
    return chosen


def _each_once() -> Reader[str]:
    taken: set[str] = set()

    def read(place: Place) -> str:
        code = known_word(raw_text(place), LANGUAGES)
        if code in taken:
            raise Unusable(f"{quoted(code)} stands here twice; take one out.")
        taken.add(code)
        return code

    return read
