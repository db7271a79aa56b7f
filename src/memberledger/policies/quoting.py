"""What a member pays for services today: allotments, one best price, then credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from memberledger.policies.proration import by_day
from memberledger.terms import Benefit, Plan

__all__ = ["POLICY", "Item", "Quote", "QuoteLine", "quote"]

POLICY = "quoting/1"


@dataclass(frozen=True, slots=True)
class Item:
    """A service or product at the checkout: its id, the price of one unit, how many units."""

    service: str
    price: int
    quantity: int = 1

    def __post_init__(self) -> None:
        numbers = (self.price, self.quantity)
        if any(isinstance(n, bool) or not isinstance(n, int) for n in numbers):
            raise ValueError("an item's price is minor units, and its quantity whole units")
        if self.price < 0 or self.quantity < 1 or not isinstance(self.service, str):
            raise ValueError("an item has a service, a price of zero or more, a quantity above it")


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One item: units covered by allotments, and what one of the others costs.

    Attributes:
        covered: (benefit, units) that allotments pay for.
        unit_price: of the units left, minor units.
        lowered_by: the benefits that lowered it, in the order they were applied.
        due: what is left to pay for the line, before value credit.
    """

    service: str
    quantity: int
    covered: tuple[tuple[str, int], ...]
    unit_price: int
    lowered_by: tuple[str, ...]
    due: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What the member pays today; nothing is changed by asking.

    Attributes:
        lines: in the order of the items.
        credits: (benefit, minor units) that value credits pay.
        total: what is left to pay.
        full_price: what somebody without a membership pays.
        perks: the plan's promises in words.
    """

    lines: tuple[QuoteLine, ...]
    credits: tuple[tuple[str, int], ...]
    total: int
    full_price: int
    perks: tuple[str, ...] = field(default=())


def best_price(plan: Plan, service: str, price: int) -> tuple[int, tuple[str, ...]]:
    """The price of one unit and the benefits that lowered it.

    Not stackable: the one lowest price among member prices and discounts, ties by plan order.
    Stackable: the member price, then percents in plan order on what is left, then amounts off,
    never below zero. A percentage takes its part half up to the minor unit.
    """
    fits = [b for b in plan.benefits if not b.has_lots and b.kind != "perk" and b.covers(service)]
    if not plan.stackable:
        best = price
        by: tuple[str, ...] = ()
        for benefit in fits:
            lowered = _lower(benefit, price)
            if lowered < best:
                best, by = lowered, (benefit.id,)
        return best, by
    names = []
    for kind in (_is_member_price, _is_percent, _is_amount_off):
        for benefit in fits:
            if kind(benefit) and _lower(benefit, price) < price:
                price = _lower(benefit, price)
                names.append(benefit.id)
    return price, tuple(names)


def _is_member_price(benefit: Benefit) -> bool:
    return benefit.kind == "member_price"


def _is_percent(benefit: Benefit) -> bool:
    return benefit.percent is not None


def _is_amount_off(benefit: Benefit) -> bool:
    return benefit.amount_off is not None


def _lower(benefit: Benefit, price: int) -> int:
    if benefit.price is not None:
        return min(benefit.price, price)
    if benefit.percent is not None:
        return price - by_day(price, benefit.percent, 10_000)
    return max(price - (benefit.amount_off or 0), 0)


def quote(
    plan: Plan,
    balance: Mapping[str, int],
    items: Sequence[Item],
    *,
    lots: bool = True,
    prices: bool = True,
) -> Quote:
    """What these items cost a member today, the best for the member.

    Allotments cover the dearest units first; the others cost the best price; value credits that
    cover a service pay afterwards, in the plan's order.

    Args:
        plan: the terms in force.
        balance: what is free to use, per benefit (minor units of a value credit).
        items: what is bought.
        lots: whether lots may be used today.
        prices: whether discounts and member prices hold today.
    """
    left = dict(balance) if lots else {}
    best = [best_price(plan, i.service, i.price) if prices else (i.price, ()) for i in items]
    covered: list[list[tuple[str, int]]] = [[] for _ in items]
    uncovered = [item.quantity for item in items]
    for n in sorted(range(len(items)), key=lambda n: (-best[n][0], n)):
        for benefit in plan.with_lots:
            if benefit.is_money or not benefit.covers(items[n].service):
                continue
            units = min(left.get(benefit.id, 0), uncovered[n])
            if units > 0:
                covered[n].append((benefit.id, units))
                left[benefit.id] -= units
                uncovered[n] -= units
    dues = [best[n][0] * uncovered[n] for n in range(len(items))]
    from_credit = _pay(plan, left, items, list(dues))
    lines = tuple(
        QuoteLine(item.service, item.quantity, tuple(covered[n]), best[n][0], best[n][1], dues[n])
        for n, item in enumerate(items)
    )
    return Quote(
        lines,
        from_credit,
        sum(dues) - sum(amount for _, amount in from_credit),
        sum(item.price * item.quantity for item in items),
        tuple(b.name or b.id for b in plan.benefits if b.kind == "perk") if prices else (),
    )


def _pay(
    plan: Plan, left: Mapping[str, int], items: Sequence[Item], dues: list[int]
) -> tuple[tuple[str, int], ...]:
    paid = []
    for benefit in plan.with_lots:
        if not benefit.is_money:
            continue
        held, used = left.get(benefit.id, 0), 0
        for n, item in enumerate(items):
            part = min(held - used, dues[n]) if benefit.covers(item.service) else 0
            dues[n] -= part
            used += part
        if used:
            paid.append((benefit.id, used))
    return tuple(paid)
