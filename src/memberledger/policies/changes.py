"""A change of plan: which way it goes, what it costs now, what it tops up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memberledger.policies.proration import (
    POLICY_BY_DAY,
    POLICY_DIFFERENCE,
    POLICY_NONE,
    change_by_day,
)
from memberledger.terms import Plan, TierChange

__all__ = ["POLICY", "Cost", "cost_now", "is_upgrade", "rules_of", "top_up"]

POLICY = "changes/1"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a change now costs (negative: a credit), and the price its days count as billed at."""

    amount: int
    rate: int
    policy: str


def is_upgrade(old: Plan, new: Plan) -> bool:
    """Whether the new plan is as dear per month as the old one, or dearer.

    A year is twelve months; days count as 12/365 of a month each. Exact, nothing is rounded.
    """
    return new.monthly_price >= old.monthly_price


def rules_of(old: Plan, new: Plan) -> TierChange:
    """The rules of the plan moved to: its `upgrade` or its `downgrade`."""
    return new.upgrade if is_upgrade(old, new) else new.downgrade


def cost_now(rules: TierChange, new: Plan, billed: int, days_left: int, whole: int) -> Cost:
    """What a change in a running period costs.

    Args:
        rules: of the plan moved to.
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


def top_up(
    rules: TierChange, new: Plan, granted: Mapping[str, int], banked: int
) -> list[tuple[str, int]]:
    """What a change now grants, as (benefit, quantity or minor units).

    `difference`: the new plan's quantity less what the running period has already granted, none
    below zero; banked dues by what was billed beyond what was banked. `full`: all again.

    Args:
        granted: what the running period (or stretch) has granted, per benefit.
        banked: dues billed for the running period, the change included, minor units.
    """
    if rules.entitlements == "next_period":
        return []
    grants = []
    for benefit in new.with_lots:
        if benefit.grants == "at_enrollment":
            continue
        whole = banked if benefit.amount == "dues" else (benefit.quantity or benefit.amount or 0)
        assert isinstance(whole, int)  # noqa: S101 - dues were replaced by what was billed
        already = granted.get(benefit.id, 0) if rules.entitlements == "difference" else 0
        if whole - already > 0:
            grants.append((benefit.id, whole - already))
    return grants
