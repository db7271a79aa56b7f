"""Dues: each period is billed as it begins, unless the member is paused or suspended."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from memberledger.aggregates.member import collecting, deciding, granting, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import (
    coming_end,
    moved_end,
    moved_last_term,
    terms_from,
)
from memberledger.aggregates.member.fees_ahead import costs_each_period, fees_before
from memberledger.aggregates.member.parts import PauseSpell
from memberledger.aggregates.member.pausable import checked_end
from memberledger.aggregates.member.state import MemberState, plan_key
from memberledger.aggregates.member.work import Work
from memberledger.errors import Refused
from memberledger.policies import billing, leaving
from memberledger.terms import Plan
from memberledger.values import Schedule

__all__ = ["NextBill", "bill_if_due", "dues_on", "next_bill", "next_dues"]


def bill_if_due(work: Work, day: date) -> None:
    """Bill the period that begins on `day`, and ask the card."""
    s = work.state
    if not s.is_member or (s.pause is not None and s.pause.billing == "shift"):
        return
    starts = s.first_on if s.next_n < 0 else s.next_billing_on()
    if starts != day:
        return
    if s.dunning is not None and s.dunning.suspended:
        _skip(work, day, "suspended")
    elif s.pause is not None:
        _skip(work, day, "paused")
        if s.pause.start < day and costs_each_period(s.plan):
            pause_fee(work, day)
            collecting.collect(work, day)
    else:
        _bill(work, day)
        if s.waivers:
            deciding.waive_if_told(work, day)
        disputed = collecting.holds_disputed_credit(s)
        if not disputed:
            granting.grant_at_start(work, day)
        collecting.collect_dues(work, day)
        if disputed:  # so that what comes with the period is frozen too, once it has paid
            granting.grant_at_start(work, day)


def _skip(work: Work, day: date, cause: str) -> None:
    s = work.state
    end = s.schedule.start(s.next_n + 1)
    work.record(e.PeriodSkipped, day, n=s.next_n, start=day, end=end, cause=cause)


def _bill(work: Work, day: date) -> None:
    s = work.state
    stub = billing.stub_before(s.plan, s.schedule, day) if s.next_n < 0 else None
    fee = 0 if s.fee_billed or _is_free(s.plan, stub) else _enrollment_fee(s)
    if stub is not None:
        end, whole, rate, dues = stub.end, stub.whole, stub.rate, stub.dues
    else:
        end = s.schedule.start(s.next_n + 1)
        whole = (end - day).days
        rate = dues = dues_on(s, s.plan)
    ends_on = coming_end(s)
    asked = leaving.final_dues(s.plan, dues, rate, day, end, ends_on, whole)
    until = ends_on if asked != dues else None
    dues, tax = taxing.taxed(s.plan, "dues", asked)
    fee, more = taxing.taxed(s.plan, "enrollment_fee", fee)
    work.record(
        e.DuesBilled,
        day,
        bill=s.last_bill + 1,
        n=s.next_n,
        start=day,
        end=end,
        whole=whole,
        rate=rate,
        dues=dues,
        enrollment_fee=fee,
        tax=(tax or 0) + (more or 0) or None,
        plan=s.plan_key,
        until=until,
        policy=billing.POLICY,
    )


def _is_free(plan: Plan, stub: billing.Stub | None) -> bool:
    """A free first period has no dues; the enrollment fee goes with the first that there are."""
    return stub is not None and plan.first_period == "free"


def _enrollment_fee(s: MemberState) -> int:
    """The fee of the terms enrolled on, once; again for who comes back, unless they say once."""
    terms = s.plans[s.enrolled_plan_key]
    back = terms.reenrollment
    if back is not None and back.enrollment_fee == "once" and _enrollment_fee_stands(s):
        return 0
    return terms.enrollment_fee


def _enrollment_fee_stands(s: MemberState) -> bool:
    """Whether an earlier enrollment billed its fee, and nobody gave it up."""
    return any(
        bill.lines.get("enrollment_fee") and not bill.written_off for bill in s.bills.values()
    )


def dues_on(s: MemberState, plan: Plan) -> int:
    """The next whole period's dues on these terms."""
    first = plan.introductory_price is not None and _never_left(s, plan_key(plan))
    return billing.dues(plan, s.cycles_billed, introductory=first)


def _never_left(s: MemberState, key: str) -> bool:
    """Whether these are the terms enrolled on, and no others held in between."""
    since = s.enrolled_on
    return key == s.enrolled_plan_key and all(
        other == key for day, other in s.agreed if since is None or day >= since
    )


def pause_fee(work: Work, day: date) -> None:
    """The fee of a pause: once on its first day, or there and on each billing date skipped.

    It is earned until the next billing date or the end that is known; a fee for the whole pause,
    until that end.
    """
    s = work.state
    terms = s.plan.pause
    assert terms is not None  # noqa: S101 - the callers' condition
    until = s.pause.until if s.pause is not None else None
    ends = [until] if until is not None else []
    if not (terms.fee_is_once and ends):
        following = s.first_on if s.next_n < 0 else s.next_billing_on()
        ends.append(following if following > day else s.schedule.start(s.next_n + 1))
    taxing.bill_fee(work, day, "pause_fee", terms.fee_amount, start=day, end=min(ends))


class NextBill(NamedTuple):
    """The dues that will be billed next, as far as is known now; amounts are minor units.

    Attributes:
        on, end: the period.
        until: where its dues end, if the membership ends in it.
        plan: the terms they will be billed on.
        rate, whole: the price of a whole period, and its days.
        dues: what is asked for them; tax on top is not in it.
        waived: whether staff said that they are not collected.
        fee: the enrollment fee that goes with them; tax on top is not in it.
        credit: billing credit that there is.
        fees: fees of a pause and annual ones owed before, which credit pays first; 0 without it.
    """

    on: date
    end: date
    until: date | None
    plan: Plan
    rate: int
    whole: int
    dues: int
    waived: bool
    fee: int
    credit: int
    fees: int

    @property
    def credit_left(self) -> int:
        """The billing credit that will be there for these dues."""
        return max(self.credit - self.fees, 0)

    @property
    def asked(self) -> int:
        """What the card will be asked for: with tax, less billing credit."""
        lines = taxing.gross(self.plan, "dues", self.dues)
        if self.fee:
            lines += taxing.gross(self.plan, "enrollment_fee", self.fee)
        return max(lines - self.credit_left, 0)


def next_dues(s: MemberState) -> tuple[date, int] | None:
    """The next dues that will be billed: (date, what the card will be asked for); None for never.

    Tax is in it. Billing credit is taken off, less what a pause's and annual fees use of it before.
    An open-ended pause and a suspension have none; a pause with a day to end is reckoned to end
    then.
    """
    bill = next_bill(s)
    return None if bill is None else (bill.on, bill.asked)


def next_bill(s: MemberState) -> NextBill | None:
    """What the next dues will be made of; None where none will be billed, as far as is known."""
    if not s.is_member or (s.dunning is not None and s.dunning.suspended):
        return None
    spell = _pause_ahead(s)
    if spell is not None and spell.until is None:
        return None
    day, ends_on, plan, schedule = _next_billed(s, spell)
    while day < schedule.anchor and plan.first_period == "free":
        day = schedule.anchor
        plan, schedule = terms_from(s, plan, schedule, day)
    if ends_on is not None and day >= ends_on:
        return None
    stub = billing.stub_before(plan, schedule, day) if day < schedule.anchor else None
    if stub is not None:
        end, whole, rate, amount = stub.end, stub.whole, stub.rate, stub.dues
    else:
        end = schedule.start(schedule.index_at(day) + 1)
        whole = (end - day).days
        rate = amount = dues_on(s, plan)
    asked = leaving.final_dues(plan, amount, rate, day, end, ends_on, whole)
    until = ends_on if asked != amount else None
    waived = any(day <= on < end for on, _ in s.waivers)
    fee = 0 if s.fee_billed else _enrollment_fee(s)
    dues = 0 if waived else asked
    credit = s.billing_credit
    fees = fees_before(s, spell, day) if credit else 0
    return NextBill(day, end, until, plan, rate, whole, dues, waived, fee, credit, fees)


def _pause_ahead(s: MemberState) -> PauseSpell | None:
    """The pause that the next billing date falls in: the running one, or one that is scheduled."""
    planned, terms = s.planned_pause, s.plan.pause
    if s.pause is not None or planned is None:
        return s.pause
    begins = s.first_on if s.next_n < 0 else s.next_billing_on()
    if planned.from_on == begins:
        terms = terms_from(s, s.plan, s.schedule, begins)[0].pause
    if planned.from_on > begins or terms is None:
        return None
    try:
        checked_end(s, terms, planned.from_on, planned.until, owed_is_paid=True)
    except Refused:  # what would refuse it on its day keeps it from beginning
        return None
    extends = terms.term == "extended"
    return PauseSpell(
        planned.from_on, planned.until, planned.until, terms.billing, terms.expiry, extends=extends
    )


def _end_after(
    s: MemberState, pause: PauseSpell, begins: date, until: date, ends_on: date
) -> date | None:
    """The coming end as a pause moves it; None where it will lie beyond the next dues.

    A pause that skips no period before the running term is over does not extend it.
    """
    days, ends = until - pause.start, s.term_ends_on
    if s.ending is not None and s.ending.ends_on == ends_on and not s.ending.at_term_end:
        moves = pause.billing == "shift" and s.ending.at_period_end
        return moved_end(s, days) if moves else ends_on
    if not pause.extends or ends is None or ends <= pause.start:
        return ends_on
    if pause.billing != "shift":
        return None if pause.skipped or begins < min(until, ends) else ends_on
    if ends_on == ends:
        return ends + days
    later = Schedule(s.next_whole_on() + days, s.plan.cycle)
    return moved_last_term(s, ends + days, later) or ends_on


def _next_billed(
    s: MemberState, pause: PauseSpell | None
) -> tuple[date, date | None, Plan, Schedule]:
    """The next period that will be billed, when the membership ends, and on which terms it is."""
    ends_on = coming_end(s)
    begins = s.first_on if s.next_n < 0 else s.next_billing_on()
    until = pause.until if pause is not None else None
    if pause is not None and until is not None and ends_on is not None:
        ends_on = _end_after(s, pause, begins, until, ends_on)
    schedule = s.schedule
    if pause is not None and pause.billing == "shift" and until is not None:
        begins += until - pause.start
        until = None
        schedule = Schedule(begins, s.plan.cycle)
    plan, schedule = terms_from(s, s.plan, schedule, begins)
    while until is not None and begins < until:
        begins = schedule.next_day_after(begins)
        plan, schedule = terms_from(s, plan, schedule, begins)
    return begins, ends_on, plan, schedule
