"""A bill paid in full: its money is split once, and what it pays for is granted."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import giving, granting, lapsing
from memberledger.aggregates.member.parts import Bill
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import recognition
from memberledger.terms import Benefit, Plan

__all__ = ["settle"]


def settle(work: Work, day: date, bill: Bill) -> None:
    """Record the split of a bill that is paid in full, and grant what came with it."""
    s = work.state
    plan = s.plans[bill.plan]
    lines, at_charge = bill.money, 0
    if bill.kind == "change":
        shares, caught_up, access = _split_change(plan, bill, lines["change"])
    elif not bill.chased:
        shares, caught_up, access = (), (), 0
    elif bill.kind == "annual_fee":
        shares, caught_up, access = (), (), lines["annual_fee"]
    else:
        shares, caught_up, access, at_charge = _split_dues(work, plan, bill, lines.get("dues", 0))
    fees = tuple((k, v) for k, v in lines.items() if k in _AT_ONCE and v)
    fees += (("at_charge", at_charge),) if at_charge else ()
    enrollment = lines.get("enrollment_fee", 0)
    access += lines.get("pause_fee", 0) + lines.get("rest_of_dues", 0)
    allocated = plan.recognition.method == "allocated"
    work.record(
        e.BillSettled,
        day,
        bill=bill.id,
        method=plan.recognition.method,
        access=access,
        access_start=bill.start,
        access_end=bill.until or bill.end,
        shares=shares,
        caught_up=caught_up,
        enrollment=enrollment,
        enrollment_start=bill.start if enrollment else None,
        enrollment_end=_fee_until(s, bill) if enrollment else None,
        fees=fees,
        tax=lines.get("tax") or None,
        policy=recognition.ALLOCATED if allocated else recognition.RATABLE,
    )
    granting.grant_paid(work, day, bill)
    if bill.void and not bill.waived:
        _take_back(work, day, bill)


def _take_back(work: Work, day: date, bill: Bill) -> None:
    """What is paid for after a charge of the same bill was refunded in full goes at once.

    So it ends as it does where the refund is told after the last part. What a person waives after
    the refund gives what the person said.
    """
    charges = work.state.charges
    lost = any(c in charges and charges[c].dispute == "lost" for c in bill.funding)
    lots = work.state.lots_of((bill.id,))
    lapsing.forfeit(work, day, lots, "dispute_lost" if lost else "refunded")


def _fee_until(s: MemberState, bill: Bill) -> date | None:
    """Until when an enrollment fee is earned: the end of the commitment, else of its period."""
    past = [end.term_ends_on for end in s.past_ends if bill.id <= end.last_bill]
    ends_on = past[0] if past else s.first_term_ends_on
    if ends_on is None or bill.end is None:
        return bill.end
    return max(ends_on, bill.end)


_AT_ONCE = (
    "late_fee",
    "returned_payment_fee",
    "early_termination_fee",
    "no_show_fee",
    "late_cancel_fee",
)
_Shares = tuple[tuple[str, int], ...]
_Caught = tuple[tuple[int, int], ...]
_Split = tuple[_Shares, _Caught, int]


def _split_dues(work: Work, plan: Plan, bill: Bill, net: int) -> tuple[_Shares, _Caught, int, int]:
    """Dues over the grants of the period, access and what is earned at the charge.

    All is access when earned by the day. The last figure is what is earned at the charge.
    """
    if plan.recognition.method == "ratable":
        return (), (), net, 0
    before = _granted_before(work, bill)
    counts = [granting.grants_in(work.state, benefit, bill) for benefit in plan.with_lots]
    weights = [b.standalone_price * n for b, n in zip(plan.with_lots, counts, strict=True)]
    terms = plan.recognition
    parts, access = recognition.allocate(net, [*weights, terms.at_charge or 0], terms.access)
    at_charge = parts.pop()
    shares: list[tuple[str, int]] = []
    caught: list[tuple[int, int]] = []
    for benefit, count, whole in zip(plan.with_lots, counts, parts, strict=True):
        for part in recognition.over_grants(whole, count):
            if before.get(benefit.id):
                caught.append((before[benefit.id].pop(0), part))
            else:
                shares.append((benefit.id, part))
    return tuple(shares), tuple(caught), access, at_charge


def _granted_before(work: Work, bill: Bill) -> dict[str, list[int]]:
    """By benefit, the lots that came before the bill is paid, the earlier grant first.

    What a lot was turned into since has its stretch, and a later number.
    """
    found: dict[str, list[int]] = {}
    stretches = set()
    for lot in work.state.lots.values():
        stretch = lot.benefit, lot.start, lot.end
        if lot.bill == bill.id and stretch not in stretches:
            stretches.add(stretch)
            found.setdefault(lot.benefit, []).append(lot.id)
    return found


def _split_change(plan: Plan, bill: Bill, net: int) -> _Split:
    """A change's amount over the extra units it grants, each at its stand-alone part."""
    if plan.recognition.method == "ratable" or not bill.grants:
        return (), (), net
    weights = []
    whole = 1
    for grant in bill.grants:
        whole *= _units(plan.by_id[grant.benefit], grant.quantity)
    for grant in bill.grants:
        benefit = plan.by_id[grant.benefit]
        of = _units(benefit, grant.quantity)
        weights.append(benefit.standalone_price * grant.quantity * whole // of)
    parts, access = recognition.allocate(net, weights, 0)
    return tuple((g.benefit, p) for g, p in zip(bill.grants, parts, strict=True)), (), access


def _units(benefit: Benefit, granted: int) -> int:
    """What one whole grant gives; dues that are banked are one."""
    if benefit.amount == "dues":
        return granted
    return giving.quantity_of(benefit)
