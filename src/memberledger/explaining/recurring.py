"""Why recurring revenue is what it is: the members who count, and the terms that say how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.explaining.arithmetic import Sums
from memberledger.explaining.values import Explanation, Part, Rule
from memberledger.history import Entry
from memberledger.projections.mrr import movements_of, mrr_between, mrr_of
from memberledger.terms import Plan

__all__ = ["explain_mrr"]

_TERMS = (e.Enrolled, e.Upgraded, e.Downgraded, e.PlanSwitched, e.TermsAmended)
_RULE = Rule(
    "mrr",
    "the price of the terms agreed, by the month, of who has paid dues and is neither paused, "
    "suspended nor gone",
)


def explain_mrr(
    histories: Mapping[str, Sequence[Entry]], until: date, currency: str, practice: str
) -> Explanation:
    """Monthly recurring revenue at the start of a day: each member who counts.

    Args:
        histories: by member, the events that count, oldest first.
        until: the day; what happens on it is not in it yet.
        currency: of the practice.
        practice: its name.
    """
    parts, aside = [], 0
    for member, history in histories.items():
        worth = mrr_between(movements_of(entry.event for entry in history), until, until).end
        if not worth:
            aside += 1
            continue
        entry = _agreed(history, until)
        plan: Plan = entry.event.plan  # type: ignore[attr-defined]
        how = _by_month(Sums(currency), plan, worth)
        says = f"{member}, on {plan.id}@{plan.version}"
        parts.append(Part(worth, says, entry, _RULE, how, member=member))
    total = sum(part.amount or 0 for part in parts)
    notes = (f"{aside} others count nothing then.",) if aside else ()
    title = f"monthly recurring revenue of {practice} at the start of {until}"
    return Explanation(title, total, currency, currency, tuple(parts), notes)


def _agreed(history: Sequence[Entry], until: date) -> Entry:
    """The event that brought the terms in force, in the order of the days."""
    known = sorted(
        (entry for entry in history if entry.event.effective_on < until),
        key=lambda entry: entry.event.effective_on,
    )
    return next(entry for entry in reversed(known) if isinstance(entry.event, _TERMS))


def _by_month(sums: Sums, plan: Plan, worth: int) -> tuple[str, ...]:
    """The price of a cycle as one of a month; a month is a twelfth of a year of 365 days."""
    price = plan.monthly_price
    rate = price / plan.price if plan.price else price
    if rate == 1:
        return (f"{sums.money(plan.price)} a month",)
    formula = f"{sums.money(plan.price)} per {plan.cycle} x {rate.numerator} / {rate.denominator}"
    return (sums.gives(formula, mrr_of(plan), worth),)
