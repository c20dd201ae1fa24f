"""The page's definition, as it is in force."""

from chalicelib.domain.definition import Definition
from chalicelib.domain.errors import NotFound
from chalicelib.storage import definitions


def definition_in_force() -> Definition:
    """Pictures in it have names but no bytes. Raises NotFound before the first apply."""
    if (definition := definitions.in_force()) is None:
        raise NotFound("There is no page yet; `candor apply` makes one.")
    return definition
