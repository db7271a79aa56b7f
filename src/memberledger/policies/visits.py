"""A missed visit: whose terms hold, and what it costs."""

from __future__ import annotations

from typing import Literal

from memberledger.terms import Benefit, MissedFee, MissedVisit, Plan
from memberledger.values import half_up

__all__ = ["POLICY", "Miss", "fee", "terms_of"]

POLICY = "visits/1"

Miss = Literal["no_show", "late_cancel"]


def terms_of(plan: Plan, benefit: Benefit | None, miss: Miss) -> MissedVisit:
    """What a missed visit of a benefit costs: as the benefit says, or else the plan.

    Where neither says anything the units are released and there is no fee.

    >>> from memberledger.values import Duration
    >>> strict = MissedVisit(units="forfeit")
    >>> glow = Plan(id="glow", price=0, cycle=Duration.parse("1 month"), no_show=strict)
    >>> terms_of(glow, None, "no_show").units, terms_of(glow, None, "late_cancel").units
    ('forfeit', 'release')
    """
    own = getattr(benefit, miss) if benefit is not None else None
    found: MissedVisit | None = own if own is not None else getattr(plan, miss)
    return found if found is not None else MissedVisit()


def fee(terms: MissedVisit, price: int | None) -> int | None:
    """The fee of one missed visit, minor units; None where it needs a price that is not given.

    A percentage is of the price of the visit, half up.

    >>> fee(MissedVisit(fee=5000), None), fee(MissedVisit(fee=MissedFee(percent=50)), 12505)
    (5000, 6253)
    >>> fee(MissedVisit(fee=MissedFee(percent=50)), None) is None
    True
    """
    if isinstance(terms.fee, MissedFee):
        return half_up(price * terms.fee.percent, 10_000) if price is not None else None
    return terms.fee or 0
