"""What was used of what was granted, from the tables of lots and uses."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, bindparam, or_, select

from memberledger.projections.rows import EntitlementRows, LotRow
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["granted", "who_used"]

_LOTS = table(EntitlementRows.LOTS)
_USES = table(EntitlementRows.REDEMPTIONS)
_GRANTED = (
    select(*fields_of(EntitlementRows.LOTS))
    .where(_LOTS.c.practice == bindparam("practice"))
    .where(
        or_(
            and_(_LOTS.c.granted_on >= bindparam("first"), _LOTS.c.granted_on < bindparam("until")),
            and_(
                _LOTS.c.giver.is_not(None),
                _LOTS.c.start >= bindparam("first"),
                _LOTS.c.start < bindparam("until"),
            ),
        )
    )
)
_WHO_USED = (
    select(_USES.c.member)
    .distinct()
    .where(_USES.c.practice == bindparam("practice"), _USES.c.reversed_on.is_(None))
    .where(_USES.c.performed_on >= bindparam("first"), _USES.c.performed_on < bindparam("until"))
)


def granted(views: Views, practice: str, first: date, until: date) -> list[LotRow]:
    """Every lot granted in [first, until), and what was given to others of such."""
    asked = {"practice": practice, "first": first, "until": until}
    return [LotRow(*row) for row in views.select("entitlements", _GRANTED, **asked)]


def who_used(views: Views, practice: str, first: date, until: date) -> set[str]:
    """The members with a use performed in [first, until) and not reversed."""
    asked = {"practice": practice, "first": first, "until": until}
    return {row[0] for row in views.select("entitlements", _WHO_USED, **asked)}
