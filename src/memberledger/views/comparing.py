"""Comparing the rows of a view's tables with those that events give, for who audits a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from memberledger.projections.rows import Changes, RowsOf
from memberledger.store.beside import Beside
from memberledger.views.catalogue import View
from memberledger.views.statements import to_database
from memberledger.views.tables import name_of

__all__ = ["Comparer"]

Key = tuple[Any, ...]


class Comparer:
    """The tables of one view, to be read and compared; nothing is written.

    Args:
        beside: the database.
        view: whose tables.
    """

    def __init__(self, beside: Beside, view: View) -> None:
        self._beside = beside
        self._ready = to_database(beside)
        self._tables: list[tuple[RowsOf, str, str]] = []
        for rows in view.rows.tables:
            table, mark = beside.named(name_of(rows)), beside.mark
            columns = ", ".join(rows.row._fields)  # type: ignore[attr-defined]
            of_one = f"WHERE practice = {mark} AND member = {mark}"
            query = f"SELECT {columns} FROM {table} {of_one}"  # noqa: S608 - no value is put in
            self._tables.append((rows, query, f"SELECT count(*) FROM {table}"))  # noqa: S608

    def compare(
        self, practice: str, member: str, changes: Changes
    ) -> Iterator[tuple[RowsOf, int, list[Key]]]:
        """Each table with how many rows a member should have, and the keys of those that differ.

        Args:
            practice, member: whose rows.
            changes: everything that the member's events make of the view.
        """
        for rows, query, _ in self._tables:
            wanted = [tuple(self._ready(row)) for row in changes.there(rows.name)]
            with self._beside.reading() as session:
                there = [tuple(row) for row in session.rows(query, (practice, member))]
            missing = set(wanted).symmetric_difference(there)
            keys = sorted({row[: rows.keys] for row in missing}, key=str)
            yield rows, len(wanted), keys

    def counts(self) -> Iterator[tuple[RowsOf, int]]:
        """Each table with how many rows it has."""
        for rows, _, query in self._tables:
            with self._beside.reading() as session:
                yield rows, session.rows(query)[0][0]
