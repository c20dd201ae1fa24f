"""Bodies that are posted, as bytes."""

import json
from typing import Any


def encoded(body: dict[str, Any]) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
