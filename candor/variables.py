"""`${NAME}` in the texts of a document: what stands in the environment and not in the file."""

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?", re.ASCII)


class UnusableReference(Exception):
    """Why a reference can't be replaced, in one sentence."""


def expand(text: str, environment: Mapping[str, str]) -> str:
    """The text with each `${NAME}` and `${NAME:-default}` replaced; `$${` stands for `${`.

    As in a shell, an empty variable counts as one that isn't set. Raises UnusableReference.
    """

    def value(reference: re.Match[str]) -> str:
        if reference[0] == "$${":
            return "${"
        name, default = reference.groups()
        if name is None:
            raise UnusableReference(
                "This has ${ but no variable; write ${NAME} or ${NAME:-default}, "
                "and $${ where ${ itself is meant."
            )
        found = environment.get(name) or default
        if found is None or (found == "" and default is None):
            raise UnusableReference(
                f"The environment variable {name} isn't set; set it, "
                f"or write a default: ${{{name}:-…}}."
            )
        return found

    return _REFERENCE.sub(value, text)


def escape(text: str) -> str:
    """The text that `expand` turns back into this one, whatever the environment."""
    return text.replace("${", "$${")
