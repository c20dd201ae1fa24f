"""Who sits at this terminal, for the audit log."""

import getpass

from chalicelib.domain.actors import Actor, terminal


def actor() -> Actor:
    """Whoever the machine says; whoever holds the credentials of the account may do anything."""
    try:
        return terminal(getpass.getuser())
    except (OSError, KeyError):  # a user without a name, as in containers
        return terminal("somebody at a terminal")
