"""Audiences: a row for each, so that all of them are one read."""

from contextlib import suppress

from chalicelib.domain.audiences import Audience
from chalicelib.domain.errors import LostRace
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import AUDIENCES, Row
from chalicelib.storage.packing import from_json, to_json


@table_errors()
def load() -> tuple[Audience, ...]:
    """All of them, in no order that means anything."""
    return tuple(from_json(Audience, row.facts) for row in Row.query(AUDIENCES))


def add(audience: Audience) -> None:
    """Keep a new one; the first to keep it decides its topic."""
    with suppress(LostRace), table_errors():
        _row(audience).save(condition=Row.pk.does_not_exist())


@table_errors()
def change(before: Audience, after: Audience) -> None:
    """Keep what has become of it; raises LostRace when it isn't as it was before any more."""
    _row(after).save(condition=Row.facts == to_json(before))


@table_errors()
def remove(audience: Audience) -> None:
    """It is gone, as it was last known; raises LostRace when it isn't like that any more."""
    _row(audience).delete(condition=Row.facts == to_json(audience))


def _row(audience: Audience) -> Row:
    return Row(AUDIENCES, audience.id, facts=to_json(audience))
