"""Tables that others keep beside a ledger, in its own database and through its connections.

The store knows nothing of what is in them. What it gives is a transaction that is whole or not at
all, the same errors as its own, and two dialects of SQL that differ in little.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

__all__ = ["Beside", "Session"]


class Session(Protocol):
    """Statements on one connection; parameters by position, as `Beside.mark` writes them."""

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, as plain tuples."""

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """One statement that gives no rows."""

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for each row of parameters."""


class Beside(ABC):
    """The database of a ledger, for tables beside it.

    Attributes:
        dialect: sqlite or postgresql.
        mark: how a parameter is written.
        schema: where the ledger's tables are; None where there are no schemas.
    """

    dialect: Literal["sqlite", "postgresql"]
    mark: str
    schema: str | None

    @abstractmethod
    def reading(self) -> AbstractContextManager[Session]:
        """A session for queries, each of which sees what is there at its own moment."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Session]:
        """A session in a transaction: whole, durable when it ends well, and undone otherwise."""

    def named(self, table: str) -> str:
        """A table's name, quoted, with its schema; for tables and columns of plain letters."""
        return f'"{table}"' if self.schema is None else f'"{self.schema}"."{table}"'
