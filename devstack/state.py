"""What the devstack holds beside the table: documents by name, and lists that only grow.

With a DynamoDB engine of the person's own they live in a SQLite file, each written before the call
that changed it returns, so that a process killed at any moment continues where it was. Otherwise
they live as long as the process.
"""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

Json = Any  # what json.loads gives back


class StateInUse(Exception):
    """Another devstack holds the same state; the sentence names the file."""


class State:
    """Opens `file`, or memory when there is none. Raises `StateInUse`."""

    def __init__(self, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._written: dict[str, str] = {}
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(
            file or ":memory:", timeout=1, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except sqlite3.OperationalError as error:
            self._database.close()
            if "locked" not in str(error):
                raise
            raise StateInUse(
                f"Another devstack works with {file}; stop it first, or give this one "
                "a STATE_DIR of its own."
            ) from error

    def _prepare(self) -> None:
        # One process at a time: two would each fire the schedules over the same table.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        # The write-ahead log survives the death of the process without a sync for each write.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, content TEXT NOT NULL)"
        )
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS entry "
            "(number INTEGER PRIMARY KEY, list TEXT NOT NULL, content TEXT NOT NULL)"
        )

    def keep(self, name: str, content: Json) -> None:
        """Writes the document, when it differs from what was written last."""
        text = json.dumps(content, sort_keys=True)
        with self._lock:
            if self._written.get(name) == text:
                return
            self._database.execute("REPLACE INTO document VALUES (?, ?)", (name, text))
            self._written[name] = text

    def kept(self, name: str) -> Json:
        """The document as it was kept last, by this process or one before it; None when never."""
        with self._lock:
            row = self._database.execute(
                "SELECT content FROM document WHERE name = ?", (name,)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def append(self, list_name: str, content: Json) -> None:
        with self._lock:
            self._database.execute(
                "INSERT INTO entry (list, content) VALUES (?, ?)", (list_name, json.dumps(content))
            )

    def listed(self, list_name: str) -> list[Json]:
        """Everything that was appended to the list, oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT content FROM entry WHERE list = ? ORDER BY number", (list_name,)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def close(self) -> None:
        with self._lock:
            self._database.close()
