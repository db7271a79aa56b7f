"""What a view keeps of one member: rows by key, made event by event.

A view is a set of tables. A `MemberRows` folds the events of one member into the rows of a view and
says which rows changed since it was last asked. It is pure: where the rows are kept is another's
concern, and the same events give the same rows whether they come one at a time or all at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState

__all__ = ["Changes", "History", "MemberRows", "RowsOf"]

History = Callable[[], list[Event]]
"""Every event of the member before the one being applied, oldest first; asked for seldom."""


@dataclass(frozen=True)
class RowsOf:
    """One table's rows of a member.

    Attributes:
        name: of the table.
        row: a NamedTuple class; its fields are the columns after practice and member.
        keys: how many of its first fields tell a member's rows apart; 0 where there is one row.
    """

    name: str
    row: type[tuple[Any, ...]]
    keys: int


class Changes:
    """Rows that are new or other than before, and the keys of rows that are gone.

    Attributes:
        rows: by table and key, a row as it is now, or None where it is gone.
        added: by table, rows that never change; no key is looked at.
    """

    def __init__(self) -> None:
        self.rows: dict[str, dict[tuple[Any, ...], tuple[Any, ...] | None]] = {}
        self.added: dict[str, list[tuple[Any, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self.rows or self.added)

    def there(self, table: str) -> list[tuple[Any, ...]]:
        """The rows of a table that are new or other than before."""
        kept = self.rows.get(table)
        if kept is None:
            return self.added.get(table, [])
        return [row for row in kept.values() if row is not None]

    def add(self, table: RowsOf, rows: list[tuple[Any, ...]]) -> None:
        """Rows of a table whose rows never change, each of them new."""
        known = self.added.get(table.name)
        if known is None:
            self.added[table.name] = rows
        else:
            known += rows

    def put(self, table: RowsOf, row: tuple[Any, ...]) -> None:
        """A row as it is now."""
        rows = self.rows.get(table.name)
        if rows is None:
            rows = self.rows[table.name] = {}
        rows[row[: table.keys]] = row

    def drop(self, table: RowsOf, key: tuple[Any, ...]) -> None:
        """A row there is no longer."""
        self.rows.setdefault(table.name, {})[key] = None


class MemberRows(ABC):
    """The rows of one view of one member.

    Args:
        history: gives the events before the one being applied.

    Attributes:
        tables: whose rows they are.
        heeds: the kinds of event that `apply` is called with; None for every kind.
    """

    tables: ClassVar[tuple[RowsOf, ...]]
    heeds: ClassVar[frozenset[type[Event]] | None] = None

    def __init__(self, history: History) -> None:
        self.history = history
        self.changes = Changes()

    def apply(self, s: MemberState, event: Event, position: int) -> None:  # noqa: B027
        """One event more, of a kind that is heeded.

        Args:
            s: the state after it; `s.version` is its version.
            event: the event.
            position: where it stands in the ledger.
        """

    @abstractmethod
    def finish(self, s: MemberState) -> None:
        """Rows that only tell how things stand are made here, after some events."""

    def take(self) -> Changes:
        """What changed since this was last called."""
        changes, self.changes = self.changes, Changes()
        return changes
