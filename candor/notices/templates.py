"""The texts of a target, which stand as files in a folder named after it."""

import re
from pathlib import Path

_HERE = Path(__file__).parent
_BLANK = re.compile(r"\{\{ ([a-z_]+) \}\}")


def filled(folder: str, pattern: str = "*", /, **values: str) -> dict[str, str]:
    """The files of the folder by their names, with every `{{ name }}` in them replaced.

    Raises KeyError for a name that nobody gave.
    """
    return {
        file.name: _BLANK.sub(lambda found: values[found[1]], file.read_text(encoding="utf-8"))
        for file in sorted((_HERE / folder).glob(pattern))
    }
