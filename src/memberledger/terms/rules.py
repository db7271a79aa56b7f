"""What must hold between the terms of one plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from memberledger.terms.billing import AnchorDay

if TYPE_CHECKING:
    from memberledger.terms.plan import Plan

__all__ = ["account_name", "problems"]

_CENTURY = 1200
"""Months."""


def account_name(benefit: str) -> str:
    """The benefit's part of an account name: `product_credit` is `Product-Credit`."""
    return "-".join(
        part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", benefit) if part
    )


def problems(plan: Plan) -> list[str]:
    """What does not hold together, each in words that say what would."""
    return [problem for rule in _RULES if (problem := rule(plan)) is not None]


def _benefit_ids_are_unique(plan: Plan) -> str | None:
    seen: dict[str, str] = {}
    for benefit in plan.benefits:
        other = seen.setdefault(account_name(benefit.id), benefit.id)
        if other == benefit.id and [b.id for b in plan.benefits].count(other) > 1:
            return f"benefits: {benefit.id!r} is there twice; give each benefit an id of its own"
        if other != benefit.id:
            return (
                f"benefits: {other!r} and {benefit.id!r} would share the account "
                f"{account_name(other)}; rename one of them"
            )
    return None


def _anchor_day_has_months(plan: Plan) -> str | None:
    if isinstance(plan.anchor, AnchorDay):
        if not plan.cycle.is_calendar:
            return "anchor: a day of the month needs a cycle of months or years"
        if plan.pause is not None and plan.pause.billing == "shift":
            return "pause: billing shift would leave the anchor's day; use billing: skip"
    elif plan.first_period is not None:
        return "first_period: only with an anchor day, such as anchor: {day: 1}"
    return None


def _ends_within_a_century(plan: Plan) -> str | None:
    """A date reckoned from any term stays in the calendar."""
    cycle = plan.cycle.in_months
    spans: list[tuple[str, Fraction]] = [("cycle", cycle)]
    if plan.term is not None:
        spans.append(("term", cycle * plan.term.cycles))
    if plan.introductory_price is not None:
        spans.append(("introductory_price", cycle * plan.introductory_price.cycles))
    for benefit in plan.benefits:
        step = benefit.cadence.in_months if benefit.cadence is not None else cycle
        periods = benefit.rollover.periods if benefit.rollover is not None else None
        spans.append((f"benefits: {benefit.id}", step * (1 + (periods or 0))))
    for field, months in spans:
        if months > _CENTURY:
            return f"{field}: longer than a hundred years; write a shorter one"
    return None


def _fees_of_dunning_have_amounts(plan: Plan) -> str | None:
    for fee in ("late_fee", "returned_payment_fee"):
        if any(fee in step.do for step in plan.dunning) and not getattr(plan, fee):
            return f'dunning: the action {fee} needs the plan\'s {fee}, such as "25.00"'
    return None


def _declines_have_one_rule(plan: Plan) -> str | None:
    if plan.dunning and plan.dunning_policy is not None:
        return "dunning_policy: it says which steps follow a decline; leave dunning out"
    return None


def _what_needs_a_term_has_one(plan: Plan) -> str | None:
    if plan.term is not None:
        return None
    for benefit in plan.benefits:
        if benefit.grants == "each_term":
            return f"benefits: {benefit.id}: each_term needs a term, such as term: {{cycles: 12}}"
        windows = [limit.per for limit in benefit.redemption_limits or ()]
        if benefit.occasion is not None:
            windows.append(benefit.occasion.per)
        if "term" in windows:
            return f"benefits: {benefit.id}: per: term needs a term, such as term: {{cycles: 12}}"
    if plan.pause is not None:
        if plan.pause.term == "extended":
            return "pause: term: extended needs a term, such as term: {cycles: 12}"
        if any(limit.per == "term" for limit in plan.pause.limits):
            return "pause: per: term needs a term, such as term: {cycles: 12}"
    return None


def _conversions_have_a_benefit(plan: Plan) -> str | None:
    for benefit in plan.benefits:
        to = plan.by_id.get(benefit.converts.to) if benefit.converts is not None else None
        if benefit.converts is not None and (to is None or not to.is_money):
            return (
                f"benefits: {benefit.id}: converts to {benefit.converts.to!r}, "
                "which is no value_credit of this plan"
            )
    for name, change in (("upgrade", plan.upgrade), ("downgrade", plan.downgrade)):
        for new in (change.converts or {}).values():
            if new not in plan.by_id or not plan.by_id[new].has_lots:
                return f"{name}: converts to {new!r}, which is no benefit with lots of this plan"
    return None


def _only_downgrades_give_credit(plan: Plan) -> str | None:
    if plan.upgrade.credit is not None:
        return "upgrade: credit is of a downgrade; an upgrade gives none"
    return None


def _dunning_counts_up(plan: Plan) -> str | None:
    days = [step.after.in_months for step in plan.dunning]
    if days != sorted(days):
        return "dunning: write the steps in the order of their days"
    return None


_RULES: tuple[Callable[[Plan], str | None], ...] = (
    _benefit_ids_are_unique,
    _anchor_day_has_months,
    _ends_within_a_century,
    _fees_of_dunning_have_amounts,
    _declines_have_one_rule,
    _dunning_counts_up,
    _what_needs_a_term_has_one,
    _conversions_have_a_benefit,
    _only_downgrades_give_credit,
)
