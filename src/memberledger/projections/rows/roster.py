"""The roster's row: what a front desk sees of a member at a glance."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member.billing import next_dues
from memberledger.aggregates.member.coming import coming_end
from memberledger.projections.card import rollover_in_words
from memberledger.projections.mrr import mrr_of
from memberledger.projections.rows.changes import History, MemberRows, RowsOf
from memberledger.values import format_amount

__all__ = ["RosterRow", "RosterRows", "roster_row"]


class RosterRow(NamedTuple):
    """How things stand with one member; amounts are minor units of `currency`.

    Attributes:
        version: of the member's last event, counted from 1.
        status: `active`, `paused` or `cancelled`.
        standing: `good`, `past_due` or `suspended`.
        flagged: whether dunning flagged the chart.
        review: whether dunning asks a person to decide.
        plan: its id.
        plan_version: its version, counted from 1.
        plan_name: its name; None where it has none.
        tier: of the plan; the plan's id where it names none.
        monthly_price: the plan's price a month, whatever its cycle.
        currency: ISO 4217.
        enrollment: counts the times the member joined, from 1.
        enrolled_on: the day of the last joining.
        member_since: the first day of the membership, which may be later than the joining.
        last_refill: the day of the last grant.
        balances: what is free to use, "facial 2, credit 30.00", in the plan's order; for reading,
            and not for reckoning, which is what `view_balances` is for.
        rollover: the plan's rule for each benefit, in words.
        next_charge_on: the day of the next dues; None where none will come.
        next_charge_amount: what they come to as things stand.
        cancels_on: the first day no longer a member, past or to come; None where none is known.
        pause_from: the first day of a pause that was asked for ahead.
        paused_until: the day a pause ends by itself; None where there is none.
        waiting_plan: the plan that begins with the next period.
        owed: of all bills.
        billing_credit: paid ahead.
        processor_customer: the processor's reference.
        home: the location the member belongs to.
    """

    version: int
    status: str
    standing: str
    flagged: bool
    review: bool
    plan: str
    plan_version: int
    plan_name: str | None
    tier: str | None
    monthly_price: int
    currency: str
    enrollment: int
    enrolled_on: date | None
    member_since: date | None
    last_refill: date | None
    balances: str
    rollover: str
    next_charge_on: date | None
    next_charge_amount: int | None
    cancels_on: date | None
    pause_from: date | None
    paused_until: date | None
    waiting_plan: str | None
    owed: int
    billing_credit: int
    processor_customer: str | None
    home: str | None


class RosterRows(MemberRows):
    """One row a member."""

    ROSTER = RowsOf("roster", RosterRow, 0)
    tables = (ROSTER,)
    heeds = frozenset()

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._row: RosterRow | None = None

    def finish(self, s: MemberState) -> None:
        """The row as it is now."""
        row = roster_row(s)
        if row != self._row:
            self._row = row
            self.changes.put(self.ROSTER, row)


def roster_row(s: MemberState) -> RosterRow:
    """How things stand with a member who was folded."""
    plan, charge = s.plan, next_dues(s)
    running = s.dunning
    return RosterRow(
        version=s.version,
        status=s.status,
        standing=s.standing,
        flagged=running is not None and running.flagged,
        review=running is not None and running.review,
        plan=plan.id,
        plan_version=plan.version,
        plan_name=plan.name,
        tier=plan.tier or plan.id,
        monthly_price=mrr_of(plan),
        currency=s.currency,
        enrollment=s.enrollment,
        enrolled_on=s.enrolled_on,
        member_since=s.member_since,
        last_refill=s.last_refill,
        balances=_balances_in_words(s),
        rollover="; ".join(
            f"{benefit.id}: {rollover_in_words(benefit, s.currency)}" for benefit in plan.with_lots
        ),
        next_charge_on=charge[0] if charge is not None else None,
        next_charge_amount=charge[1] if charge is not None else None,
        cancels_on=coming_end(s) if s.is_member else s.ended_on,
        pause_from=s.planned_pause.from_on if s.planned_pause is not None else None,
        paused_until=s.pause.ends_by if s.pause is not None else None,
        waiting_plan=s.waiting_plan.id if s.waiting_plan is not None else None,
        owed=s.owed,
        billing_credit=s.billing_credit,
        processor_customer=s.processor_customer,
        home=s.home,
    )


def _balances_in_words(s: MemberState) -> str:
    """What is free to use, "facial 2, credit 30.00", of the plan's benefits and what is left."""
    free = {benefit.id: 0 for benefit in s.plan.with_lots}
    for lot in s.open_lots.values():
        free[lot.benefit] = free.get(lot.benefit, 0) + lot.usable
    return ", ".join(
        f"{benefit} {_amount(s, benefit, quantity)}"
        for benefit, quantity in free.items()
        if quantity or benefit in s.plan.by_id
    )


def _amount(s: MemberState, benefit: str, quantity: int) -> str:
    if s.benefit_kind(benefit) == "value_credit":
        return format_amount(quantity, s.currency)
    return str(quantity)
