"""Codes: what proves a phone number, by the token of the page where it is typed.

It stands where what a link shows does, and is found as that is: by who knows its name.
"""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.codes import LIVES, TRIES, Code
from chalicelib.domain.errors import LostRace
from chalicelib.domain.tokens import digest
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import CODE, TRIED, Row, managed_by, tries_of
from chalicelib.storage.packing import from_json, to_json


@table_errors()
def keep(token: str, code: Code) -> None:
    """Doing it again changes nothing."""
    ends = int(code.expires_at.timestamp())
    Row(managed_by(digest(token)), CODE, facts=to_json(code), ttl=ends).save()


@table_errors()
def load(token: str) -> Code | None:
    """None for a token with which nothing is to be proved, yet or any more."""
    try:
        row = Row.get(managed_by(digest(token)), CODE, consistent_read=True)
    except Row.DoesNotExist:
        return None
    return from_json(Code, row.facts)


def take_try(token: str, now: datetime) -> bool:
    """Count one more try at that page; False when there were as many as there may be."""
    row = Row(tries_of(digest(token)), TRIED)
    free = Row.version.does_not_exist() | (Row.version < TRIES)
    ends = int((now + 2 * LIVES).timestamp())
    actions: list[Action] = [Row.version.add(1), Row.ttl.set(ends)]
    try:
        with table_errors():
            row.update(actions=actions, condition=free)
    except LostRace:
        return False
    return True
