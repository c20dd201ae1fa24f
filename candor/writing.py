"""Files that others read while they are written: each the old one or the new one, always whole."""

import os
import tempfile
from pathlib import Path

PLAIN, PROGRAM = 0o644, 0o755  # for whoever reads it: a web server is somebody else


def put(file: Path, content: bytes, mode: int = PLAIN) -> None:
    """Have the content in the file, in one step; folders on the way are made. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        part.chmod(mode)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
