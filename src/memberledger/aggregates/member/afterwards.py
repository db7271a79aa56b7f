"""What becomes of the lots: decided on the day of the end, and kept for what comes later."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member.parts import Bill, Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.policies import after_end
from memberledger.policies.after_end import Ended, Fate
from memberledger.terms import Benefit

__all__ = ["fate_now", "fate_of_dues", "fates_at", "nothing_left", "recorded_fate", "usable_until"]


def fates_at(s: MemberState, day: date, *, involuntary: bool) -> dict[str, Any]:
    """The facts of an end: the plan's word, the benefits and the lots that go another way.

    The terms in force on the day decide; a benefit that they do not have goes by the newest terms
    that had it.
    """
    terms = after_end.terms_of(s.plan, involuntary=involuntary)
    ended = _ended(s, day)
    plan_fate = after_end.fate(terms, ended, s.schedule)
    fates: dict[str, Fate] = {}
    for name, benefit in _benefits(s).items():
        own = after_end.of_lot(terms, benefit, promotional=False)
        if own != terms:
            fates[name] = after_end.fate(own, ended, s.schedule)
    expiries, void = [], []
    for lot in s.lots.values():
        own = after_end.of_lot(terms, _benefit(s, lot.benefit), promotional=lot.promotional)
        fate = plan_fate if own == terms else after_end.fate(own, ended, s.schedule)
        if fate.word == "forfeit" and lot.void is None:
            void.append(lot.id)
        until = after_end.kept_until(lot.expires_on, fate)
        if until is not None and until != lot.expires_on and lot.void is None:
            expiries.append((lot.id, until))
    alike = not fates and (plan_fate.word == "forfeit" or not void)
    return {
        "after_end": plan_fate.word,
        "expiries": tuple(expiries),
        "usable_until": plan_fate.until,
        "benefits": tuple((n, f.word, f.until) for n, f in fates.items()) or None,
        "void": None if alike else tuple(void),
        "policy": after_end.POLICY,
    }


def fate_now(s: MemberState, lot: Lot, day: date) -> Fate:
    """What would become of a lot if the membership ended as asked on a day."""
    terms = after_end.terms_of(s.plan, involuntary=False)
    own = after_end.of_lot(terms, _benefit(s, lot.benefit), promotional=lot.promotional)
    return after_end.fate(own, _ended(s, day), s.schedule)


def usable_until(s: MemberState, lot: Lot, ends_on: date | None) -> date | None:
    """The first day a lot can't be used: its expiry, or sooner by an end that is coming."""
    if ends_on is None:
        return lot.expires_on
    fate = fate_now(s, lot, ends_on)
    if fate.word == "forfeit":
        return ends_on if lot.expires_on is None else min(ends_on, lot.expires_on)
    return after_end.kept_until(lot.expires_on, fate)


def recorded_fate(s: MemberState, benefit: str) -> Fate:
    """What was decided at the end for a benefit of a membership that is over."""
    word, until = s.benefits_after_end.get(benefit, (s.after_end, s.usable_until))
    return Fate(word or "forfeit", until)


def fate_of_dues(s: MemberState, benefit: str, bill: Bill | None) -> Fate | None:
    """What was decided for a benefit of the membership a bill is of; None where that goes on.

    Dues that are paid after their membership is over give what its end has left, coming back or
    not.
    """
    past = [end for end in s.past_ends if bill is not None and bill.id <= end.last_bill]
    if past:
        word, until = past[0].benefits.get(benefit, (past[0].after_end, past[0].usable_until))
        return Fate(word, until)
    return recorded_fate(s, benefit) if s.status == "cancelled" else None


def nothing_left(s: MemberState, day: date) -> bool:
    """Whether a membership that is over leaves nothing to use on a day."""
    fates = [(s.after_end, s.usable_until), *s.benefits_after_end.values()]
    return all(word == "forfeit" or (until is not None and day >= until) for word, until in fates)


def _ended(s: MemberState, day: date) -> Ended:
    paid = [c.on for c in s.charges.values() if c.outcome == "paid" and c.on <= day]
    billed = [bill.due_on for bill in s.dues_billed()]
    return Ended(
        end=day,
        request=s.ending.requested_on if s.ending is not None else None,
        last_payment=max(paid, default=None),
        last_billing=max(billed, default=None),
        begun=s.begun(),
    )


def _benefits(s: MemberState) -> dict[str, Benefit]:
    """Every benefit with lots that the member ever had, by the terms that say."""
    found = {benefit.id: benefit for benefit in s.plan.with_lots}
    if len(s.plans) > 1:
        for plan in reversed(s.plans.values()):
            for benefit in plan.with_lots:
                found.setdefault(benefit.id, benefit)
    return found


def _benefit(s: MemberState, name: str) -> Benefit | None:
    benefit = s.plan.by_id.get(name)
    return benefit if benefit is not None else _benefits(s).get(name)
