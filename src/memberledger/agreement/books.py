"""For the practice: how dues become revenue, and where the plan stands among others."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.speech import Speech, named
from memberledger.terms import Plan

__all__ = ["for_the_practice"]


def for_the_practice(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences that are no part of what a member agrees to."""
    if plan.recognition.method == "allocated":
        yield line("books", "recognition", _weights(plan, speech))
    if plan.level is not None:
        text = f"its level is {plan.level}: coming from a plan of a lower level is moving up"
        yield line("books", "level", text)


def _weights(plan: Plan, speech: Speech) -> str:
    rules = plan.recognition
    shares = [
        f"{speech.money(b.standalone_price)} for {named(b)}, earned as it is used"
        for b in plan.with_lots
        if b.standalone_price
    ]
    if rules.access:
        shares.append(f"{speech.money(rules.access)} for access, earned by the day")
    if rules.at_charge:
        shares.append(f"{speech.money(rules.at_charge)} earned when the dues are paid")
    return f"dues are split by these weights: {'; '.join(shares)}" if shares else _NO_WEIGHTS


_NO_WEIGHTS = "dues are split by weight over what the plan gives, but no weight is said"
