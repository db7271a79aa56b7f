"""Rows into tables: the statements that put, remove and load the rows of each view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

from memberledger.projections.rows import Changes, RowsOf
from memberledger.store.beside import Beside, RowRefused, Session
from memberledger.views.catalogue import View
from memberledger.views.statements import as_text, to_database
from memberledger.views.tables import name_of

__all__ = ["Found", "Ready", "Writers"]

Row = Sequence[Any]

Ready = list[Row]
"""Rows of one table, as the database takes them."""

Found = list[tuple[str, str, Changes]]
"""(practice, member, what changed in one view)."""


class Writers:
    """Writes the rows of views.

    Args:
        beside: the database.
        views: whose tables.
        new: whether they are the ones being built.
    """

    def __init__(self, beside: Beside, views: Sequence[View], *, new: bool = False) -> None:
        self._of = {
            view.name: [_Writer(beside, rows, new=new) for rows in view.rows.tables]
            for view in views
        }

    def write(self, session: Session, view: View, found: Found) -> None:
        """What changed of some members.

        Raises:
            RowRefused: a row does not fit; it says whose.
        """
        try:
            for writer in self._of[view.name]:
                writer.write(session, found)
        except RowRefused as refused:
            raise RowRefused(refused.why, whose=view.name) from refused

    def ready(self, view: View, found: Found) -> list[Ready]:
        """The rows that are there of some members, for each table of a view."""
        return [list(writer.rows(found)) for writer in self._of[view.name]]

    def load(self, session: Session, view: View, ready: Sequence[Ready]) -> None:
        """The first rows of some members. Raises as `write` does."""
        try:
            for writer, rows in zip(self._of[view.name], ready, strict=True):
                writer.load(session, rows)
        except RowRefused as refused:
            raise RowRefused(refused.why, whose=view.name) from refused


class _Writer:
    """Writes the rows of one table."""

    def __init__(self, beside: Beside, rows: RowsOf, *, new: bool) -> None:
        self._name = rows.name
        self._columns = ["practice", "member", *rows.row._fields]  # type: ignore[attr-defined]
        keys = self._columns[: 2 + rows.keys]
        rest = self._columns[2 + rows.keys :]
        self._table = beside.named(name_of(rows, beside=new))
        mark = beside.mark
        columns, marks = ", ".join(self._columns), ", ".join([mark] * len(self._columns))
        given = ", ".join(f"{name} = excluded.{name}" for name in rest)
        self._upsert = f"""INSERT INTO {self._table} ({columns}) VALUES ({marks})
ON CONFLICT ({", ".join(keys)}) DO UPDATE SET {given}"""  # noqa: S608
        where = " AND ".join(f"{name} = {mark}" for name in keys)
        self._delete = f"DELETE FROM {self._table} WHERE {where}"  # noqa: S608
        self._days = _places(beside, rows, date)
        self._instants = _places(beside, rows, datetime)
        self._ready = to_database(beside)

    def write(self, session: Session, found: Found) -> None:
        """The changes of some members."""
        gone: list[Row] = [
            (practice, member, *key)
            for practice, member, changes in found
            for key, row in changes.rows.get(self._name, {}).items()
            if row is None
        ]
        if gone:
            session.run_many(self._delete, [self._ready(key) for key in gone])
        if there := list(self.rows(found)):
            session.run_many(self._upsert, there)

    def load(self, session: Session, rows: Ready) -> None:
        """The first rows of some members."""
        if rows:
            session.load(self._table, self._columns, rows)

    def rows(self, found: Found) -> Iterator[Row]:
        """The rows as the database takes them, column by column: a row at a time takes long."""
        name = self._name
        practices: list[str] = []
        members: list[str] = []
        rows: list[Row] = []
        for practice, member, changes in found:
            mine = changes.there(name)
            rows += mine
            practices += [practice] * len(mine)
            members += [member] * len(mine)
        columns: list[Sequence[Any]] = [practices, members, *zip(*rows, strict=True)]
        if rows:
            for place in self._days:
                columns[place] = [_DAYS[day] for day in columns[place]]
            for place in self._instants:
                columns[place] = _instants(columns[place])
        return zip(*columns, strict=True)


class _Days(dict[date | None, str | None]):
    """Days as text, each told once: a ledger knows a few thousand."""

    def __missing__(self, day: date | None) -> str | None:
        self[day] = text = None if day is None else day.isoformat()
        return text


_DAYS = _Days()


def _instants(values: Sequence[datetime | None]) -> list[str | None]:
    """Instants as text; those of one event are one object and are told once."""
    told: list[str | None] = []
    known, text = None, None
    for value in values:
        if value is not known:
            known, text = value, None
            if value is not None:
                text = value.isoformat(" ", "microseconds")
                text = text[:-6] if text.endswith("+00:00") else as_text(value)
        told.append(text)
    return told


def _places(beside: Beside, rows: RowsOf, kind: type) -> tuple[int, ...]:
    """Which columns are to be made text: days or instants, where the database has none."""
    if beside.dialect != "sqlite":
        return ()
    kinds = [set(get_args(hint)) or {hint} for hint in get_type_hints(rows.row).values()]
    return tuple(2 + place for place, each in enumerate(kinds) if kind in each)
