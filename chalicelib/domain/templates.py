"""Templates of incidents, and components' own words: written in calm, used amid an outage.

A template holds what an update may say, with placeholders in braces. What they stand for is filled
in when it is used; a person may still change every word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.entries import Entry
from chalicelib.domain.incidents import Aspect, Stage
from chalicelib.domain.page import OwnWords, Template
from chalicelib.domain.places import Place, Reader, Unusable, list_of, quoted
from chalicelib.domain.scalars import key, line, one_of, passage

TEMPLATES_AT_MOST = 50
PLACEHOLDERS = ("components", "since", "page")
OWN_PLACEHOLDERS = ("since",)
NAME_LENGTH, BODY_LENGTH, ASPECT_LENGTH = 120, 5_000, 500
OWN_LENGTH = 500
_ASPECTS = tuple(aspect.value for aspect in Aspect)
_KNOWN = ("key", "name", "status", "body", *_ASPECTS)
_OWN_KNOWN = ("down", "up")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def templates(place: Place) -> tuple[Template, ...]:
    """The templates, in the order in which they are offered."""
    read = list_of(_template)(place)
    if len(read) > TEMPLATES_AT_MOST:
        raise Unusable(f"There are {len(read)} templates here; write at most {TEMPLATES_AT_MOST}.")
    taken = [each.key for each in read]
    twice = next((each for each in taken if each and taken.count(each) > 1), None)
    if twice:
        raise Unusable(f'Two templates have the key "{twice}"; choose another for one of them.')
    return read


def templates_document(written: Iterable[Template]) -> list[dict[str, str]]:
    """The templates as a document has them."""
    return [
        {"key": each.key, "name": each.name}
        | ({"status": each.stage} if each.stage else {})
        | {"body": each.body}
        | {name: each.aspects[name] for name in _ASPECTS if name in each.aspects}
        for each in written
    ]


def own_words(place: Place) -> OwnWords:
    """What a component says of itself when its checks fail, and when they are well again."""
    fields = place.fields(_OWN_KNOWN)
    reader = _with_placeholders(line(OWN_LENGTH), OWN_PLACEHOLDERS)
    return OwnWords(down=fields.read("down", reader, None), up=fields.read("up", reader, None))


def own_words_entries(words: OwnWords) -> Sequence[Entry]:
    """The fields as a document has them, below `words`."""
    return (Entry(("words", "down"), words.down), Entry(("words", "up"), words.up))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what its placeholders stand for; one without a value stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def filled_values(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """The fields of an update as the template has them, by the names of forms and the API."""
    fields = {"name": template.name, "body": template.body, **template.aspects}
    said = {name: filled(text, values) for name, text in fields.items()}
    return said | ({"status": template.stage} if template.stage else {})


def _template(place: Place) -> Template:
    fields = place.fields(_KNOWN)
    words = {
        name: fields.read(name, _with_placeholders(passage(ASPECT_LENGTH), PLACEHOLDERS), None)
        for name in _ASPECTS
    }
    return Template(
        key=fields.need("key", key, wanted="a short name that never changes", default=""),
        name=fields.need(
            "name",
            _with_placeholders(line(NAME_LENGTH), PLACEHOLDERS),
            wanted="what the incident is called",
            default="",
        ),
        stage=fields.read("status", one_of(Stage), None),
        body=fields.need(
            "body",
            _with_placeholders(passage(BODY_LENGTH), PLACEHOLDERS),
            wanted="what there is to say",
            default="",
        ),
        aspects={name: text for name, text in words.items() if text},
    )


def _with_placeholders(reader: Reader[str], known: Sequence[str]) -> Reader[str]:
    def read(place: Place) -> str:
        text = reader(place)
        for found in _PLACEHOLDER.findall(text):
            if found not in known:
                *others, last = (f"{{{each}}}" for each in known)
                offered = f"{', '.join(others)} or {last}" if others else last
                raise Unusable(f"{quoted('{' + found + '}')} stands for nothing; write {offered}.")
        return text

    return read
