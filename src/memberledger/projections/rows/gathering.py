"""The rows of a member made from events at once, for questions about what was known on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.projections.rows.changes import MemberRows

__all__ = ["rows_of"]


def rows_of(kind: type[MemberRows], events: Sequence[Event]) -> dict[str, list[Any]]:
    """The rows that a view would keep of a member with these events, by the name of their table.

    Args:
        kind: what makes the rows.
        events: the member's, in the order in which they were recorded; some may be left out.

    >>> from memberledger.projections.rows.agreements import AgreementRows
    >>> rows_of(AgreementRows, [])
    {'agreements': []}
    """
    s = MemberState()
    found = kind(lambda: list(events[: s.version - 1]))
    for position, event in enumerate(events, 1):
        apply(s, event)
        if kind.heeds is None or type(event) in kind.heeds:
            found.apply(s, event, position)
    if events:
        found.finish(s)
    changed = found.take()
    return {
        table.name: [table.row(*row) for row in changed.there(table.name)] for table in kind.tables
    }
