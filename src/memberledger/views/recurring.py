"""The movements of recurring revenue, member by member, from their table."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select

from memberledger.projections.mrr import Movement
from memberledger.projections.rows import MrrRows
from memberledger.views.columns import table
from memberledger.views.views import Views

__all__ = ["recurring"]

_MOVEMENTS = table(MrrRows.MOVEMENTS)
_UNTIL = (
    select(_MOVEMENTS.c.member, _MOVEMENTS.c.effective_on, _MOVEMENTS.c.cause, _MOVEMENTS.c.amount)
    .where(_MOVEMENTS.c.practice == bindparam("practice"))
    .where(_MOVEMENTS.c.effective_on <= bindparam("until"))
    .order_by(_MOVEMENTS.c.member, _MOVEMENTS.c.effective_on, _MOVEMENTS.c.cause)
)


def recurring(views: Views, practice: str, until: date) -> list[tuple[str, list[Movement]]]:
    """Each member who has any, with the movements up to and on a day in order of their days."""
    found = views.select("recurring", _UNTIL, practice=practice, until=until)
    return [
        (member, [Movement(*row[1:]) for row in rows])
        for member, rows in groupby(found, key=lambda row: row[0])
    ]
