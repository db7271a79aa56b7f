"""The rows of views, compared with what a member's events give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.audit.checks.life import Life
from memberledger.projections.rows import RowsOf
from memberledger.store.beside import Beside
from memberledger.views import VIEWS, Standing
from memberledger.views.comparing import Comparer
from memberledger.views.folding import Failure, MemberFold
from memberledger.views.positions import Positions

__all__ = ["Compared", "Differing"]

Differing = tuple[str, RowsOf, int, Sequence[tuple[Any, ...]]]
"""A view, one of its tables, how many rows are compared, the keys of those that differ."""


class Compared:
    """The views of a ledger, those that were ever built.

    Args:
        beside: the database.

    Attributes:
        standings: how far each is.
    """

    def __init__(self, beside: Beside) -> None:
        with beside.reading() as session:
            found = Positions(beside).read(session)
        self.standings: dict[str, Standing] = {name: found[name] for name in VIEWS if name in found}
        self._comparers = [
            (name, standing.position, Comparer(beside, VIEWS[name]))
            for name, standing in self.standings.items()
            if standing.state == "live" and standing.shape == VIEWS[name].shape
        ]

    def compare(self, life: Life) -> tuple[list[Differing], dict[str, Failure]]:
        """The tables of one member, and by view the event that it could not take, with why."""
        practice, member = life.story.names
        entries = [(row[0], event) for row, event in zip(life.story.rows, life.events, strict=True)]
        tables: list[Differing] = []
        failures: dict[str, Failure] = {}
        for position in sorted({position for _, position, _ in self._comparers}):
            known = [entry for entry in entries if entry[0] <= position]
            together = [each for each in self._comparers if each[1] == position]
            fold = MemberFold([VIEWS[name] for name, _, _ in together], partial(_events, known))
            if known:
                fold.apply(known)
            failures.update(fold.failures)
            changes = fold.take()
            for name, _, comparer in together:
                if name in changes:
                    compared = comparer.compare(practice, member, changes[name])
                    tables += ((name, table, count, keys) for table, count, keys in compared)
        return tables, failures

    def counts(self) -> Iterator[tuple[str, RowsOf, int]]:
        """How many rows each table has, of all members."""
        for name, _, comparer in self._comparers:
            for table, count in comparer.counts():
                yield name, table, count


def _events(entries: Sequence[tuple[int, Event]]) -> list[Event]:
    return [event for _, event in entries]
