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
    row = Row(AUDIENCES, audience.id, facts=to_json(audience))
    with suppress(LostRace), table_errors():
        row.save(condition=Row.pk.does_not_exist())
