"""Why billing credit is what it is: what was paid too much or given back, less what was used."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.explaining.arithmetic import Sums
from memberledger.explaining.billed import own_sums
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry
from memberledger.policies import proration
from memberledger.terms.own import is_own

__all__ = ["explain_credit"]

_CHANGED = (e.Upgraded, e.Downgraded, e.PlanSwitched)


def explain_credit(history: Sequence[Entry]) -> Explanation:
    """Money held for the member: each event that added to it or took from it.

    Args:
        history: the member's events that count, oldest first.
    """
    s = MemberState()
    parts: list[Part] = []
    how: tuple[str, ...] = ()
    for entry in history:
        event = entry.event
        if isinstance(event, _CHANGED):
            how = _given(s, event)
        amount = _moved(entry)
        if amount:
            sums = how if isinstance(event, e.CreditGiven) else ()
            parts.append(Part(amount, entry.sentence, entry, rule_of(event.policy), sums))
        apply(s, event)
    title = f"billing credit of {s.member}"
    return Explanation(title, s.billing_credit, s.currency, s.currency, tuple(parts))


def _moved(entry: Entry) -> int:
    """By how much an event changes the credit, minor units."""
    event = entry.event
    if isinstance(event, e.Charged):
        return event.credited
    if isinstance(event, e.CreditGiven):
        return event.amount
    if isinstance(event, e.CreditUsed):
        return -event.amount
    if isinstance(event, e.Refunded | e.DisputeLost):
        return -event.from_credit
    return 0


def _given(s: MemberState, event: e.Upgraded | e.Downgraded | e.PlanSwitched) -> tuple[str, ...]:
    """What a change of plan gives back in all; it may come from several bills."""
    if not event.credit or s.period is None:
        return ()
    sums, old, new = Sums(s.currency), s.period.rate, event.plan.price
    worth = event.credit + (event.used or 0)
    if event.policy == proration.POLICY_BY_DAY and event.days_left and event.whole:
        told = sums.change_by_day(old, new, event.days_left, event.whole, worth)
    elif event.policy == proration.POLICY_DIFFERENCE:
        told = sums.difference(old, new, worth)
    elif is_own(event.policy):
        return own_sums(sums, event, old, -event.credit)
    else:
        return ()
    if event.used:
        used = sums.difference(worth, event.used, event.credit)
        return told, f"less what was used: {used}"
    return (told,)
