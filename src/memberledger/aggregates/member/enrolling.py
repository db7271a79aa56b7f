"""Enrolling, consent, notices and sharing."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.places import must_be_on_sale
from memberledger.aggregates.member.rows import paid_row
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import billing, places
from memberledger.terms import Plan

__all__ = ["consent", "enroll", "notice", "share"]


def enroll(
    work: Work,
    *,
    practice: str,
    member: str,
    plan: Plan,
    currency: str,
    anchor: date | None = None,
    state: str | None = None,
    processor_customer: str | None = None,
    home: str | None = None,
    starts: date | None = None,
    price: int | None = None,
    waive: str | None = None,
) -> None:
    """Join on these terms; dues fall due at once, on the first day given, or on the anchor given.

    An agreed `price`, minor units, is pinned with the terms. `waive` is for the enrollment fee.

    Raises:
        Refused: `invalid` when enrolled already, for a first day before today or an anchor before
            it; `not_allowed` for who has left, where the plan takes nobody back, and for
            who was erased; `not_on_sale`.
    """
    s, today = work.state, work.today
    if s.erased_on is not None:
        raise refuse("not_allowed", f"{member} was erased; enroll under a new reference")
    if s.is_member:
        raise refuse("invalid", f"{member} is enrolled already; change the plan instead")
    if s.enrollment and plan.reenrollment is not None and not plan.reenrollment.allowed:
        raise refuse(
            "not_allowed",
            f"the plan {plan.id} does not take back who has left; choose another plan",
            ended_on=s.ended_on,
        )
    first = starts or today
    if first < today:
        raise refuse("invalid", "a membership starts today or later", starts=starts)
    if anchor is not None and anchor < first:
        raise refuse("invalid", "the first billing date can't be before the membership starts")
    must_be_on_sale(plan, home, today)
    plan = places.terms_at(plan, home)
    listed = plan.price
    if price is not None:
        plan = plan.priced(price, everywhere=True)
    schedule = billing.schedule_for(plan, first, anchor)
    term = plan.term
    work.record(
        e.Enrolled,
        today,
        practice=practice,
        member=member,
        enrollment=s.enrollment + 1,
        plan=plan,
        currency=currency,
        first_on=anchor or first,
        anchor=schedule.anchor,
        anchor_day=schedule.day,
        term_ends_on=schedule.start(term.cycles) if term is not None else None,
        state=state,
        processor_customer=processor_customer,
        home=home,
        starts_on=starts,
        list_price=listed if price is not None else None,
        waived=("enrollment_fee",) if waive is not None else None,
        policy=billing.POLICY,
    )


def consent(work: Work, *, terms_hash: str, text_version: str, channel: str) -> None:
    """Record that the member agreed to a text."""
    work.record(
        e.ConsentRecorded,
        work.today,
        terms_hash=terms_hash,
        text_version=text_version,
        channel=channel,
    )


def notice(work: Work, *, kind: str, delivered_on: date, channel: str | None) -> None:
    """Record that a notice reached the member."""
    work.record(e.NoticeSent, work.today, kind=kind, delivered_on=delivered_on, channel=channel)


def share(work: Work, person: str) -> None:
    """Let another person use the member's lots.

    Raises:
        Refused: `invalid`, `not_shared` where the plan does not allow it, `too_soon`.
    """
    must_be_running(work)
    s = work.state
    terms = s.plan.sharing
    if person == s.member:
        raise refuse("invalid", "a member needs no share of their own membership")
    if person in s.shared_with:
        return
    if terms is None:
        raise refuse("not_shared", f"the plan {s.plan.id} can't be shared")
    if len(s.shared_with) >= terms.add_on_members:
        raise refuse("not_shared", f"the plan shares with at most {terms.add_on_members}")
    row = paid_row(s, work.today)
    if row < terms.after_cycles:
        raise refuse(
            "too_soon",
            f"sharing begins after {terms.after_cycles} paid periods in a row",
            needed=terms.after_cycles,
            paid=row,
        )
    work.record(e.Shared, work.today, person=person)
