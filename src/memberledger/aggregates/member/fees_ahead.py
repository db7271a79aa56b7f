"""Fees that will be owed before the next dues, as far as is known now."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import taxing
from memberledger.aggregates.member.coming import plan_at, terms_from
from memberledger.aggregates.member.parts import PauseSpell
from memberledger.aggregates.member.state import MemberState
from memberledger.policies import annual
from memberledger.terms import Plan

__all__ = ["costs_each_period", "fees_before"]


def costs_each_period(plan: Plan) -> bool:
    """Whether a pause costs a fee on each billing date that it skips."""
    return plan.pause is not None and plan.pause.fee_amount > 0 and not plan.pause.fee_is_once


def fees_before(s: MemberState, pause: PauseSpell | None, day: date) -> int:
    """The fees still to come before a day's dues, in minor units, their tax included.

    Those of a pause with a day to end, and annual fees, which come after the dues of their day.
    """
    return (_of_pause(s, pause) if pause is not None else 0) + _annual(s, day)


def _annual(s: MemberState, until: date) -> int:
    """The annual fees after the last day that anything is known of, by the terms of their days."""
    assert s.member_since is not None  # noqa: S101 - the caller's condition
    fees, k = 0, max(s.latest_on.year - s.member_since.year, 0)
    while (day := annual.YEAR.after(s.member_since, k)) < until:
        terms = plan_at(s, day)
        fee = terms.annual_fee
        if fee is not None and day > s.latest_on and (k or fee.first == "at_enrollment"):
            fees += taxing.gross(terms, "annual_fee", fee.amount)
        k += 1
    return fees


def _of_pause(s: MemberState, pause: PauseSpell) -> int:
    """The fees still to come of a pause with a day to end.

    One on the first day of a pause that has not begun, and one on each billing date it skips
    after that day, each by the terms in force then. A pause that shifts billing skips none.
    """
    assert pause.until is not None  # noqa: S101 - the caller's condition
    begins = s.first_on if s.next_n < 0 else s.next_billing_on()
    plan, schedule = terms_from(s, s.plan, s.schedule, begins)
    fees = 0
    if s.pause is None:
        fees += _fee(plan if pause.start == begins else s.plan)
    while pause.billing == "skip" and begins < pause.until:
        if pause.start < begins and costs_each_period(plan):
            fees += _fee(plan)
        begins = schedule.next_day_after(begins)
        plan, schedule = terms_from(s, plan, schedule, begins)
    return fees


def _fee(plan: Plan) -> int:
    assert plan.pause is not None  # noqa: S101 - a plan without a pause has no fee of one
    return taxing.gross(plan, "pause_fee", plan.pause.fee_amount)
