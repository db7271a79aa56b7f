"""Changing plan: now or at the next billing date, with what it costs and what it tops up."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from memberledger.aggregates.member import collecting, granting
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Period
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import billing, changes, price_change
from memberledger.terms import Plan, TierChange
from memberledger.values import Schedule

__all__ = ["amend", "change_plan", "take_effect"]


def change_plan(work: Work, plan: Plan, when: Literal["now", "next_period"] | None = None) -> None:
    """Move to another plan; a new request replaces a waiting one.

    A change now in a period that was not billed, or one that changes the cycle, waits for the
    next period.

    Raises:
        Refused: `past_due` for a change now while anything is owed, `paused` while paused.
    """
    must_be_running(work)
    s = work.state
    if plan.id == s.plan.id:
        if s.waiting_plan is not None:
            work.record(e.PlanChangeWithdrawn, work.today)
        return
    rules = changes.rules_of(s.plan, plan)
    if (when or rules.when) == "next_period":
        work.record(e.PlanChangeRequested, work.today, plan=plan, policy=changes.POLICY)
        return
    if s.owed:
        raise refuse(
            "past_due",
            "a change now waits until what is owed is paid; collect it, or change at the next "
            "period",
            owed=s.owed,
        )
    if s.pause is not None:
        raise refuse("paused", "a paused membership changes at the next period; resume it first")
    period = s.period
    billed = period is not None and period.bill is not None and not _is_free(s, period)
    if (
        not billed
        or not plan.cycle.same_as(s.plan.cycle)
        or _new_schedule(s, plan, work.today) is not None
    ):
        work.record(e.PlanChangeRequested, work.today, plan=plan, policy=changes.POLICY)
        return
    assert period is not None  # noqa: S101 - it was billed
    _change_now(work, plan, rules, period)


def _is_free(s: MemberState, period: Period) -> bool:
    """Whether it is a free first period before the anchor day: nothing was billed for it."""
    return period.n < 0 and period.rate == 0 and s.plan.price > 0


def _change_now(work: Work, plan: Plan, rules: TierChange, period: Period) -> None:
    s, today = work.state, work.today
    days_left = (period.end - today).days
    cost = changes.cost_now(rules, plan, period.rate, days_left, period.whole)
    credit = min(-cost.amount, _paid_for(s, period)) if cost.amount < 0 else 0
    billed = max(cost.amount, 0)
    bank = sum(b.lines.get("dues", 0) + b.lines.get("change", 0) for b in _bills_in(s, period))
    wanted = changes.top_up(rules, plan, _granted_in(s, plan, period, today), bank + billed)
    grants = tuple(
        (benefit, quantity, *_stretch(s, plan, benefit, period, today))
        for benefit, quantity in wanted
    )
    old = s.plan
    kind = e.Upgraded if changes.is_upgrade(old, plan) else e.Downgraded
    _record_change(
        work,
        kind,
        plan,
        today,
        now=True,
        billed=billed,
        bill=s.last_bill + 1,
        credit=credit,
        rate=cost.rate,
        start=today,
        end=period.end,
        days_left=days_left,
        whole=period.whole,
        grants=grants,
        policy=cost.policy,
    )
    if credit:
        assert period.bill is not None  # noqa: S101 - the period was billed
        work.record(e.CreditGiven, today, amount=credit, bill=period.bill, policy=cost.policy)
    collecting.collect(work, today)


def _record_change(
    work: Work, kind: type[e.Upgraded | e.Downgraded], plan: Plan, day: date, **facts: Any
) -> None:
    work.record(kind, day, plan=plan, left=work.state.plan_key, **facts)


def _bills_in(s: MemberState, period: Period) -> list[Any]:
    return [
        bill
        for bill in s.bills.values()
        if bill.id == period.bill
        or (bill.kind == "change" and bill.due_on >= period.start and bill.id > (period.bill or 0))
    ]


def _paid_for(s: MemberState, period: Period) -> int:
    """What was paid for the running period, less refunds and credit given."""
    paid = 0
    for bill in _bills_in(s, period):
        lines = bill.lines.get("dues", 0) + bill.lines.get("change", 0)
        paid += min(bill.paid, lines) - bill.refunded - bill.credited
    return max(paid, 0)


def _granted_in(s: MemberState, plan: Plan, period: Period, day: date) -> dict[str, int]:
    """What the running period, or the running stretch of a cadence, has granted so far."""
    granted: dict[str, int] = {}
    for lot in s.lots.values():
        if lot.promotional or lot.granted_on > day:
            continue
        start, _ = _stretch(s, plan, lot.benefit, period, day)
        if lot.start >= start or lot.start >= period.start:
            granted[lot.benefit] = granted.get(lot.benefit, 0) + lot.quantity
    return granted


def _stretch(
    s: MemberState, plan: Plan, benefit: str, period: Period, day: date
) -> tuple[date, date]:
    terms, cadence = plan.by_id.get(benefit), s.cadences.get(benefit)
    if terms is not None and terms.cadence is not None and cadence is not None:
        return granting.stretch_at(terms, cadence, day)
    return period.start, period.end


def _new_schedule(s: MemberState, plan: Plan, day: date) -> Schedule | None:
    return billing.schedule_after_change(s.plan, s.anchor_day, plan, day)


def take_effect(work: Work, day: date) -> None:
    """On a billing date, paused or not: the waiting change of plan, then an amendment."""
    s = work.state
    if not s.is_member or s.next_n < 0 or s.next_billing_on() != day:
        return
    if s.pause is not None and s.pause.billing == "shift":
        return
    if s.ending is not None and s.ending.ends_on <= day:
        return
    if s.waiting_plan is not None:
        plan = s.waiting_plan
        schedule = _new_schedule(s, plan, day)
        kind = e.Upgraded if changes.is_upgrade(s.plan, plan) else e.Downgraded
        anchor = {} if schedule is None else {"anchor": schedule.anchor, "anchor_day": schedule.day}
        _record_change(work, kind, plan, day, now=False, policy=changes.POLICY, **anchor)
    if s.amendment is not None and s.amendment[1] <= day:
        plan = s.amendment[0]
        if plan.id == s.plan.id:
            work.record(e.TermsAmended, day, plan=plan, left=s.plan_key, policy=price_change.POLICY)


def amend(work: Work, plan: Plan, from_on: date, notified_on: date | None) -> date:
    """Move a member to a new version of the plan, by a recorded amendment with its notice.

    It holds from the first period start on or after `from_on`; a dearer price waits for the end
    of the term. Returns that date.

    Raises:
        Refused: `invalid`, `notice_too_short`, `notice_too_early`.
    """
    must_be_running(work)
    s = work.state
    if plan.id != s.plan.id or plan.version == s.plan.version:
        raise refuse("invalid", "an amendment is another version of the member's own plan")
    if _new_schedule(s, plan, work.today) is not None:
        raise refuse("invalid", "other billing dates are a change of plan, not an amendment")
    earliest = max(from_on, work.today)
    if plan.price > s.plan.price and s.term_ends_on is not None:
        earliest = max(earliest, s.term_ends_on)
    takes_effect = s.schedule.first_start_on_or_after(max(earliest, s.next_billing_on()))
    problem = None
    for promised in (s.plan.price_change, plan.price_change):
        problem = problem or price_change.problem_with_notice(
            promised, s.state, notified_on, takes_effect, s.schedule
        )
    if problem is not None:
        code, possible = problem
        when = f"; {possible} would do" if possible else "; send the notice first"
        raise refuse(
            code,
            f"the notice of {notified_on} does not fit a change on {takes_effect}{when}",
            notified_on=notified_on,
            takes_effect=takes_effect,
            possible=possible,
        )
    work.record(
        e.AmendmentRecorded,
        work.today,
        plan=plan,
        from_on=takes_effect,
        notified_on=notified_on,
        state=s.state,
        policy=price_change.POLICY,
    )
    return takes_effect
