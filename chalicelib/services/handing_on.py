"""Handing a request on to the function of the team's own, which may do what strangers may not."""

from collections.abc import Mapping
from typing import Any

from chalicelib import functions


def to_admin(event: Mapping[str, Any]) -> dict[str, Any]:
    """Its answer, in the form that API Gateway takes. Raises TooLarge or Unavailable."""
    return functions.admin(event)
