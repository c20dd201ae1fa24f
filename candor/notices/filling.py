"""Templates of the clouds' files: text with places for values, each a quoted string."""

import json
import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_PLACE = re.compile(r'"@(?P<name>[a-z_]+)@"')


def filled(template: str, **values: str) -> str:
    """The template, a path within this folder, with the value of `name` in place of `"@name@"`.

    A value is quoted as JSON quotes, in ASCII alone, which YAML, TOML and JavaScript read as the
    same string: whatever it is, it can't end its quotes.
    """
    text = (_FOLDER / template).read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: json.dumps(values[place["name"]]), text)
