"""The agenda: the first day on which the clock has something to do for each member.

It needs no view of its own. The ledger writes it with the events of a member, in one transaction,
for `advance` touches only members with something due.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, Date, MetaData, Select, Table, Text, bindparam, select

from memberledger.views.views import Views

__all__ = ["AGENDA", "Due", "agenda"]

AGENDA = Table(
    "ledger_members",
    MetaData(),
    Column("practice", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("next_due", Date),
)
"""The ledger's own index of members, to be read and never written; it has a stream besides."""

_DUE = (
    select(AGENDA.c.next_due, AGENDA.c.member)
    .where(AGENDA.c.practice == bindparam("practice"), AGENDA.c.next_due.is_not(None))
    .order_by(AGENDA.c.next_due, AGENDA.c.member)
)
_DUE_BY = _DUE.where(AGENDA.c.next_due <= bindparam("until"))


class Due(NamedTuple):
    """When the clock next has something to do for a member.

    Attributes:
        due_on: a local day of the practice; `advance` to it, or beyond, and it is done.
        member: the reference.
    """

    due_on: date
    member: str


def agenda(views: Views, practice: str, until: date | None = None) -> list[Due]:
    """Members with something due, the first first.

    Args:
        views: of the ledger.
        practice: whose members.
        until: only what is due on that day or before; None for all there is.
    """
    query: Select[Any] = _DUE if until is None else _DUE_BY
    asked = {"practice": practice} if until is None else {"practice": practice, "until": until}
    return [Due(*row) for row in views.ask(query, **asked)]
