"""What members are entitled to: balances, lots, what is soon gone, and why a balance is so."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, bindparam, func, select

from memberledger.projections import EntitlementMovement
from memberledger.projections.rows import BalanceRow, EntitlementRows, Expiring, LotRow
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["all_balances", "balances", "expiring", "lots", "movements"]

_BALANCES = table(EntitlementRows.BALANCES)
_LOTS = table(EntitlementRows.LOTS)
_MOVEMENTS = table(EntitlementRows.MOVEMENTS)

_BALANCES_OF = (
    select(*fields_of(EntitlementRows.BALANCES))
    .where(_BALANCES.c.practice == bindparam("practice"))
    .where(_BALANCES.c.member == bindparam("member"))
    .order_by(_BALANCES.c.benefit)
)
_ALL_BALANCES = (
    select(_BALANCES.c.member, *fields_of(EntitlementRows.BALANCES))
    .where(_BALANCES.c.practice == bindparam("practice"))
    .order_by(_BALANCES.c.member, _BALANCES.c.benefit)
)
_LOTS_OF = (
    select(*fields_of(EntitlementRows.LOTS))
    .where(_LOTS.c.practice == bindparam("practice"))
    .where(_LOTS.c.member == bindparam("member"))
    .order_by(_LOTS.c.lot)
)
_EXPIRING = (
    select(
        _LOTS.c.expires_on,
        _LOTS.c.member,
        _LOTS.c.benefit,
        _BALANCES.c.kind,
        func.sum(_LOTS.c.free).cast(BigInteger),
    )
    .join(
        _BALANCES,
        (_BALANCES.c.practice == _LOTS.c.practice)
        & (_BALANCES.c.member == _LOTS.c.member)
        & (_BALANCES.c.benefit == _LOTS.c.benefit),
    )
    .where(_LOTS.c.practice == bindparam("practice"))
    .where(_LOTS.c.expires_on <= bindparam("until"))
    .where(_LOTS.c.free > 0, _LOTS.c.frozen.is_(False))
    .group_by(_LOTS.c.expires_on, _LOTS.c.member, _LOTS.c.benefit, _BALANCES.c.kind)
    .order_by(_LOTS.c.expires_on, _LOTS.c.member, _LOTS.c.benefit)
)
_MOVEMENTS_OF = (
    select(
        _MOVEMENTS.c.version,
        _MOVEMENTS.c.event,
        _MOVEMENTS.c.effective_on,
        _MOVEMENTS.c.benefit,
        _MOVEMENTS.c.lot,
        _MOVEMENTS.c.kind,
        _MOVEMENTS.c.quantity,
        _MOVEMENTS.c.change,
        _MOVEMENTS.c.balance,
    )
    .where(_MOVEMENTS.c.practice == bindparam("practice"))
    .where(_MOVEMENTS.c.member == bindparam("member"))
    .order_by(_MOVEMENTS.c.version, _MOVEMENTS.c.line)
)
_MOVEMENTS_OF_ONE = _MOVEMENTS_OF.where(_MOVEMENTS.c.benefit == bindparam("benefit"))


def balances(views: Views, practice: str, member: str) -> dict[str, BalanceRow]:
    """A member's balances by benefit; empty for a member nobody knows."""
    found = views.select("entitlements", _BALANCES_OF, practice=practice, member=member)
    return {row[0]: BalanceRow(*row) for row in found}


def all_balances(views: Views, practice: str) -> dict[str, dict[str, BalanceRow]]:
    """Everybody's balances, by member and benefit."""
    told: dict[str, dict[str, BalanceRow]] = {}
    for member, *row in views.select("entitlements", _ALL_BALANCES, practice=practice):
        told.setdefault(member, {})[row[0]] = BalanceRow(*row)
    return told


def lots(views: Views, practice: str, member: str) -> list[LotRow]:
    """Every lot a member ever had, by number; empty for a member nobody knows."""
    found = views.select("entitlements", _LOTS_OF, practice=practice, member=member)
    return [LotRow(*row) for row in found]


def expiring(views: Views, practice: str, until: date) -> list[Expiring]:
    """What is free to use and will be gone on a day or before, the first to go first."""
    found = views.select("entitlements", _EXPIRING, practice=practice, until=until)
    return [Expiring(*row) for row in found]


def movements(
    views: Views, practice: str, member: str, benefit: str | None = None
) -> list[EntitlementMovement]:
    """Every change of a member's lots in the order recorded; of one benefit, or of all."""
    asked = {"practice": practice, "member": member}
    if benefit is None:
        found = views.select("entitlements", _MOVEMENTS_OF, **asked)
    else:
        found = views.select("entitlements", _MOVEMENTS_OF_ONE, benefit=benefit, **asked)
    return [EntitlementMovement(*row) for row in found]
