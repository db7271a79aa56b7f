"""Who owes what, from the view of delinquency."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from memberledger.projections import Delinquent
from memberledger.projections.rows import DelinquencyRow, DelinquencyRows
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["delinquent"]

_DELINQUENCY = table(DelinquencyRows.DELINQUENCY)
_OWING = (
    select(_DELINQUENCY.c.member, *fields_of(DelinquencyRows.DELINQUENCY))
    .where(_DELINQUENCY.c.practice == bindparam("practice"))
    .order_by(_DELINQUENCY.c.owed_since, _DELINQUENCY.c.member)
)


def delinquent(views: Views, practice: str) -> list[Delinquent]:
    """Everybody who owes something, the longest owing first."""
    return [_told(*row) for row in views.select("delinquency", _OWING, practice=practice)]


def _told(member: str, *columns: Any) -> Delinquent:
    row = DelinquencyRow(*columns)
    step = None
    if row.next_step_on is not None:
        step = row.next_step_on, tuple((row.next_step or "").split(", "))
    return Delinquent(
        member,
        row.currency,
        row.status,
        row.standing,
        row.plan,
        row.owed,
        row.owed_since,
        row.attempts,
        row.declined_on,
        row.code,
        row.can_retry,
        row.flagged,
        step,
    )
