"""Views: the tables that staff and programs read are what the events give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from memberledger.audit.checks.audited import Audited
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding
from memberledger.projections.rows import RowsOf
from memberledger.store import Store, StoreError

if TYPE_CHECKING:
    from memberledger.audit.checks.view_rows import Compared

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
        self._views = _compared(audited.store)

    def of_log(self) -> Iterator[Finding]:
        """Views that stopped."""
        if self._views is None:
            return
        for name, standing in self._views.standings.items():
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
        if self._views is None or life.story.indexed is None:
            return
        self.sums[_LEFT_OUT] -= 1
        tables, failures = self._views.compare(life)
        for name, (failed_at, why) in failures.items():
            message = f"the view {name} can't take position {failed_at}: {why}"
            yield self.found(message, life.story, view=name)
        for name, table, count, differing in tables:
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
        is_still = self.audited.last == self.audited.store.last_position()
        if self._views is None or self.sums[_LEFT_OUT] or not is_still:
            return
        for name, table, count in self._views.counts():
            if count != self.sums[table.name]:
                yield self.found(
                    f"the table {table.name} of the view {name} has {count} rows; the members "
                    f"have {self.sums[table.name]}",
                    view=name,
                    table=table.name,
                )


def _compared(store: Store) -> Compared | None:
    """The views there are; None where none was ever built, and nothing of them need be loaded."""
    beside = store.beside
    try:
        with beside.reading() as session:
            session.rows(f"SELECT 1 FROM {beside.named('view_positions')} LIMIT 1")  # noqa: S608
    except StoreError:
        return None
    from memberledger.audit.checks.view_rows import Compared

    return Compared(beside)


def _shown(key: tuple[Any, ...]) -> str:
    return "row " + "/".join(str(part) for part in key) if key else "its row"
