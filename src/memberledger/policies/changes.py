"""A change of plan: which way it goes, when it comes, what it costs now, what it tops up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from memberledger.policies.proration import (
    POLICY_BY_DAY,
    POLICY_DIFFERENCE,
    POLICY_NONE,
    change_by_day,
)
from memberledger.terms import Plan, TierChange
from memberledger.values import Cycles, Schedule, half_up, span_after

__all__ = [
    "POLICY",
    "Cost",
    "Direction",
    "cost_now",
    "direction",
    "earliest",
    "restarted_term",
    "rules_of",
    "share_used",
    "top_up",
]

POLICY = "changes/1"

Direction = Literal["up", "down", "within"]

_WITHIN = TierChange(when="next_period")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a change now costs (negative: a credit), and the price its days count as billed at."""

    amount: int
    rate: int
    policy: str


def direction(old: Plan, new: Plan) -> Direction:
    """Whether a move goes up, down, or stays within a tier.

    Plans of one `tier` are billing options of it: a move among them is neither up nor down.
    Between tiers the higher `level` is the upgrade; where a plan has no level, or both have the
    same, the plan as dear per month or dearer is. A year is twelve months; days count as 12/365 of
    a month each. Exact, nothing is rounded.

    >>> from memberledger.terms import read_plan
    >>> def plan(name, **more):
    ...     return read_plan({"id": name, "price": "99.00", "cycle": "1 month", **more}, "USD")
    >>> direction(plan("glow"), plan("glow-year", cycle="1 year", price="990.00", tier="glow"))
    'within'
    >>> direction(plan("gold", level=2), plan("family", level=1, price="199.00"))
    'down'
    >>> direction(plan("gold", level=2), plan("guest", price="99.00"))
    'up'
    """
    if old.tier_id == new.tier_id:
        return "within"
    levels = old.level, new.level
    if None not in levels and levels[0] != levels[1]:
        return "up" if (new.level or 0) > (old.level or 0) else "down"
    return "up" if new.monthly_price >= old.monthly_price else "down"


def rules_of(old: Plan, new: Plan) -> TierChange:
    """The rules of the plan moved to: its `upgrade` or its `downgrade`.

    A move within a tier has no rules of its own: it comes at the next period, without notice, and
    the term stands.
    """
    way = direction(old, new)
    if way == "within":
        return _WITHIN
    return new.upgrade if way == "up" else new.downgrade


def earliest(
    rules: TierChange, requested_on: date, asked_for: date | None, schedule: Schedule
) -> date | None:
    """The day from which a change may come: the later of the notice's end and the day asked for.

    It comes at the first period start on or after it. None where neither is given; the change then
    comes as `when` says. A notice holds whatever day is asked for.

    Args:
        rules: of the plan moved to.
        requested_on: from which the notice runs.
        asked_for: the day the member or staff named, if any.
        schedule: in which a notice of cycles is counted: that many whole periods from the request.

    >>> from memberledger.values import Duration
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> notice = TierChange(when="next_period", notice="1 cycle")
    >>> earliest(notice, date(2026, 1, 20), None, monthly)
    datetime.date(2026, 3, 5)
    >>> earliest(notice, date(2026, 1, 20), date(2026, 4, 1), monthly)
    datetime.date(2026, 4, 1)
    """
    if rules.notice is None or not rules.notice.count:
        return asked_for
    over = span_after(rules.notice, requested_on, schedule)
    return over if asked_for is None else max(over, asked_for)


def restarted_term(new: Plan, changed_on: date, schedule: Schedule) -> date | None:
    """Where the new plan's term ends when a change restarts it; None where it has no term.

    Its cycles are the whole periods that begin on or after the change; the rest of a running
    period is none of them.

    >>> from memberledger.terms import read_plan
    >>> terms = {"id": "gold", "price": "99.00", "cycle": "1 month", "term": {"cycles": 6}}
    >>> gold = read_plan(terms, "USD")
    >>> monthly = Schedule(date(2026, 1, 5), gold.cycle)
    >>> restarted_term(gold, date(2026, 1, 16), monthly)
    datetime.date(2026, 8, 5)
    """
    if new.term is None:
        return None
    return span_after(Cycles(new.term.cycles), changed_on, schedule)


def cost_now(rules: TierChange, new: Plan, billed: int, days_left: int, whole: int) -> Cost:
    """What a change in a running period costs.

    Args:
        rules: of the plan moved to; a proration of the host's own is asked elsewhere.
        new: the plan moved to.
        billed: the price of a whole period that the days left were billed at, minor units.
        days_left: of the running period, the change day included.
        whole: days of the running period; days of a shift pause are in neither number.
    """
    if rules.proration == "by_day":
        amount = change_by_day(new.price, billed, days_left, whole)
        return Cost(amount, new.price, POLICY_BY_DAY)
    if rules.proration == "difference":
        return Cost(new.price - billed, new.price, POLICY_DIFFERENCE)
    return Cost(0, billed, POLICY_NONE)


def share_used(share: int, units: int, of: int) -> int:
    """What some units of a lot cost: its share x units / its units, half up to the minor unit.

    >>> share_used(5161, 1, 2), share_used(0, 3, 10)
    (2581, 0)
    """
    return half_up(share * units, of) if of else 0


def top_up(
    rules: TierChange, new: Plan, granted: Mapping[str, int], banked: int
) -> list[tuple[str, int]]:
    """What a change now grants, as (benefit, quantity or minor units).

    `difference`: the new plan's quantity less what the running period has already granted, none
    below zero; banked dues by what was billed beyond what was banked. `full`: all again, but dues
    are banked only once.

    Args:
        granted: what the running period (or stretch) has granted, per benefit.
        banked: dues billed for the running period, the change included, minor units.
    """
    if rules.entitlements == "next_period":
        return []
    grants = []
    for benefit in new.with_lots:
        if benefit.grants in ("at_enrollment", "each_term") or benefit.occasion is not None:
            continue
        whole = banked if benefit.amount == "dues" else (benefit.quantity or benefit.amount or 0)
        assert isinstance(whole, int)  # noqa: S101 - dues were replaced by what was billed
        once = rules.entitlements == "difference" or benefit.amount == "dues"
        already = granted.get(benefit.id, 0) if once else 0
        if whole - already > 0:
            grants.append((benefit.id, whole - already))
    return grants
