"""Why a balance is what it is: the lots that are left, with what made and reduced each."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Lot
from memberledger.errors import Refused
from memberledger.explaining.arithmetic import Sums
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry
from memberledger.projections import EntitlementMovement, entitlement_movements

__all__ = ["explain_balance"]


def explain_balance(history: Sequence[Entry], benefit: str) -> Explanation:
    """What is free to use of a benefit: each lot that has something, and its movements.

    Lots that are used up, lapsed or gone come to nothing; they are counted and left out.

    Args:
        history: the member's events that count, oldest first.
        benefit: its id.

    Raises:
        Refused: `unknown_benefit`.
    """
    events = [entry.event for entry in history]
    s = fold(events)
    terms = s.terms_of(benefit) if s.plan_key else None
    if terms is None:
        raise Refused("unknown_benefit", f"no terms of this member have {benefit}", benefit=benefit)
    by_lot: dict[int, list[EntitlementMovement]] = {}
    for moved in entitlement_movements(events, benefit):
        by_lot.setdefault(moved.lot, []).append(moved)
    unit = s.currency if terms.is_money else benefit
    parts = []
    for lot, movements in by_lot.items():
        left = sum(moved.change for moved in movements)
        if left:
            links = tuple(_link(history, s, moved) for moved in movements if moved.change)
            parts.append(Part(left, _lot_in_words(s.lots[lot]), parts=links))
    gone = len(by_lot) - len(parts)
    free = sum(lot.usable for lot in s.open_lots.values() if lot.benefit == benefit)
    title = f"balance of {benefit} of {s.member}"
    return Explanation(title, free, unit, s.currency, tuple(parts), _notes(s, benefit, gone))


def _notes(s: MemberState, benefit: str, gone: int) -> tuple[str, ...]:
    notes = []
    if gone:
        many = f"{gone} lots are used up or gone and come" if gone > 1 else None
        notes.append(f"{many or '1 lot is used up or gone and comes'} to nothing.")
    reserved = sum(lot.reserved for lot in s.open_lots.values() if lot.benefit == benefit)
    if reserved:
        terms = s.terms_of(benefit)
        money = terms is not None and terms.is_money
        shown = Sums(s.currency).money(reserved) if money else str(reserved)
        notes.append(f"{shown} reserved for appointments is not free.")
    return tuple(notes)


def _lot_in_words(lot: Lot) -> str:
    end = f"until {lot.expires_on}" if lot.expires_on is not None else "does not expire"
    return f"lot {lot.id} of {lot.granted_on}, {end}"


def _link(history: Sequence[Entry], s: MemberState, moved: EntitlementMovement) -> Part:
    entry = history[moved.version - 1]
    how: tuple[str, ...] = ()
    if isinstance(entry.event, e.Granted):
        how = _granted(s, entry.event, moved.lot)
    return Part(moved.change, entry.sentence, entry, rule_of(entry.event.policy), how)


def _granted(s: MemberState, event: e.Granted, number: int) -> tuple[str, ...]:
    """Where the quantity comes from: the terms it was granted under, or what was billed."""
    for grant in event.lots:
        plan = s.plans.get(grant.plan)
        if grant.lot != number or plan is None or grant.benefit not in plan.by_id:
            continue
        terms = plan.by_id[grant.benefit]
        sums = Sums(s.currency)
        shown = sums.money(grant.quantity) if terms.is_money else str(grant.quantity)
        if terms.amount == "dues":
            return (f"the dues of bill {event.bill} are banked: {shown}",)
        given = terms.amount if terms.is_money else terms.quantity
        if given == grant.quantity:
            return (f"the terms {grant.plan} give {shown} for {grant.start} to {grant.end}",)
        bill = s.bills.get(event.bill) if event.bill is not None else None
        if bill is not None and bill.kind == "change":
            return (f"the change tops up what was granted before to what {grant.plan} gives",)
        return (f"{shown} as recorded",)
    return ()
