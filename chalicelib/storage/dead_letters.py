"""Dead letters: how many the team was told of, so that it hears when there are more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.domain.nudges import Nudge
from chalicelib.storage import outbox
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import DEAD_LETTERS, Row
from chalicelib.storage.transactions import connection

_TOLD = "told"
_AT_MOST_EACH = timedelta(days=1)


def tell(count: int, nudge_of: Callable[[int], Nudge], now: datetime) -> None:
    """Have the team told that there are so many, when there are more than it knows of, once a day
    at most. Raises LostRace when somebody else does so.
    """
    row = _row()
    known = int(row.version or 0) if row else 0
    told_at = datetime.fromisoformat(row.facts) if row and row.facts else None
    is_new = count > known and (told_at is None or now - told_at >= _AT_MOST_EACH)
    if not is_new and count >= known:
        return
    actions: list[Action] = [Row.version.set(count)]
    if is_new:
        actions.append(Row.facts.set(now.isoformat()))
    as_it_was = Row.version == known if row else Row.pk.does_not_exist()
    with table_errors(), TransactWrite(connection=connection()) as transaction:
        transaction.update(Row(DEAD_LETTERS, _TOLD), actions=actions, condition=as_it_was)
        if is_new:
            transaction.save(outbox.row_of(nudge_of(count)))


@table_errors()
def _row() -> Row | None:
    try:
        return Row.get(DEAD_LETTERS, _TOLD, consistent_read=True)
    except Row.DoesNotExist:
        return None
