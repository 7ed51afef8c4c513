"""The schema as numbered SQL files, each applied once and in order."""

import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

#: Only one process at a time changes the schema: the number is the same in all of them, and nobody else's.
ADVISORY_LOCK = 7_164_336_518_904_217

TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    applied_at text NOT NULL
)"""


@dataclass(frozen=True)
class Migration:
    version: int
    name: str
    sql: str

    def statements(self) -> list[str]:
        """Split the file at its semicolons. sqlite3's own way for scripts would end the transaction first."""
        found: list[str] = []
        text = ""
        for line in self.sql.splitlines(keepends=True):
            text += line
            if sqlite3.complete_statement(text):
                found.append(text)
                text = ""
        return found


def load_migrations(dialect: Literal["postgres", "sqlite"]) -> list[Migration]:
    folder = files("todo_backend").joinpath("migrations", dialect)
    found = [(entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return [Migration(int(name.split("_", 1)[0]), name, sql) for name, sql in sorted(found)]
