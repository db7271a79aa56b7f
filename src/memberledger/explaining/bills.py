"""The lines of every bill: what was billed, added, waived, paid, each with its event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.explaining.arithmetic import Sums
from memberledger.explaining.billed import change_sums, dues_sums, fee_sums, tax_sums
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Part
from memberledger.history import Entry
from memberledger.terms import Plan

__all__ = ["Billed", "billed"]

Billed = list[tuple[int, Part]]
"""(bill, line): the lines of a bill add up to what is owed on it."""

_Said = tuple[int, int, str, tuple[str, ...]]
"""Bill, signed minor units, what it is, arithmetic."""


def billed(entries: Iterable[Entry]) -> Iterator[tuple[Entry, MemberState, Billed]]:
    """Each event with the state before it and the lines it adds to bills.

    The state is changed in place as the walk goes on.
    """
    s = MemberState()
    for entry in entries:
        lines = _LINES.get(type(entry.event))
        said = lines(s, entry.event) if lines is not None else ()
        rule = rule_of(entry.event.policy)
        yield (
            entry,
            s,
            [(b, Part(n, text, entry, rule, how)) for b, n, text, how in said if n],
        )
        apply(s, entry.event)


def _dues(s: MemberState, event: e.DuesBilled) -> Iterator[_Said]:
    plan, sums = s.plans[event.plan], Sums(s.currency)
    days = f"{event.start} to {event.until or event.end}"
    yield event.bill, event.dues, f"dues for {days}", dues_sums(sums, plan, event)
    fee = event.enrollment_fee
    terms = s.plans[s.enrolled_plan_key]
    how: tuple[str, ...] = ()
    if fee and plan.tax is None:
        how = (sums.gives(f"the fee of {s.enrolled_plan_key}", terms.enrollment_fee, fee),)
    yield event.bill, fee, "enrollment fee", how
    lines = [("dues", event.dues), ("enrollment_fee", fee)]
    yield _tax(sums, plan, event.bill, lines, event.tax)


def _tax(sums: Sums, plan: Plan, bill: int, lines: list[tuple[str, int]], tax: int | None) -> _Said:
    return bill, tax or 0, "tax", tax_sums(sums, plan, lines, tax or 0)


def _fee(s: MemberState, event: e.FeeBilled) -> Iterator[_Said]:
    sums = Sums(s.currency)
    words = event.kind.replace("_", " ")
    yield event.bill, event.amount, words, fee_sums(sums, s, event)
    yield _tax(sums, s.plan, event.bill, [(event.kind, event.amount)], event.tax)


def _change(s: MemberState, event: e.Upgraded | e.Downgraded | e.PlanSwitched) -> Iterator[_Said]:
    if event.bill is None:
        return
    sums = Sums(s.currency)
    text = f"change from {event.left} to {event.plan.id}@{event.plan.version}"
    yield event.bill, event.billed, text, change_sums(sums, s, event)
    yield _tax(sums, event.plan, event.bill, [("change", event.billed)], event.tax)


def _added(
    s: MemberState, event: e.LateFeeAssessed | e.ReturnedPaymentFeeAssessed
) -> Iterator[_Said]:
    late = isinstance(event, e.LateFeeAssessed)
    kind = "late_fee" if late else "returned_payment_fee"
    plan, sums = s.plan, Sums(s.currency)
    if s.dunning is not None:
        plan = s.plans.get(s.dunning.plan, plan)
    yield event.bill, event.amount, kind.replace("_", " "), ()
    yield _tax(sums, plan, event.bill, [(kind, event.amount)], event.tax)


def _waived(_s: MemberState, event: e.DuesWaived) -> Iterator[_Said]:
    yield event.bill, -event.amount, "waived", ()
    yield event.bill, -(event.tax or 0), "tax on what was waived", ()


def _credit(_s: MemberState, event: e.CreditUsed) -> Iterator[_Said]:
    yield event.bill, -event.amount, "paid with billing credit", ()


def _charged(_s: MemberState, event: e.Charged) -> Iterator[_Said]:
    for bill, amount in event.bills:
        yield bill, -amount, f"paid by {event.charge}", ()


def _written_off(_s: MemberState, event: e.WrittenOff) -> Iterator[_Said]:
    for bill, amount in event.bills:
        yield bill, -amount, "written off", ()


_LINES: dict[type[Event], Callable[[MemberState, Any], Iterator[_Said]]] = {
    e.DuesBilled: _dues,
    e.FeeBilled: _fee,
    e.Upgraded: _change,
    e.Downgraded: _change,
    e.PlanSwitched: _change,
    e.LateFeeAssessed: _added,
    e.ReturnedPaymentFeeAssessed: _added,
    e.DuesWaived: _waived,
    e.CreditUsed: _credit,
    e.Charged: _charged,
    e.WrittenOff: _written_off,
}
