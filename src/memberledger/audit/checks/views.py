"""Views: the tables that staff and programs read are what the events give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.audit.checks.audited import Audited
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding
from memberledger.projections.rows import RowsOf
from memberledger.store import StoreError
from memberledger.views import VIEWS, Standing
from memberledger.views.comparing import Comparer
from memberledger.views.folding import MemberFold
from memberledger.views.positions import Positions

__all__ = ["ViewRows"]

_LEFT_OUT = ("left out",)
"""No name of a table, which are texts."""


class ViewRows(Check):
    """Each view's rows are those that the events give anew, up to the position that it has reached.

    Rows are compared table by table, for every member, and no table may have more rows than its
    members do. A view that was never built, or is of an older shape, holds nothing to compare.

    It can't see tables that others keep beside the ledger.
    """

    name = "views"
    advice = "rebuild the view (`ledger.views.rebuild`); the events themselves are not concerned"
    beside = True

    def __init__(self, audited: Audited) -> None:
        super().__init__(audited)
        self._standings = _standings(audited)
        self._comparers = [
            (name, standing.position, Comparer(audited.store.beside, VIEWS[name]))
            for name, standing in self._standings.items()
            if standing.state == "live" and standing.shape == VIEWS[name].shape
        ]

    def of_log(self) -> Iterator[Finding]:
        """Views that stopped."""
        for name, standing in self._standings.items():
            if standing.state == "failed":
                yield self.found(
                    f"the view {name} stopped before position {standing.failed_at}: "
                    f"{standing.failure}",
                    position=standing.failed_at or 0,
                    view=name,
                )

    def of_story(self, story: Story) -> Iterable[Finding]:
        """Counts who can't be compared."""
        if story.indexed is not None:
            self.sums[_LEFT_OUT] += 1
        return ()

    def of_life(self, life: Life) -> Iterator[Finding]:
        """The rows of one member."""
        story = life.story
        if not self._comparers or story.indexed is None:
            return
        self.sums[_LEFT_OUT] -= 1
        practice, member = story.names
        entries = [(row[0], event) for row, event in zip(story.rows, life.events, strict=True)]
        for position in sorted({position for _, position, _ in self._comparers}):
            known = [entry for entry in entries if entry[0] <= position]
            together = [each for each in self._comparers if each[1] == position]
            fold = MemberFold([VIEWS[name] for name, _, _ in together], partial(_events, known))
            if known:
                fold.apply(known)
            for name, (failed_at, why) in fold.failures.items():
                message = f"the view {name} can't take position {failed_at}: {why}"
                yield self.found(message, story, view=name)
            changes = fold.take()
            for name, _, comparer in together:
                if name in changes:
                    for table, count, differing in comparer.compare(
                        practice, member, changes[name]
                    ):
                        self.sums[table.name] += count
                        yield from self._differing(life, name, table, differing)

    def _differing(
        self, life: Life, view: str, table: RowsOf, differing: Sequence[tuple[Any, ...]]
    ) -> Iterator[Finding]:
        if differing:
            keys = ", ".join(_shown(key) for key in differing[:3])
            more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
            yield self.found(
                f"the table {table.name} of the view {view} differs in {keys}{more}",
                life.story,
                view=view,
                table=table.name,
                rows=len(differing),
            )

    def at_end(self) -> Iterator[Finding]:
        """Rows of nobody; can't be told where somebody's history can't be folded."""
        if self.sums[_LEFT_OUT] or self.audited.last != self.audited.store.last_position():
            return
        for name, _, comparer in self._comparers:
            for table, count in comparer.counts():
                if count != self.sums[table.name]:
                    yield self.found(
                        f"the table {table.name} of the view {name} has {count} rows; the members "
                        f"have {self.sums[table.name]}",
                        view=name,
                        table=table.name,
                    )


def _standings(audited: Audited) -> dict[str, Standing]:
    """How far each view is; none where no view was ever built."""
    beside = audited.store.beside
    try:
        with beside.reading() as session:
            found = Positions(beside).read(session)
    except StoreError:
        return {}
    return {name: found[name] for name in VIEWS if name in found}


def _events(entries: Sequence[tuple[int, Event]]) -> list[Event]:
    return [event for _, event in entries]


def _shown(key: tuple[Any, ...]) -> str:
    return "row " + "/".join(str(part) for part in key) if key else "its row"
