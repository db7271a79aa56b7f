"""Margin per plan: what the books earned on a plan, less what its services cost the practice.

Source: own definition; no authority was found. Revenue is that of the journal to the minor unit
(`projections.journal`), so the plans of a practice add up to the income in its books. The costs are
the practice's own, and none is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.projections.journal import journal_of
from memberledger.projections.rates import Ratio
from memberledger.values import split

__all__ = ["Costs", "PlanMargin", "margins_of"]

Costs = Mapping[str, int]
"""What one use costs the practice, minor units, by service or by benefit."""


@dataclass(frozen=True, slots=True)
class PlanMargin:
    """One plan in a window; amounts are minor units, below zero where more was taken back.

    Attributes:
        plan: its id; None for income of no bill and no lot.
        revenue: income booked on its bills and lots: dues by use and by the day, fees, breakage.
        cost: of the uses of its lots, net of reversals.
        uses: redemptions of its lots, net of reversals.
        without_cost: of these, how many have no cost in the list; the margin is too good by them.
    """

    plan: str | None
    revenue: int = 0
    cost: int = 0
    uses: int = 0
    without_cost: int = 0

    @property
    def margin(self) -> Ratio:
        """Revenue less cost, of the revenue."""
        return Ratio(self.revenue - self.cost, self.revenue)

    def __add__(self, other: PlanMargin) -> PlanMargin:
        return PlanMargin(
            self.plan,
            self.revenue + other.revenue,
            self.cost + other.cost,
            self.uses + other.uses,
            self.without_cost + other.without_cost,
        )


def margins_of(
    members: Iterable[Sequence[Event]], costs: Costs, first: date, until: date
) -> tuple[PlanMargin, ...]:
    """The plans with income or uses in [first, until), by id, income of no plan last.

    Income counts by its accounting date and belongs to the plan of the bill or the lot it is of. A
    use counts on the day it was performed, a reversal on the day it was made. A use costs what its
    service costs, where the use named one that is in the list, else what its benefit does: for each
    unit, and once where the benefit is money. A use of lots of two plans is shared by quantity.

    >>> margins_of([], {"facial": 4500}, date(2026, 1, 1), date(2026, 2, 1))
    ()
    """
    found: dict[str | None, PlanMargin] = {}
    for events in members:
        if events:
            s = fold(events)
            for part in (
                *_incomes(s, events, first, until),
                *_uses(s, events, costs, first, until),
            ):
                found[part.plan] = found.get(part.plan, PlanMargin(part.plan)) + part
    rest = found.pop(None, None)
    told = [found[plan] for plan in sorted(plan for plan in found if plan is not None)]
    return (*told, rest) if rest is not None and rest != PlanMargin(None) else tuple(told)


def _incomes(
    s: MemberState, events: Sequence[Event], first: date, until: date
) -> Iterator[PlanMargin]:
    postings, spreads = journal_of(events)
    for line in postings:
        if line.account.startswith("Income:") and first <= line.booked_on < until:
            yield PlanMargin(_plan(s, line.bill, line.lot), -line.amount)
    for spread in spreads:
        moved = spread.moved(until) - spread.moved(first)
        if moved:
            yield PlanMargin(_plan(s, spread.bill, None), moved)


def _plan(s: MemberState, bill: int | None, lot: int | None) -> str | None:
    """The plan of a lot or else of a bill."""
    if lot is not None and lot in s.lots:
        return s.plans[s.lots[lot].plan].id
    return s.plans[s.bills[bill].plan].id if bill is not None else None


def _uses(
    s: MemberState, events: Sequence[Event], costs: Costs, first: date, until: date
) -> Iterator[PlanMargin]:
    used: dict[str, e.Redeemed] = {}
    for event in events:
        if isinstance(event, e.Redeemed):
            used[event.redemption] = event
            sign, done = 1, event
        elif isinstance(event, e.RedemptionReversed):
            sign, done = -1, used[event.redemption]
        else:
            continue
        if first <= event.effective_on < until:
            yield from _costs(s, done, costs, sign)


def _costs(s: MemberState, used: e.Redeemed, costs: Costs, sign: int) -> Iterator[PlanMargin]:
    """The cost of a use by plan; the use itself counts for the plan of its first lot."""
    each = costs.get(used.service or "", costs.get(used.benefit))
    plans = [_plan(s, None, lot) for lot, _ in used.takes] or [s.plan_on(used.effective_on).id]
    yield PlanMargin(plans[0], uses=sign, without_cost=sign if each is None else 0)
    if each is None:
        return
    once = s.benefit_kind(used.benefit) == "value_credit"
    whole = each if once else each * used.quantity
    parts = split(whole, [quantity for _, quantity in used.takes] or [1])
    for plan, part in zip(plans, parts, strict=True):
        yield PlanMargin(plan, cost=sign * part)
