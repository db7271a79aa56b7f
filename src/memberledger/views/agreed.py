"""Who was on which terms since when, from the table of agreements."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select

from memberledger.projections.rows import AgreementRow, AgreementRows
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["agreements"]

_AGREEMENTS = table(AgreementRows.AGREEMENTS)
_BEFORE = (
    select(_AGREEMENTS.c.member, *fields_of(AgreementRows.AGREEMENTS))
    .where(_AGREEMENTS.c.practice == bindparam("practice"))
    .where(_AGREEMENTS.c.effective_on < bindparam("until"))
    .order_by(_AGREEMENTS.c.member, _AGREEMENTS.c.version)
)


def agreements(views: Views, practice: str, until: date) -> dict[str, list[AgreementRow]]:
    """Of each member, the agreements and ends before a day, as they were recorded."""
    found = views.select("agreements", _BEFORE, practice=practice, until=until)
    return {
        member: [AgreementRow(*row[1:]) for row in rows]
        for member, rows in groupby(found, key=lambda row: row[0])
    }
