"""Queries of the views' tables: compiled once, asked through the ledger's own connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select

from memberledger.store.beside import Beside
from memberledger.views.statements import compiled, from_database, to_database

__all__ = ["Selector"]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement, the names of its parameters in order, and what makes its columns Python's."""

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]
    columns: tuple[tuple[int, Callable[[Any], Any]], ...]


class Selector:
    """Asks one database. A query is compiled once and kept by its identity: make it once, too."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._ready = to_database(beside)
        self._compile = lru_cache(maxsize=256)(self._compiled)
        events, positions = beside.named("stored_events"), beside.named("view_positions")
        self._fresh = f"""SELECT 1 FROM {positions} WHERE view = {beside.mark} AND state = 'live'
AND position >= (SELECT coalesce(max(position), 0) FROM {events})"""  # noqa: S608

    def is_fresh(self, view: str) -> bool:
        """Whether a view knows every event."""
        with self._beside.reading() as session:
            return bool(session.rows(self._fresh, (view,)))

    def rows(self, query: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a query, with these parameters."""
        ready = self._compile(query)
        given = {**ready.fixed, **values}
        with self._beside.reading() as session:
            found = session.rows(ready.text, self._ready([given[name] for name in ready.names]))
        if not ready.columns:
            return found
        return [_python(row, ready.columns) for row in found]

    def _compiled(self, query: Select[Any]) -> _Compiled:
        text = compiled(query, self._beside, compile_kwargs={"render_postcompile": True})
        columns = []
        for place, column in enumerate(query.selected_columns):
            change = from_database(self._beside, _kind(column.type))
            if change is not None:
                columns.append((place, change))
        return _Compiled(
            str(text), tuple(text.positiontup or ()), dict(text.params), tuple(columns)
        )


def _kind(column_type: Any) -> type:
    try:
        kind: type = column_type.python_type
    except NotImplementedError:
        return object
    return kind


def _python(
    row: tuple[Any, ...], columns: tuple[tuple[int, Callable[[Any], Any]], ...]
) -> tuple[Any, ...]:
    values = list(row)
    for place, change in columns:
        if values[place] is not None:
            values[place] = change(values[place])
    return tuple(values)
