"""A store on whose way to its file things go wrong: errors and crashes at named points."""

from __future__ import annotations

import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from memberledger.store import Store, StoreFailed
from memberledger.store.sqlite.connection import Datastore

__all__ = ["POINTS", "Crash", "FaultyStore", "Plan"]

POINTS = (
    "before reading",
    "before begin",
    "after begin",
    "after insert",
    "after claims",
    "after index",
    "within the rows of views",
    "between rows and position",
    "before commit",
    "after commit",
)
_AFTER = (
    (re.compile(r"INSERT INTO stored_events"), "after insert"),
    (re.compile(r"INSERT INTO ledger_claims"), "after claims"),
    (re.compile(r"INSERT INTO ledger_members"), "after index"),
    (re.compile(r'(INSERT INTO|DELETE FROM|UPDATE) "?view_'), "within the rows of views"),
)
_OFTEN = {"before reading": 0.05, "within the rows of views": 0.1, "between rows and position": 3}
"""Points that are reached far more often, or less often, than the others."""
_POSITION = re.compile(r'UPDATE "?view_positions"? SET position')


class Crash(BaseException):
    """The process is gone: nothing after this point is done, and nobody is told."""


@dataclass
class Plan:
    """When something goes wrong; the dice decide at each point that is reached.

    Attributes:
        dice: of one seed.
        rate: of each point, how often it strikes; 0 while `calm`.
        struck: how often each did, as "after commit: crash".
        before_commit: called before a command's transaction is committed.
    """

    dice: random.Random
    rate: float = 0.03
    calm: bool = False
    struck: Counter[str] = field(default_factory=Counter)
    before_commit: Callable[[], None] | None = None

    def reach(self, point: str) -> None:
        """A point is reached.

        Raises:
            Crash: the process ends here.
            sqlite3.OperationalError: the disk fails.
            StoreFailed: the write stands, and who asked is told that it does not.
        """
        if self.calm or self.dice.random() >= self.rate * _OFTEN.get(point, 1):
            return
        if self.dice.random() < 0.5:
            self.struck[f"{point}: crash"] += 1
            raise Crash(point)
        self.struck[f"{point}: error"] += 1
        if point == "after commit":
            raise StoreFailed("the disk", "disk I/O error")
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Nothing goes wrong meanwhile."""
        before, self.calm = self.calm, True
        try:
            yield
        finally:
            self.calm = before


class _Cursor(sqlite3.Cursor):
    plan: Plan

    def execute(self, sql: str, *parameters: Any) -> _Cursor:  # type: ignore[override]
        self._before(sql)
        super().execute(sql, *parameters)
        return self._after(sql)

    def executemany(self, sql: str, rows: Iterable[Any]) -> _Cursor:  # type: ignore[override]
        self._before(sql)
        super().executemany(sql, rows)
        return self._after(sql)

    def _before(self, sql: str) -> None:
        if _POSITION.match(sql):
            self.plan.reach("between rows and position")

    def _after(self, sql: str) -> _Cursor:
        for statement, point in _AFTER:
            if statement.match(sql) and not _POSITION.match(sql):
                self.plan.reach(point)
        return self


class _Connection:
    """A connection in a transaction, whose statements are points of the plan."""

    def __init__(self, raw: sqlite3.Connection, plan: Plan) -> None:
        self._raw, self._plan = raw, plan

    def cursor(self) -> _Cursor:
        cursor = self._raw.cursor(_Cursor)
        cursor.plan = self._plan
        return cursor

    def execute(self, sql: str, *parameters: Any) -> _Cursor:
        return self.cursor().execute(sql, *parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> _Cursor:
        return self.cursor().executemany(sql, rows)


class FaultyStore(Store):
    """A real store on a real file, with a plan of what goes wrong on the way."""

    def __init__(self, store: Store, plan: Plan) -> None:
        super().__init__(store.application, store.registry)
        self.plan = plan
        datastore = store.application.log.datastore  # type: ignore[attr-defined]
        assert isinstance(datastore, Datastore)
        self._reading, self._writing = datastore.reading, datastore.writing
        datastore.reading = self.reading  # type: ignore[method-assign]
        datastore.writing = self.writing  # type: ignore[method-assign,assignment]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as raw:
            self.plan.reach("before reading")
            yield raw

    @contextmanager
    def writing(self) -> Iterator[_Connection]:
        try:
            self.plan.reach("before begin")
        except sqlite3.Error as error:
            raise StoreFailed("the disk", str(error)) from error
        with self._writing() as raw:
            self.plan.reach("after begin")
            yield _Connection(raw, self.plan)
            if self.plan.before_commit is not None:
                self.plan.before_commit()
            self.plan.reach("before commit")
        self.plan.reach("after commit")
