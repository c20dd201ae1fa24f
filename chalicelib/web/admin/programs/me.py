"""Who a key is."""

from chalicelib.web.admin.visits import Visit
from chalicelib.web.responses import Reply, data


def me(visit: Visit) -> Reply:
    """The key that was sent: as whom it acts, and of which components it may tell."""
    actor = visit.actor
    return data(
        {
            "kind": actor.kind,
            "id": actor.id,
            "name": actor.name,
            "role": actor.role,
            "component_ids": actor.component_ids,
        }
    )
