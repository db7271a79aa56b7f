"""Policies of a host's own, as the scenarios and tests use them: --policies tests.own_policies:ALL.

They are what a practice might write: part of what is left is kept, a change is reckoned by whole
weeks, reminders come every so many days.
"""

from __future__ import annotations

from datetime import timedelta

from memberledger import (
    ChangeCost,
    DunningFacts,
    Keep,
    NextStep,
    Policies,
    ProrationFacts,
    RolloverFacts,
)

__all__ = ["ALL", "by_week", "gentle", "keep_share", "keep_share_rounded_up"]


def keep_share(facts: RolloverFacts) -> Keep:
    """So many percent of what is free, rounded down; the oldest lapses."""
    return Keep.newest(facts, facts.free * facts.given.number("percent") // 100)


def keep_share_rounded_up(facts: RolloverFacts) -> Keep:
    """The next version of it, which rounds up."""
    return Keep.newest(facts, -(-facts.free * facts.given.number("percent") // 100))


def by_week(facts: ProrationFacts) -> ChangeCost:
    """The difference of the prices for each whole week left, of so many in a period."""
    weeks = facts.given.number("weeks")
    left = min(facts.days_left // 7, weeks)
    difference = (facts.price - facts.billed) * left
    part = abs(difference) // weeks
    return ChangeCost(part if difference >= 0 else -part)


def gentle(facts: DunningFacts) -> NextStep | None:
    """A reminder and a retry every so many days, the last with a late fee; then it is suspended."""
    on = facts.on + timedelta(days=facts.given.number("days"))
    sent, times = len(facts.taken), facts.given.number("times")
    if sent < times - 1:
        return NextStep(on, ("notify_email", "retry"))
    if sent == times - 1 and facts.late_fee:
        return NextStep(on, ("notify_email", "late_fee", "retry"))
    if sent == times - 1:
        return NextStep(on, ("notify_email", "retry"))
    return NextStep(on, ("suspend", "flag_chart")) if sent == times else None


ALL = (
    Policies()
    .rollover("acme.keep-share", 2, keep_share)
    .rollover("acme.keep-share", 3, keep_share_rounded_up)
    .proration("acme.by-week", 1, by_week)
    .dunning("acme.gentle", 1, gentle)
)
