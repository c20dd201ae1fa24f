"""Bodies that are posted, as bytes."""

import json
from typing import Any

Body = dict[str, Any]


def encoded(body: Body) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
