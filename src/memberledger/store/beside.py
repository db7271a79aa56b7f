"""Tables that others keep beside a ledger, in its own database and through its connections.

The store knows nothing of what is in them. What it gives is a transaction that is whole or not at
all, the same errors as its own, and two dialects of SQL that differ in little.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

__all__ = ["Beside", "RowRefused", "Session"]


class RowRefused(Exception):
    """A row does not fit its table: a value of the wrong kind or size, or none where one must be.

    What else was done in the transaction is undone with it.

    Attributes:
        why: what the database says.
        whose: whose table it is, where that is known.
    """

    def __init__(self, why: str, whose: str = "") -> None:
        super().__init__(why)
        self.why, self.whose = why, whose


class Session(Protocol):
    """Statements on one connection; parameters by position, as `Beside.mark` writes them."""

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, as plain tuples."""

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """One statement that gives no rows."""

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for each row of parameters.

        Raises:
            RowRefused: a row does not fit.
        """

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows, the fastest way there is.

        Args:
            table: its name, as `Beside.named` gives it.
            columns: of plain letters.
            rows: a value for each column.

        Raises:
            RowRefused: a row does not fit, or its key is there.
        """


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
