"""Messages: few, each a row of its own."""

from chalicelib.domain.messages import Message
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import MESSAGES, Row
from chalicelib.storage.packing import from_json, to_json


def row_of(message: Message) -> Row:
    """The row to write; one with the same id is replaced."""
    return Row(MESSAGES, message.id, facts=to_json(message))


@table_errors()
def save(message: Message) -> None:
    """Write it down by itself."""
    row_of(message).save()


@table_errors()
def load() -> tuple[Message, ...]:
    """All that there are, whether it is their time or not."""
    rows = Row.query(MESSAGES, consistent_read=True)
    return tuple(from_json(Message, row.facts) for row in rows)
