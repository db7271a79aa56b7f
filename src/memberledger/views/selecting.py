"""Queries of the views' tables: compiled once, asked through the ledger's own connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal_column

from memberledger.store.beside import Beside
from memberledger.views.catalogue import View
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
        self._fresh = lru_cache(maxsize=64)(self._condition)

    def is_fresh(self, views: Sequence[View]) -> bool:
        """Whether views are live, of their present shape, and know every event."""
        with self._beside.reading() as session:
            return bool(session.rows(f"SELECT {self._fresh(tuple(views))}")[0][0])

    def rows(
        self, views: tuple[View, ...], query: Select[Any], values: Mapping[str, Any]
    ) -> tuple[bool, list[tuple[Any, ...]]]:
        """The rows of a query, with these parameters, and whether the views know every event.

        Both are asked in one statement, the second in a column of its own: so it is only known
        where there is a row, and False where there is none.
        """
        ready = self._compile(query, views)
        given = {**ready.fixed, **values}
        with self._beside.reading() as session:
            found = session.rows(ready.text, self._ready([given[name] for name in ready.names]))
        is_fresh = bool(found and found[0][-1])
        return is_fresh, [_python(row, ready.columns) for row in found]

    def _condition(self, views: tuple[View, ...]) -> str:
        """True in SQL while all these views know every event; so it is where there are none."""
        if not views:
            return "1"
        beside = self._beside
        events, positions = beside.named("stored_events"), beside.named("view_positions")
        one_of = " OR ".join(f"(view = '{v.name}' AND shape = '{v.shape}')" for v in views)
        return f"""(SELECT count(*) = {len(views)} FROM {positions}
WHERE state = 'live' AND position >= (SELECT coalesce(max(position), 0) FROM {events})
AND ({one_of}))"""  # noqa: S608

    def _compiled(self, query: Select[Any], views: tuple[View, ...]) -> _Compiled:
        asked = query.add_columns(literal_column(self._fresh(views)).label("is_fresh"))
        text = compiled(asked, self._beside, compile_kwargs={"render_postcompile": True})
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
    if not columns:
        return row[:-1]
    values = list(row[:-1])
    for place, change in columns:
        if values[place] is not None:
            values[place] = change(values[place])
    return tuple(values)
