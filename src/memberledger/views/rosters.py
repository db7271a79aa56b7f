"""The roster: everybody at a glance, or those of a tier, a standing, or with something expiring."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select

from memberledger.aggregates.member import MemberState
from memberledger.projections.rows import EntitlementRows, RosterRow, RosterRows, balances_of
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["Wanted", "roster"]

_ROSTER = table(RosterRows.ROSTER)
_BALANCES = table(EntitlementRows.BALANCES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which members of a roster; those that meet everything that is not None.

    Attributes:
        tier: of the plan; a plan without a tier is one by its id.
        status: active, paused or cancelled.
        standing: good, past_due or suspended.
        flagged: whether dunning flagged the chart.
        expiring_by: something free to use will be gone on this day, or before.
    """

    tier: str | None = None
    status: str | None = None
    standing: str | None = None
    flagged: bool | None = None
    expiring_by: date | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}

    def takes(self, row: RosterRow, s: MemberState) -> bool:
        """Whether a member who was folded is one of these."""
        asked = self.asked
        by = asked.pop("expiring_by", None)
        if any(getattr(row, name) != value for name, value in asked.items()):
            return False
        ends = [balance.next_expiry_on for balance in balances_of(s).values()]
        return by is None or any(end is not None and end <= by for end in ends)


def roster(
    views: Views, practice: str, wanted: Wanted, after: str = "", limit: int | None = None
) -> dict[str, RosterRow]:
    """The members wanted, sorted by code point.

    Args:
        views: of the ledger.
        practice: whose members.
        wanted: which.
        after: the last member of the page before; "" for the first.
        limit: how many at most; None for all.
    """
    asked = wanted.asked
    query = _query(frozenset(asked), is_page=limit is not None)
    page = {} if limit is None else {"limit": limit}
    names = ("roster", "entitlements") if "expiring_by" in asked else "roster"
    found = views.select(names, query, practice=practice, after=after, **asked, **page)
    return {row[0]: RosterRow(*row[1:]) for row in found}


@lru_cache(maxsize=64)
def _query(asked: frozenset[str], *, is_page: bool) -> Select[Any]:
    query = (
        select(_ROSTER.c.member, *fields_of(RosterRows.ROSTER))
        .where(_ROSTER.c.practice == bindparam("practice"))
        .where(_ROSTER.c.member > bindparam("after"))
        .order_by(_ROSTER.c.member)
    )
    for name in sorted(asked - {"expiring_by"}):
        query = query.where(_ROSTER.c[name] == bindparam(name))
    if "expiring_by" in asked:
        theirs = (_BALANCES.c.practice == _ROSTER.c.practice) & (
            _BALANCES.c.member == _ROSTER.c.member
        )
        soon = _BALANCES.c.next_expiry_on <= bindparam("expiring_by")
        query = query.where(exists().where(theirs, soon))
    return query.limit(bindparam("limit")) if is_page else query
