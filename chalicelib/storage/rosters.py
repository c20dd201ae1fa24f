"""Rosters: which checks a shard's results belong to, written once and never changed."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.definition import Definition
from chalicelib.domain.shards import Roster, rosters
from chalicelib.storage.errors import table_errors
from chalicelib.storage.models import ROSTERS, Row
from chalicelib.storage.packing import from_json, to_json


def rows_of(definition: Definition) -> list[Row]:
    """The rows of all rosters of the definition. Writing one again changes nothing."""
    return [Row(ROSTERS, each.digest, facts=to_json(each)) for each in rosters(definition)]


@table_errors()
def load(digests: Iterable[str]) -> Mapping[str, Roster]:
    """The rosters that exist among the digests, by digest."""
    rows = Row.batch_get([(ROSTERS, digest) for digest in sorted(digests)])
    return {row.sk: from_json(Roster, row.facts) for row in rows}


@table_errors()
def ensure(definition: Definition) -> None:
    """Write the rosters that are missing: those of a definition that is older than rosters are."""
    wanted = rows_of(definition)
    known = load(row.sk for row in wanted)
    for row in wanted:
        if row.sk not in known:
            row.save()
