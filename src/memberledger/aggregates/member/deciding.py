"""Decisions by people: an occasion that has come, dues that are waived, a lot that lives longer."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import collecting, giving, settling, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.eligibility import known
from memberledger.aggregates.member.parts import Bill, Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import extending, occasions
from memberledger.terms import Benefit

__all__ = ["extend", "occasion", "waive", "waive_if_told"]


def occasion(work: Work, name: str) -> None:
    """An occasion has come: grant what the plan gives on it, each benefit once in its window.

    Raises:
        Refused: `invalid` where the plan knows no such occasion, `cancelled`, `suspended`,
            `paused` and, before the first period, `too_soon`, since nothing is granted then;
            `limit_reached` when everything of it was granted in the window already.
    """
    must_be_running(work)
    s, today = work.state, work.today
    benefits = [b for b in s.plan.with_lots if b.occasion and b.occasion.occasion == name]
    if not benefits:
        raise refuse("invalid", f"the plan {s.plan.id} gives nothing on {name!r}", occasion=name)
    if s.standing == "suspended":
        raise refuse("suspended", "nothing is granted while suspended; collect what is owed first")
    if s.pause is not None:
        raise refuse("paused", "nothing is granted in a pause; tell of it again after its end")
    if s.period is None:
        raise refuse("too_soon", f"nothing is granted before the first period on {s.first_on}")
    spans = s.spans_on(today)
    wanted = [
        b
        for b in benefits
        if b.occasion and occasions.may_come(b.occasion, _came(s, b), today, spans)
    ]
    if not wanted:
        raise refuse(
            "limit_reached",
            f"what {name} gives was granted already, once per {_window(benefits[0])}",
            occasion=name,
            granted_on=max(on for b in benefits for on in _came(s, b)),
        )
    end = max(s.period.end, s.next_billing_on())
    lots = [(b, giving.quantity_of(b), today, end) for b in wanted]
    giving.give(work, today, s.plan, None, lots, name)


def _came(s: MemberState, benefit: Benefit) -> list[date]:
    """The days on which a benefit was granted, in any enrollment; staff's corrections are none."""
    return [
        lot.granted_on
        for lot in s.lots.values()
        if lot.benefit == benefit.id and not lot.is_adjustment
    ]


def _window(benefit: Benefit) -> str:
    return str(benefit.occasion.per).replace("_", " ") if benefit.occasion else ""


def waive(work: Work, on: date, *, grants: bool = True) -> None:
    """Don't collect the dues of the period that begins on `on` or holds it; they count as paid.

    Dues owed are waived at once, as far as they are not paid; fees stay owed. So is what is owed of
    the rest of a period's dues, since the member stays. Dues of a period to come are waived when it
    begins.

    Args:
        on: a date in the period.
        grants: whether the period gives what it would.

    Raises:
        Refused: `cancelled`; `invalid` where no dues are owed for that day or ever will be.
    """
    must_be_running(work)
    s = work.state
    bills = _dues_on(s, on)
    if bills:
        owing = [(bill, owed) for bill in bills if (owed := _dues_owed(bill))]
        if not owing:
            raise refuse("invalid", f"no dues are owed for {on}; refund what was paid", on=on)
        for bill, owed in owing:
            _waive(work, work.today, bill, owed, grants=grants)
            if bill.owed <= 0:
                settling.settle(work, work.today, bill)
        collecting.end_run_if_paid(work, work.today)
        return
    first = s.first_on if s.next_n < 0 else s.next_billing_on()
    if on < first or (s.ending is not None and on >= s.ending.ends_on):
        raise refuse("invalid", f"no dues are billed for {on}; there is nothing to waive", on=on)
    if any(_same_period(s, on, other) for other, _ in s.waivers):
        raise refuse("invalid", f"the dues of the period that holds {on} are waived already", on=on)
    work.record(e.WaiverRecorded, work.today, on=on, grants=grants)


def _dues_on(s: MemberState, on: date) -> list[Bill]:
    """The dues of the period that holds a day, and their rest where that was billed later."""
    rests: list[Bill] = []
    if s.first_bill is None:  # dues of an earlier membership are none of this one
        return []
    for bill in reversed(s.bills.values()):
        if bill.id < s.first_bill:
            return []
        if bill.start is None or bill.end is None:
            continue
        if bill.kind == "rest_of_dues":
            rests.append(bill)
        elif bill.kind == "dues" and bill.start <= on < bill.end:
            return [bill, *(rest for rest in rests if rest.start and rest.start < bill.end)]
    return []


def _dues_owed(bill: Bill) -> int:
    """What of a bill's dues is owed: what was paid went to the dues first."""
    if bill.settled_on is not None or bill.written_off:
        return 0
    return max(min(bill.lines[bill.kind] - bill.waived - bill.paid, bill.owed), 0)


def _same_period(s: MemberState, one: date, other: date) -> bool:
    return s.schedule.index_at(one) == s.schedule.index_at(other)


def waive_if_told(work: Work, day: date) -> None:
    """Waive the dues just billed, where staff said so before."""
    s = work.state
    assert s.period is not None  # noqa: S101 - a period was just billed
    assert s.period.bill is not None  # noqa: S101
    bill = s.bills[s.period.bill]
    for on, grants in list(s.waivers):
        if s.period.start <= on < s.period.end:
            _waive(work, day, bill, _dues_owed(bill), grants=grants)
            return


def _waive(work: Work, day: date, bill: Bill, amount: int, *, grants: bool) -> None:
    tax = taxing.of_waived(bill, amount)
    work.record(e.DuesWaived, day, bill=bill.id, amount=amount, tax=tax, grants=grants)


def extend(work: Work, benefit: str, granted_on: date, to: date) -> None:
    """Give the lots of one day a longer life; what had lapsed of them is there again.

    Args:
        benefit: its id.
        granted_on: the day of the grant; every lot of that day that would end before `to`.
        to: the first day they can no longer be used.

    Raises:
        Refused: `cancelled`, `unknown_benefit`; `invalid` where none is there or none would live
            longer.
    """
    must_be_running(work)
    s, today = work.state, work.today
    known(s, benefit)
    lots = [
        lot for lot in s.lots.values() if lot.benefit == benefit and lot.granted_on == granted_on
    ]
    if not lots:
        raise refuse("invalid", f"no {benefit} was granted on {granted_on}", granted_on=granted_on)
    longer = [
        lot for lot in lots if not lot.void and extending.lengthens(lot.expires_on, to, today)
    ]
    if not longer:
        raise refuse(
            "invalid",
            f"no {benefit} of {granted_on} would live longer until {to}; give a later date",
            to=to,
            ends=[str(lot.expires_on) for lot in lots],
        )
    takes = tuple((lot.id, lapsed) for lot in longer if (lapsed := _ran_out(lot)))
    expiries = tuple((lot.id, to) for lot in longer)
    policy = extending.POLICY
    work.record(e.LotExtended, today, benefit=benefit, expiries=expiries, policy=policy)
    if takes:
        work.record(e.LapseTakenBack, today, takes=takes, origin="extended")


def _ran_out(lot: Lot) -> int:
    return extending.ran_out(lot.lapses, lot.expires_on)
