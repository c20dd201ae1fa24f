"""`candor key`: API keys, at a terminal."""

import json
import sys
from collections.abc import Sequence

from candor.identity import at_terminal
from candor.tables import moment, table
from chalicelib import clock
from chalicelib.domain.keys import Key
from chalicelib.domain.roles import Role
from chalicelib.services import keys

_HEADINGS = ("ID", "ROLE", "LAST USED", "MADE BY", "NAME")


def create(
    name: str, role: Role, components: Sequence[str] | None, *, as_json: bool, local: bool
) -> int:
    """Make a key and print it, this once; gives the exit code."""
    actor = at_terminal(local=local)
    made = keys.create(actor, name=name, role=role, components=components, now=clock.now())
    if as_json:
        facts = {**_plain(made.key), "key": made.text}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    # The key alone on standard output: it can go straight to where secrets are kept.
    print(f"This is the key {made.key.name}. It isn't shown again:", file=sys.stderr)
    print(made.text)
    return 0


def show(*, as_json: bool, local: bool) -> int:
    """Write all keys, the oldest first, without their secrets; gives the exit code."""
    found = keys.every(at_terminal(local=local))
    if as_json:
        print(json.dumps([_plain(each) for each in found], ensure_ascii=False, indent=2))
    elif found:
        rows = [(k.id, k.role, _used(k), k.created_by, _name(k)) for k in found]
        print(*table(_HEADINGS, rows), sep="\n")
    else:
        print("There are no keys; `candor key create NAME --role ROLE` makes one.")
    return 0


def revoke(key_id: str, *, local: bool) -> int:
    """Take a key back; gives the exit code."""
    key = keys.revoke(at_terminal(local=local), key_id, now=clock.now())
    print(f"The key {key.name} is revoked; whatever uses it is refused from now on.")
    return 0


def _used(key: Key) -> str:
    return moment(key.last_used_at) if key.last_used_at else "never"


def _name(key: Key) -> str:
    count = len(key.component_ids or ())
    return f"{key.name} (for {count} of the components)" if count else key.name


def _plain(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "component_ids": key.component_ids,
        "created_by": key.created_by,
        "created_at": key.created_at.isoformat(),
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
    }
