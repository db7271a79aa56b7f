"""Why the next charge will be what it is: the terms it is billed on, tax, a fee, billing credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import NextBill, next_bill
from memberledger.aggregates.member.taxing import taxed
from memberledger.explaining.arithmetic import Sums
from memberledger.explaining.billed import tax_sums
from memberledger.explaining.credit import explain_credit
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry
from memberledger.policies import billing
from memberledger.terms import Plan
from memberledger.values import half_up

__all__ = ["explain_next_charge"]

_TERMS = (
    e.Enrolled,
    e.Upgraded,
    e.Downgraded,
    e.PlanSwitched,
    e.TermsAmended,
    e.PlanChangeRequested,
    e.AmendmentRecorded,
)


def explain_next_charge(history: Sequence[Entry]) -> Explanation:
    """What the card will be asked for with the next dues; the word `none` where nothing is.

    It is reckoned from what is known: the terms in force or waiting, a pause, an end, waivers.

    Args:
        history: the member's events that count, oldest first.
    """
    s = fold(entry.event for entry in history)
    bill = next_bill(s)
    title = f"next charge of {s.member}"
    if bill is None:
        return Explanation(title, "none", "", s.currency, (), (_why_none(s),))
    terms = _agreed(history, bill.plan)
    parts = [*_lines(s, bill, terms)]
    gross = sum(part.amount or 0 for part in parts)
    used = min(bill.credit_left, gross)
    if used:
        parts.append(_credit(history, used, bill))
    title = f"{title} on {bill.on}"
    return Explanation(title, bill.asked, s.currency, s.currency, tuple(parts))


def _why_none(s: MemberState) -> str:
    if not s.is_member:
        return "The membership is over; nothing more is billed."
    if s.dunning is not None and s.dunning.suspended:
        return "Nothing is billed while suspended."
    if s.pause is not None and s.pause.until is None:
        return "Nothing is billed in a pause; no day is known on which it ends."
    return "The membership ends, or is paused, before dues would be billed."


def _agreed(history: Sequence[Entry], plan: Plan) -> Entry:
    """The event that brought the terms."""
    for entry in reversed(history):
        if isinstance(entry.event, _TERMS) and entry.event.plan == plan:
            return entry
    return next(entry for entry in reversed(history) if isinstance(entry.event, e.Enrolled))


def _lines(s: MemberState, bill: NextBill, terms: Entry) -> Iterator[Part]:
    sums, plan = Sums(s.currency), bill.plan
    rule = rule_of(billing.POLICY)
    for line, asked, says, how in (
        ("dues", bill.dues, f"dues for {bill.on} to {bill.until or bill.end}", _dues(sums, bill)),
        ("enrollment_fee", bill.fee, "enrollment fee", ()),
    ):
        net, tax = taxed(plan, line, asked)
        if net or line == "dues":
            yield Part(net, f"{says}, {plan.id}@{plan.version}", terms, rule, how)
        if tax:
            told = tax_sums(sums, plan, [(line, net)], tax)
            yield Part(tax, f"tax on the {line.replace('_', ' ')}", terms, None, told)


def _dues(sums: Sums, bill: NextBill) -> tuple[str, ...]:
    """How the dues come about; waived ones are nothing."""
    if bill.waived:
        return ("waived",)
    days = ((bill.until or bill.end) - bill.on).days
    if days != bill.whole:
        formula = f"{sums.money(bill.rate)} x {days} / {bill.whole}"
        return (sums.gives(formula, half_up(bill.rate * days, bill.whole), bill.dues),)
    plan, intro = bill.plan, bill.plan.introductory_price
    if bill.dues != plan.price and intro is not None and intro.price == bill.dues:
        return (f"the price of one of the first {intro.cycles} cycles",)
    return ("the price of a period",)


def _credit(history: Sequence[Entry], used: int, bill: NextBill) -> Part:
    """The billing credit that will be used, from what it came; fees before it and a rest stay."""
    found = explain_credit(history).parts
    parts = [
        Part(-(part.amount or 0), part.says, part.entry, part.rule, part.arithmetic)
        for part in found
    ]
    if bill.fees:
        parts.append(Part(bill.fees, "used before, for fees", found[-1].entry))
    if bill.credit_left > used:
        parts.append(Part(bill.credit_left - used, "kept for later bills", found[-1].entry))
    return Part(-used, "billing credit is used first", parts=tuple(parts))
