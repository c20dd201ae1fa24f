"""All audiences: that of everybody, which is always there, and those that people's choices made."""

from chalicelib import settings
from chalicelib.domain.audiences import Audience, everybody
from chalicelib.domain.definition import Definition
from chalicelib.storage import audiences


def first(definition: Definition) -> Audience:
    """Those who asked for everything."""
    return everybody(definition, settings.names().news_topic)


def known(definition: Definition) -> tuple[Audience, ...]:
    """Everybody's first; some of the others may be closed, or on their way out."""
    return (first(definition), *audiences.load())
