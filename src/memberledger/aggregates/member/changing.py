"""Changing plan: now or at a later billing date, with what it costs and what it tops up."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from memberledger.aggregates.member import (
    asking_own,
    clocks,
    collecting,
    converting,
    crediting,
    giving,
    taxing,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import coming_end
from memberledger.aggregates.member.parts import Lot, Period
from memberledger.aggregates.member.places import must_be_on_sale
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import billing, changes, places, price_change
from memberledger.terms import OwnPolicy, Plan, TierChange
from memberledger.values import Schedule

__all__ = ["change_plan", "take_effect"]


_Changed = type[e.Upgraded | e.Downgraded | e.PlanSwitched]
_KINDS: dict[changes.Direction, _Changed] = {
    "up": e.Upgraded,
    "down": e.Downgraded,
    "within": e.PlanSwitched,
}


def change_plan(
    work: Work,
    plan: Plan,
    when: Literal["now", "next_period"] | None = None,
    from_on: date | None = None,
) -> None:
    """Move to another plan; a new request replaces a waiting one.

    A change now in a period that was not billed, one that changes the cycle, and one within a tier
    wait for the next period. With a notice, or a day from which it is asked for, it waits for the
    first period start on or after the later of the two.

    Raises:
        Refused: `invalid` for a day that is over, or one together with `now`, and where what would
            be converted is units here and money there; `not_on_sale`; `past_due` for a change
            now while anything is owed, `paused` while paused.
    """
    if from_on is not None and (from_on < work.today or when == "now"):
        raise refuse("invalid", "give a day to come, and not `now`; or leave the day out")
    must_be_running(work)
    s = work.state
    if plan.id == s.plan.id:
        if s.waiting_plan is not None:
            work.record(e.PlanChangeWithdrawn, work.today)
        return
    must_be_on_sale(plan, s.home, work.today)
    plan = places.terms_at(plan, s.home)
    rules = changes.rules_of(s.plan, plan)
    converting.must_fit(s, plan, rules)
    since = changes.earliest(rules, work.today, from_on, s.schedule)
    within = changes.direction(s.plan, plan) == "within"
    if within or since is not None or (when or rules.when) == "next_period":
        _wait(work, plan, since)
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
    if not billed or _new_schedule(s, plan, work.today) is not None:
        _wait(work, plan, None)
        return
    assert period is not None  # noqa: S101 - it was billed
    _change_now(work, plan, rules, period)


def _wait(work: Work, plan: Plan, since: date | None) -> None:
    work.record(e.PlanChangeRequested, work.today, plan=plan, from_on=since, policy=changes.POLICY)


def _is_free(s: MemberState, period: Period) -> bool:
    """Whether it is a free first period before the anchor day: nothing was billed for it."""
    return period.n < 0 and s.plan.first_period == "free"


def _change_now(work: Work, plan: Plan, rules: TierChange, period: Period) -> None:
    s, today = work.state, work.today
    ends = period.until if period.until and coming_end(s) == period.until else period.end
    cost = _cost_now(work, plan, rules, period, ends)
    used = crediting.used_up(s, period) if rules.credit == "unused" and cost.amount < 0 else None
    given = crediting.credits_for(
        s, period, taxing.gross(s.plan, "change", max(-cost.amount - (used or 0), 0))
    )
    billed, tax = taxing.taxed(plan, "change", max(cost.amount, 0))
    banked = crediting.banked(s, period) + billed - sum(amount for _, amount in given)
    again = rules.entitlements == "full"
    granted = _granted_in(s, plan, period, today, rules.converts or {}, again=again)
    wanted = changes.top_up(rules, plan, granted, banked)
    grants = tuple(
        (benefit, quantity, *_stretch(s, plan, benefit, period, today))
        for benefit, quantity in wanted
        if clocks.is_ticking(s, plan.by_id[benefit])
    )
    _record_change(
        work,
        plan,
        today,
        s.schedule,
        now=True,
        billed=billed,
        tax=tax,
        bill=s.last_bill + 1,
        credit=sum(amount for _, amount in given),
        used=used,
        rate=cost.rate,
        start=today,
        end=ends,
        days_left=(ends - today).days,
        whole=period.whole,
        grants=grants,
        policy=cost.policy,
    )
    for bill, amount in given:
        work.record(e.CreditGiven, today, amount=amount, bill=bill, policy=cost.policy)
    converting.convert(work, rules.converts, today)
    collecting.collect(work, today)


def _cost_now(
    work: Work, plan: Plan, rules: TierChange, period: Period, ends: date
) -> changes.Cost:
    if isinstance(rules.proration, OwnPolicy):
        up = changes.direction(work.state.plan, plan) == "up"
        way: Literal["up", "down"] = "up" if up else "down"
        return asking_own.cost_now(work, rules.proration, way, plan, period, ends)
    days_left = (ends - work.today).days
    return changes.cost_now(rules, plan, period.rate, days_left, period.whole)


def _record_change(work: Work, plan: Plan, day: date, schedule: Schedule, **facts: Any) -> None:
    s = work.state
    if changes.rules_of(s.plan, plan).term == "restart":
        ends = changes.restarted_term(plan, day, schedule)
        facts = {**facts, "term": "restart", "term_ends_on": ends}
    kind = _KINDS[changes.direction(s.plan, plan)]
    work.record(kind, day, plan=plan, left=s.plan_key, **facts)


def _granted_in(
    s: MemberState, plan: Plan, period: Period, day: date, converts: dict[str, str], *, again: bool
) -> dict[str, int]:
    """What the running period, or the running stretch of a cadence, has granted so far.

    Where all is granted `again`, only banked dues count. What was granted of a benefit that is
    converted counts as granted of the one it becomes.
    """
    granted: dict[str, int] = {}
    for lot in s.lots.values():
        if lot.granted_on > day or not _is_grant_of(s, lot):
            continue
        if again and not crediting.is_bank(s, lot):
            continue
        start, _ = _stretch(s, plan, lot.benefit, period, day)
        if lot.start >= start or lot.start >= period.start:
            benefit = converts.get(lot.benefit, lot.benefit)
            granted[benefit] = granted.get(benefit, 0) + crediting.counted(s, plan, lot)
    return granted


def _is_grant_of(s: MemberState, lot: Lot) -> bool:
    """Whether this membership's terms gave a lot: not staff, another member or a former one's."""
    if lot.is_adjustment or lot.giver is not None:
        return False
    return lot.bill is None or s.first_bill is None or lot.bill >= s.first_bill


def _stretch(
    s: MemberState, plan: Plan, benefit: str, period: Period, day: date
) -> tuple[date, date]:
    terms, cadence = plan.by_id.get(benefit), s.cadences.get(benefit)
    if terms is not None and terms.cadence is not None and cadence is not None:
        return giving.stretch_at(terms, cadence, day)
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
    if s.waiting_plan is not None and (s.waiting_from is None or s.waiting_from <= day):
        _change_at_start(work, day)
    if s.amendment is not None and s.amendment[1] <= day:
        plan = s.amendment[0]
        if not price_change.waits_for_term(s.plan, plan, s.term_ends_on, day):
            work.record(
                e.TermsAmended,
                day,
                plan=plan,
                left=s.plan_key,
                list_price=s.amendment_list_price,
                policy=price_change.POLICY,
            )


def _change_at_start(work: Work, day: date) -> None:
    s = work.state
    plan = s.waiting_plan
    assert plan is not None  # noqa: S101 - the caller's condition
    rules = changes.rules_of(s.plan, plan)
    schedule = _new_schedule(s, plan, day)
    anchor = {} if schedule is None else {"anchor": schedule.anchor, "anchor_day": schedule.day}
    later = schedule or s.schedule
    _record_change(work, plan, day, later, now=False, policy=changes.POLICY, **anchor)
    converting.convert(work, rules.converts, day)
