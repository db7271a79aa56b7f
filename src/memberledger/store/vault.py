"""What must be erasable: names and contact data, in a file of their own beside the ledger.

The ledger holds references and can never forget; the vault holds what the references stand for and
forgets for good. What is erased, or replaced, is overwritten in the file, not only marked as free.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from memberledger.closing import Closes
from memberledger.store.errors import StoreUnreadable
from memberledger.store.sqlite.connection import failure

__all__ = ["Vault"]

_APPLICATION_ID = 0x4D4C5654  # the letters MLVT
_TABLE = """CREATE TABLE people (
    practice TEXT NOT NULL,
    member TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (practice, member)
) WITHOUT ROWID"""
_KEEP = """INSERT INTO people VALUES (?, ?, ?)
ON CONFLICT (practice, member) DO UPDATE SET facts = excluded.facts"""
_FACTS_MAX = 65_536


class Vault(Closes):
    """People's facts by practice and member. Safe to use from several threads and processes."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a vault, making a new one where there is none.

        Args:
            path: a file, or ":memory:".

        Raises:
            StoreUnreadable: the file is no vault.
            StoreError: it can't be opened.
        """
        self.path = os.fspath(path)
        self._lock = Lock()
        try:
            self._db = sqlite3.connect(
                self.path, isolation_level=None, timeout=60, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise failure(self.path, error) from error
        try:
            self._set_up()
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.Error):
                raise failure(self.path, error) from error
            raise

    def keep(self, practice: str, member: str, facts: Mapping[str, str]) -> None:
        """Keep somebody's facts, such as `{"name": ..., "email": ...}`; they replace those before.

        Raises:
            ValueError: they are no mapping of texts, or longer than 64 KiB.
        """
        if not all(isinstance(part, str) for pair in facts.items() for part in pair):
            raise ValueError("facts are texts by name")
        text = json.dumps(dict(facts), ensure_ascii=False)
        if len(text) > _FACTS_MAX:
            raise ValueError(f"facts are at most {_FACTS_MAX} characters")
        with self._transaction() as db:
            db.execute(_KEEP, (practice, member, text))

    def facts(self, practice: str, member: str) -> dict[str, str] | None:
        """What is kept about somebody; None when nothing is."""
        with self._transaction() as db:
            found = db.execute(
                "SELECT facts FROM people WHERE practice = ? AND member = ?", (practice, member)
            ).fetchone()
        if found is None:
            return None
        kept: dict[str, str] = json.loads(found[0])
        return kept

    def erase(self, practice: str, member: str) -> bool:
        """Forget somebody for good; whether anything was kept."""
        with self._transaction() as db:
            done = db.execute(
                "DELETE FROM people WHERE practice = ? AND member = ?", (practice, member)
            )
            return done.rowcount > 0

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        self._db.close()

    def _set_up(self) -> None:
        """See what the file is; only a vault is written to, or a file that holds nothing yet.

        What is removed is overwritten, and no journal outlives a transaction.
        """
        self._db.execute("PRAGMA trusted_schema = OFF")
        self._db.execute("BEGIN")  # one view of mark and table, while another process makes them
        try:
            known = self._is_vault()
        finally:
            self._db.execute("ROLLBACK")
        for name, value in (("secure_delete", 1), ("synchronous", 2)):
            self._db.execute(f"PRAGMA {name} = {value}")
        self._db.execute("PRAGMA journal_mode = DELETE")
        if known:
            return
        with self._transaction() as db:
            if not self._is_vault():  # unless another process made it since
                db.execute(_TABLE)
                db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")

    def _is_vault(self) -> bool:
        """Whether the file is a vault; False when it is empty and may become one."""
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        objects = self._db.execute("SELECT type, sql FROM sqlite_master").fetchall()
        if not objects and mark == 0:
            return False
        if mark != _APPLICATION_ID or objects != [("table", _TABLE)]:
            raise StoreUnreadable(self.path, "it is no vault, or its table was altered")
        return True

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            raise failure(self.path, error) from error
