"""How events of the membership itself change the state."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import (
    Bill,
    Cadence,
    Ending,
    PastEnd,
    Period,
    PlannedGrant,
)
from memberledger.aggregates.member.state import MemberState, plan_key
from memberledger.terms import Benefit, Plan
from memberledger.values import Duration, count_between

__all__: list[str] = []


def nothing(_state: MemberState, _event: Event) -> None:
    """Kept for the record only."""


def enrolled(s: MemberState, event: e.Enrolled) -> None:
    s.practice, s.member, s.currency = event.practice, event.member, event.currency
    s.state, s.processor_customer = event.state, event.processor_customer
    s.home, s.annual_fee_on = event.home, None
    s.status, s.enrollment, s.enrolled_on = "active", event.enrollment, event.effective_on
    s.member_since = event.starts_on or event.effective_on
    if s.after_end is not None:
        left = s.after_end, s.usable_until, s.benefits_after_end
        s.past_ends.append(PastEnd(s.last_bill, *left, s.first_term_ends_on))
    s.ended_on = s.after_end = s.usable_until = None
    s.term_ends_on, s.renewal_asked = event.term_ends_on, False
    s.first_term_ends_on = event.term_ends_on
    s.term_began_on = s.member_since if event.term_ends_on is not None else None
    s.term_bill = None
    s.benefits_after_end = {}
    _agree(s, event.plan, event.effective_on)
    s.enrolled_plan_key = s.plan_key
    s.anchor, s.anchor_day, s.first_on = event.anchor, event.anchor_day, event.first_on
    s.next_n = 0 if event.first_on >= event.anchor else -1
    s.cycles_billed, s.period, s.first_bill = 0, None, None
    s.fee_billed = "enrollment_fee" in (event.waived or ())
    s.agreed_price = event.list_price is not None
    s.delayed, s.stretches, s.waivers = [], {}, []
    s.cadences = {
        b.id: _clock(b, b.cadence, event.first_on)
        for b in event.plan.with_lots
        if b.cadence and not b.after_cycles
    }
    s.waiting_plan = s.waiting_from = s.amendment = s.amendment_list_price = None
    s.ending = s.pause = s.planned_pause = None
    s.shared_with = {}


def _clock(benefit: Benefit, step: Duration, first: date) -> Cadence:
    """A clock that ticks from a day; a calendar's stretches run from the 1st of the month."""
    if benefit.every is None or benefit.every.anchor == "enrollment":
        return Cadence(first, step)
    month = first.replace(day=1)
    return Cadence(step.after(month, count_between(step, month, first)), step, since=first)


def _agree(s: MemberState, plan: Plan, day: date) -> None:
    s.plan_key = plan_key(plan)
    s.plans[s.plan_key] = plan
    s.agreed.append((day, s.plan_key))


def erased(s: MemberState, event: e.MemberErased) -> None:
    s.erased_on = event.effective_on


def shared(s: MemberState, event: e.Shared) -> None:
    s.shared_with[event.person] = event.effective_on


def _add_bill(s: MemberState, bill: Bill) -> None:
    s.bills[bill.id] = bill
    s.last_bill = bill.id
    s.owed_bills[bill.id] = bill


def dues_billed(s: MemberState, event: e.DuesBilled) -> None:
    lines = {"dues": event.dues}
    if event.enrollment_fee:
        lines["enrollment_fee"] = event.enrollment_fee
    if event.tax:
        lines["tax"] = event.tax
    _add_bill(
        s,
        Bill(
            event.bill,
            "dues",
            event.effective_on,
            event.plan,
            lines,
            n=event.n,
            start=event.start,
            end=event.end,
            until=event.until,
            first=s.first_bill is None,
        ),
    )
    if s.term_ends_on is not None and s.term_bill is None:
        s.term_bill, s.bills[event.bill].term_ends_on = event.bill, s.term_ends_on
    s.period = Period(
        event.n, event.start, event.end, event.whole, event.rate, event.bill, event.until
    )
    s.next_n = event.n + 1
    if event.n >= 0:
        s.cycles_billed += 1
    s.fee_billed = s.fee_billed or event.enrollment_fee > 0
    if s.first_bill is None:
        s.first_bill = event.bill


def period_skipped(s: MemberState, event: e.PeriodSkipped) -> None:
    whole = (event.end - event.start).days
    s.period = Period(event.n, event.start, event.end, whole, 0, None)
    s.next_n = event.n + 1
    if event.n >= 0:
        s.unbilled.append(event.start)
    if s.pause is not None and event.cause == "paused" and event.n >= 0:
        s.pause.skipped += 1
        s.pause.skipped_days += whole


def fee_billed(s: MemberState, event: e.FeeBilled) -> None:
    lines = {str(event.kind): event.amount}
    if event.tax:
        lines["tax"] = event.tax
    bill = Bill(event.bill, event.kind, event.effective_on, s.plan_key, lines)
    bill.start, bill.end = event.start, event.end
    if event.kind == "annual_fee":
        s.annual_fee_on = event.effective_on
    _add_bill(s, bill)
    if event.kind == "rest_of_dues" and s.period is not None:
        s.period.until = None


def plan_change_requested(s: MemberState, event: e.PlanChangeRequested) -> None:
    s.waiting_plan, s.waiting_from = event.plan, event.from_on


def plan_change_withdrawn(s: MemberState, _event: e.PlanChangeWithdrawn) -> None:
    s.waiting_plan = s.waiting_from = None


def plan_changed(s: MemberState, event: e.Upgraded | e.Downgraded | e.PlanSwitched) -> None:
    if s.amendment is not None and s.amendment[0].id == s.plan.id:
        s.amendment = s.amendment_list_price = None
    _agree(s, event.plan, event.effective_on)
    s.waiting_plan = s.waiting_from = None
    s.agreed_price = False
    if event.term == "restart":
        s.term_ends_on, s.renewal_asked = event.term_ends_on, False
        s.term_began_on = event.effective_on if event.term_ends_on is not None else None
        s.term_bill = None
        if s.first_bill is None:
            s.first_term_ends_on = event.term_ends_on
    if event.anchor is not None:
        if s.pause is not None:
            s.pause.rescheduled = True
        s.anchor, s.anchor_day = event.anchor, event.anchor_day
        s.first_on = event.effective_on
        s.next_n = 0 if event.effective_on >= event.anchor else -1
    if event.now:
        _add_cadences(s, event.plan, s.anchor, event.effective_on)
    else:
        _add_cadences(s, event.plan, event.effective_on, None)
    if event.rate is not None and s.period is not None and event.now:
        s.period.rate = event.rate
    if event.bill is not None:
        lines = {"change": event.billed}
        if event.tax:
            lines["tax"] = event.tax
        bill = Bill(event.bill, "change", event.effective_on, s.plan_key, lines)
        bill.start, bill.end = event.start, event.end
        bill.grants = tuple(PlannedGrant(*grant) for grant in event.grants)
        _add_bill(s, bill)


def _add_cadences(s: MemberState, plan: Plan, base: date, topped_up: date | None) -> None:
    """Clocks of benefits that are new or tick otherwise; those of plans left stand still no more.

    A change now has topped up what began until its day.
    """
    kept = {b.id: b.cadence for b in plan.with_lots if b.cadence is not None}
    s.cadences = {
        name: cadence for name, cadence in s.cadences.items() if kept.get(name) == cadence.step
    }
    for benefit in plan.with_lots:
        if benefit.cadence is None or benefit.after_cycles or benefit.id in s.cadences:
            continue
        first = topped_up if benefit.on_calendar and topped_up is not None else base
        cadence = _clock(benefit, benefit.cadence, first)
        while topped_up is not None and benefit.cadence.after(cadence.base, cadence.k) <= topped_up:
            cadence.k += 1
        s.cadences[benefit.id] = cadence


def amendment_recorded(s: MemberState, event: e.AmendmentRecorded) -> None:
    s.amendment, s.amendment_list_price = (event.plan, event.from_on), event.list_price


def terms_amended(s: MemberState, event: e.TermsAmended) -> None:
    _agree(s, event.plan, event.effective_on)
    s.amendment = s.amendment_list_price = None
    s.agreed_price = event.list_price is not None
    _add_cadences(s, event.plan, event.effective_on, None)


def renewal_requested(s: MemberState, _event: e.RenewalRequested) -> None:
    s.renewal_asked = True


def term_renewed(s: MemberState, event: e.TermRenewed) -> None:
    s.term_began_on, s.term_ends_on = event.effective_on, event.ends_on
    s.term_bill, s.renewal_asked = None, False


def term_ended(s: MemberState, _event: e.TermEnded) -> None:
    s.term_began_on = s.term_ends_on = s.term_bill = None
    s.renewal_asked = False


def cancellation_requested(s: MemberState, event: e.CancellationRequested) -> None:
    s.ending = Ending(
        event.effective_on,
        event.ends_on,
        event.at_period_end,
        at_term_end=bool(event.at_term_end),
        waived=event.waived is not None,
    )
    s.notices.append((event.effective_on, True))


def cancellation_withdrawn(s: MemberState, event: e.CancellationWithdrawn) -> None:
    s.ending = None
    s.notices.append((event.effective_on, False))


def cancelled(s: MemberState, event: e.Cancelled) -> None:
    s.status, s.ended_on, s.after_end = "cancelled", event.effective_on, event.after_end
    s.usable_until = event.usable_until
    if s.ending is not None:
        s.notices.append((event.effective_on, False))
    s.waiting_plan = s.waiting_from = s.amendment = s.amendment_list_price = None
    s.ending = s.planned_pause = None
    s.delayed = []
    for lot_id, expires_on in event.expiries:
        if lot_id in s.lots:  # told late, and as of its day, some lots were still to come
            s.lots[lot_id].expires_on = expires_on
    s.benefits_after_end = {name: (word, until) for name, word, until in event.benefits or ()}
    if event.void is not None:
        for lot_id in event.void:
            if lot_id in s.lots:
                s.lots[lot_id].void = "ended"
    elif event.after_end == "forfeit":
        for lot in s.lots.values():
            lot.void = lot.void or "ended"
