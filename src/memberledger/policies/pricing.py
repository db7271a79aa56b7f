"""What benefits make of a price: the one lowest, or several after one another."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.terms import Benefit
from memberledger.values import half_up

__all__ = ["fitting", "lowered"]


def fitting(
    benefits: Sequence[Benefit],
    service: str,
    *,
    category: str | None = None,
    on_sale: bool = False,
) -> tuple[Benefit, ...]:
    """The discounts and member prices, metered or not, that can lower the price of a service.

    One with `regular_price_only` leaves a sale price as it is.
    """
    return tuple(
        benefit
        for benefit in benefits
        if benefit.kind in ("discount", "member_price")
        and benefit.covers(service, category)
        and not (on_sale and benefit.regular_price_only)
    )


def lowered(
    benefits: Sequence[Benefit], price: int, units: int, *, stackable: bool
) -> tuple[int, tuple[str, ...]]:
    """What `units` units at `price` each cost, and the benefits that lowered it.

    Not stackable: the one lowest price, ties by the order given. Stackable: the member price, then
    percents in the order given on what is left, then amounts off, never below zero. Amounts off and
    member prices are per unit; a percentage takes its part of the whole line, half up.

    Args:
        benefits: discounts and member prices that fit, in the plan's order.
        price: of one unit, minor units.
        units: how many.
        stackable: as the plan says.

    Returns:
        Minor units for all of them, and ids in the order they were applied.

    >>> ten = Benefit(id="ten", kind="discount", percent=10)
    >>> five = Benefit(id="five", kind="discount", amount_off=500)
    >>> lowered([ten, five], 10000, 2, stackable=False)
    (18000, ('ten',))
    >>> lowered([ten, five], 10000, 2, stackable=True)
    (17000, ('ten', 'five'))
    >>> lowered([ten], 33, 3, stackable=False)
    (89, ('ten',))
    """
    amount = price * units
    names: tuple[str, ...] = ()
    if not stackable:
        best = amount
        for benefit in benefits:
            if (less := _lower(benefit, amount, units)) < best:
                best, names = less, (benefit.id,)
        return best, names
    for place in (_is_member_price, _is_percent, _is_amount_off):
        for benefit in benefits:
            if place(benefit) and (less := _lower(benefit, amount, units)) < amount:
                amount, names = less, (*names, benefit.id)
    return amount, names


def _is_member_price(benefit: Benefit) -> bool:
    return benefit.kind == "member_price"


def _is_percent(benefit: Benefit) -> bool:
    return benefit.percent is not None


def _is_amount_off(benefit: Benefit) -> bool:
    return benefit.amount_off is not None


def _lower(benefit: Benefit, amount: int, units: int) -> int:
    if benefit.price is not None:
        return min(benefit.price * units, amount)
    if benefit.percent is not None:
        return amount - half_up(amount * benefit.percent, 10_000)
    return max(amount - (benefit.amount_off or 0) * units, 0)
