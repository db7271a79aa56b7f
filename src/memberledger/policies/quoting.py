"""What a member pays for services today: allotments, one best price, then credit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from memberledger.policies.metering import Metered, offers
from memberledger.policies.pricing import fitting, lowered
from memberledger.terms import Plan

__all__ = ["POLICY", "Item", "Metered", "Quote", "QuoteLine", "quote"]

POLICY = "quoting/2"


@dataclass(frozen=True, slots=True)
class Item:
    """A service or product at the checkout.

    Attributes:
        service: its id.
        price: of one unit today, minor units.
        quantity: units.
        on_sale: whether that is a sale price; some discounts lower a regular price only.
        use_units: whether the member's service credits may cover it; False keeps them.
        category: of the service; the ledger looks it up in the practice's catalogue.
    """

    service: str
    price: int
    quantity: int = 1
    on_sale: bool = False
    use_units: bool = True
    category: str | None = None

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
        unit_price: of the units left, minor units; one alone, and without a metered benefit.
        lowered_by: the benefits that lowered it, in the order they were applied.
        due: what is left to pay for the line, before value credit; a percentage is rounded once
            for all units that cost the same.
        metered: the units that take a metered benefit, which cost less than `unit_price`.
    """

    service: str
    quantity: int
    covered: tuple[tuple[str, int], ...]
    unit_price: int
    lowered_by: tuple[str, ...]
    due: int
    metered: tuple[Metered, ...] = ()


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


def quote(
    plan: Plan,
    balance: Mapping[str, int],
    items: Sequence[Item],
    *,
    barred: Collection[str] = (),
    prices: bool = True,
) -> Quote:
    """What these items cost a member today, the best for the member.

    Service credits cover the dearest units first; the others cost the best price; a metered use is
    offered only where it makes that price lower; value credits that cover a service pay afterwards,
    in the plan's order.

    Args:
        plan: the terms in force.
        balance: what is free to use, per benefit (minor units of a value credit).
        items: what is bought.
        barred: benefits that can't be used today, in the state the membership is in.
        prices: whether discounts and member prices hold today.
    """
    left = {name: free for name, free in balance.items() if name not in barred}
    usable = [benefit for benefit in plan.benefits if benefit.id not in barred]
    fits = [fitting(usable, i.service, category=i.category, on_sale=i.on_sale) for i in items]
    fits = [tuple(b for b in some if (b.id in left if b.is_metered else prices)) for some in fits]
    always = [[b for b in some if not b.is_metered] for some in fits]
    best = [
        lowered(some, item.price, 1, stackable=plan.stackable)
        for some, item in zip(always, items, strict=True)
    ]
    covered, uncovered = _cover(plan, left, items, [price for price, _ in best])
    metered = offers(
        [(fits[n], item.price, uncovered[n]) for n, item in enumerate(items)],
        left,
        stackable=plan.stackable,
    )
    dues = []
    for n, item in enumerate(items):
        plain = uncovered[n] - sum(part.units for part in metered[n])
        rest, _ = lowered(always[n], item.price, plain, stackable=plan.stackable)
        dues.append(rest + sum(part.due for part in metered[n]))
    from_credit = _pay(plan, left, items, list(dues))
    lines = tuple(
        QuoteLine(i.service, i.quantity, tuple(covered[n]), *best[n], dues[n], metered[n])
        for n, i in enumerate(items)
    )
    return Quote(
        lines,
        from_credit,
        sum(dues) - sum(amount for _, amount in from_credit),
        sum(item.price * item.quantity for item in items),
        tuple(b.name or b.id for b in usable if b.kind == "perk") if prices else (),
    )


def _cover(
    plan: Plan, left: dict[str, int], items: Sequence[Item], best: Sequence[int]
) -> tuple[list[list[tuple[str, int]]], list[int]]:
    """What service credits pay for, the dearest units first: (benefit, units), and units left."""
    covered: list[list[tuple[str, int]]] = [[] for _ in items]
    uncovered = [item.quantity for item in items]
    for n in sorted(range(len(items)), key=lambda n: (-best[n], n)):
        for benefit in plan.with_lots:
            fits = benefit.kind == "service_credit" and benefit.covers(
                items[n].service, items[n].category
            )
            units = min(left.get(benefit.id, 0), uncovered[n])
            if units > 0 and fits and items[n].use_units:
                covered[n].append((benefit.id, units))
                left[benefit.id] -= units
                uncovered[n] -= units
    return covered, uncovered


def _pay(
    plan: Plan, left: Mapping[str, int], items: Sequence[Item], dues: list[int]
) -> tuple[tuple[str, int], ...]:
    paid = []
    for benefit in plan.with_lots:
        if not benefit.is_money:
            continue
        held, used = left.get(benefit.id, 0), 0
        for n, item in enumerate(items):
            part = min(held - used, dues[n]) if benefit.covers(item.service, item.category) else 0
            dues[n] -= part
            used += part
        if used:
            paid.append((benefit.id, used))
    return tuple(paid)
