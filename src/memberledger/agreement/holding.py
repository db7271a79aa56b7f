"""The most that can ever be held of a benefit, for caps and times that can never count.

Months are taken as long or as short as they can be, so that nothing is called impossible that may
happen: one month is 28 to 31 days.
"""

from __future__ import annotations

from memberledger.terms import Benefit, Plan
from memberledger.values import Cycles, Duration

__all__ = ["grants_alive", "longest", "shortest", "step_of", "whole_grant"]


def shortest(span: Duration | Cycles, cycle: Duration) -> int:
    """The fewest days a duration can have.

    >>> month = Duration.parse("1 month")
    >>> shortest(month, month), shortest(Duration(1, "year"), month), shortest(Cycles(2), month)
    (28, 358, 58)
    """
    span = _in_time(span, cycle)
    months = span.months
    return span.days if not months else 28 + 30 * (months - 1)


def longest(span: Duration | Cycles, cycle: Duration) -> int:
    """The most days a duration can have."""
    span = _in_time(span, cycle)
    return span.days if not span.months else 31 * span.months


def _in_time(span: Duration | Cycles, cycle: Duration) -> Duration:
    if isinstance(span, Cycles):
        return Duration(span.count * cycle.count, cycle.unit)
    return span


def step_of(benefit: Benefit, plan: Plan) -> Duration | None:
    """The stretch from one grant to the next; None where grants are not regular."""
    if benefit.cadence is not None:
        return benefit.cadence
    if benefit.grants == "each_term" and plan.term is not None:
        return Duration(plan.cycle.count * plan.term.cycles, plan.cycle.unit)
    return plan.cycle if benefit.grants == "each_period" else None


def whole_grant(benefit: Benefit, plan: Plan) -> int:
    """Units or minor units of one grant at most; banked dues are the dearest dues there are."""
    if benefit.amount == "dues":
        return max([plan.price, *(plan.prices or {}).values()])
    return benefit.quantity or benefit.amount or 0


def grants_alive(benefit: Benefit, plan: Plan) -> int | None:
    """How many grants can be alive at once, the newest included; None for any number.

    A lot lives its own period and what `periods`, `grace` or `expires` allow; the least counts.
    """
    step, rule = step_of(benefit, plan), benefit.rollover
    if benefit.grants == "at_enrollment":
        return 1
    counts = []
    every = benefit.every
    if every is not None and every.times is not None:
        counts.append(every.times)
    if step is not None:
        if rule is not None and rule.periods is not None:
            counts.append(rule.periods + 1)
        if rule is not None and rule.grace is not None:
            counts.append(1 + _steps(rule.grace, step))
        if benefit.expires is not None:
            counts.append(_steps(_in_time(benefit.expires, plan.cycle), step))
    return min(counts, default=None)


def _steps(span: Duration, step: Duration) -> int:
    """How many grants a duration can reach over, rounded up."""
    if span.is_calendar == step.is_calendar:
        whole, part = (span.months, step.months) if span.is_calendar else (span.days, step.days)
    else:
        whole, part = longest(span, step), shortest(step, step)
    return -(-whole // part)
