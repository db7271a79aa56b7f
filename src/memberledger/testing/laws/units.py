"""Of every lot: granted = redeemed + reserved + lapsed + forfeited + given + free."""

from __future__ import annotations

from collections import Counter
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.projections import entitlement_movements, member_card
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law()
def every_lot_adds_up_after_every_event(table: Table) -> None:
    """Of every lot, after every event: granted = redeemed + reserved + lapsed + forfeited +
    converted + given away + free, none below zero, and what is kept is what reservations and
    redemptions name.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            apply(s, event)
            _check_lots(s, member=member, event=n, kind=type(event).__name__)
        card = member_card(s)
        for words, amounts in (("balance", card.balance), ("reserved", card.reserved)):
            above = all(n >= 0 for n in amounts.values())
            require(above, f"a {words} is below zero", member=member, found=amounts)


def _check_lots(s: MemberState, **where: object) -> None:
    reserved, redeemed = Counter[int](), Counter[int]()
    for reservation in s.open_reservations.values():
        reserved.update(dict(reservation.takes))
    for redemption in s.redemptions.values():
        if redemption.reversed_on is None:
            redeemed.update(dict(redemption.takes))
    for lot in s.lots.values():
        parts = {
            "redeemed": lot.redeemed,
            "reserved": lot.reserved,
            "lapsed": lot.lapsed,
            "forfeited": lot.forfeited,
            "converted": lot.converted,
            "given": lot.given,
            "free": lot.free,
        }
        facts = {**where, "lot": lot.id, "granted": lot.quantity, "parts": parts}
        require(lot.quantity > 0, "a lot was granted with nothing in it", **facts)
        require(min(parts.values()) >= 0, "a part of a lot is below zero", **facts)
        require(sum(parts.values()) == lot.quantity, "a lot does not add up", **facts)
        named = (reserved[lot.id], redeemed[lot.id])
        same(named, (lot.reserved, lot.redeemed), "kept or used is not what is named", **facts)
        is_open = lot.free + lot.reserved > 0
        require((lot.id in s.open_lots) == is_open, "a lot is open with nothing left", **facts)
        told = sum(quantity for _, quantity in lot.lapses)
        require(told == lot.lapsed, "the lapses of a lot do not add up", told=told, **facts)
        require(0 <= lot.ended <= lot.forfeited, "more ended than was forfeited", **facts)


@law()
def no_balance_was_ever_below_zero(table: Table) -> None:
    """As of every past day, no balance, no debt and no billing credit is below zero."""
    for member in table.members:
        for day in sorted({event.effective_on for event in table.events(member)}):
            if day > table.day():
                continue
            card = table.ledger.member(member, as_of=day)
            figures = {**card.balance, "owed": card.owed, "billing credit": card.billing_credit}
            above = all(n >= 0 for n in figures.values())
            require(above, "something is below zero", member=member, as_of=day, figures=figures)


@law()
def nothing_usable_outlives_its_expiry(table: Table) -> None:
    """No open lot is past its last day, unless a pause or a dispute stands still over it."""
    for member in table.members:
        s, today = table.state(member), table.day()
        if s.pause is not None and s.pause.expiry == "frozen":
            continue
        for lot in s.open_lots.values():
            if lot.expires_on is not None and lot.disputed_on is None:
                alive = lot.expires_on > today
                require(alive, "a lot is open past its end", member=member, lot=lot, today=today)


@law()
def no_more_than_the_cap_is_held_after_a_grant(table: Table) -> None:
    """After a grant at most `max_balance` is held of a benefit under one plan; what is reserved
    counts and is dropped last.
    """
    for member in table.members:
        events = table.events(member)
        s = MemberState()
        for n, event in enumerate(events):
            apply(s, event)
            if not isinstance(event, e.Granted) or _is_capped(events, n):
                continue
            for lot in event.lots:
                if lot.max_balance is not None:
                    held, free = _held(s, lot.benefit, lot.plan)
                    within = held <= lot.max_balance or free == 0
                    facts = {"member": member, "event": n + 1, "benefit": lot.benefit}
                    facts |= {"held": held, "free": free, "max_balance": lot.max_balance}
                    require(within, "more is held than the cap", **facts)


def _is_capped(events: list[Event], n: int) -> bool:
    after = events[n + 1] if n + 1 < len(events) else None
    return isinstance(after, e.Lapsed) and after.cause == "max_balance"


def _held(s: MemberState, benefit: str, plan: str) -> tuple[int, int]:
    lots = [
        lot
        for lot in s.open_lots.values()
        if (lot.benefit, lot.plan) == (benefit, plan)
        and not lot.promotional
        and lot.disputed_on is None
    ]
    return sum(lot.free + lot.reserved for lot in lots), sum(lot.free for lot in lots)


@law()
def a_full_refund_leaves_nothing_of_its_lots(table: Table) -> None:
    """Of a charge that was given back whole, no lot has anything left to use."""
    for member in table.members:
        s = table.state(member)
        for charge in s.charges.values():
            if charge.outcome == "paid" and charge.refunded == charge.amount:
                for lot in s.lots_of(s.bills_of(charge.id)):
                    gone = not lot.void or lot.free == 0
                    require(gone, "a refunded lot can be used", member=member, lot=lot)


@law()
def no_unit_is_granted_for_a_time_before_its_terms(table: Table) -> None:
    """Lots are granted under terms that are in the member's stream, for a time that was not over
    when those terms were agreed.
    """
    for member in table.members:
        agreed: dict[str, date] = {}
        for n, event in enumerate(table.events(member), 1):
            if isinstance(
                event, e.Enrolled | e.Upgraded | e.Downgraded | e.PlanSwitched | e.TermsAmended
            ):
                agreed[f"{event.plan.id}@{event.plan.version}"] = event.effective_on
            elif isinstance(event, e.Granted):
                for lot in event.lots:
                    facts = {"member": member, "event": n, "lot": lot}
                    require(lot.plan in agreed, "terms that nobody agreed to", **facts)
                    known = agreed[lot.plan]
                    after = lot.end > known or event.effective_on < known
                    require(after, "granted for a time before its terms", agreed=known, **facts)


@law()
def no_stretch_is_granted_twice_for_one_bill(table: Table) -> None:
    """No benefit is granted twice for the same stretch of time under the same bill."""
    for member in table.members:
        seen = set()
        for n, event in enumerate(table.events(member), 1):
            if isinstance(event, e.Granted) and event.bill is not None:
                for lot in event.lots:
                    grant = (lot.benefit, lot.plan, lot.start, event.bill)
                    facts = {"member": member, "event": n, "grant": grant}
                    require(grant not in seen, "the same is granted twice", **facts)
                    seen.add(grant)


@law()
def every_balance_is_the_sum_of_its_movements(table: Table) -> None:
    """What is free of a benefit is the sum of its movements, each of which names its event; only a
    lot that has lapsed is extended with nothing in it, before the lapse is taken back.
    """
    for member in table.members:
        events, card = table.events(member), member_card(table.state(member))
        moved = entitlement_movements(events)
        for benefit, left in card.balance.items():
            own = [m for m in moved if m.benefit == benefit]
            facts = {"member": member, "benefit": benefit}
            same(left, sum(m.change for m in own), "movements do not add up", **facts)
            same(own, entitlement_movements(events, benefit), "one benefit asked alone", **facts)
            some = all(m.quantity > 0 or m.kind == "extend" for m in own)
            above = some and all(m.balance >= 0 for m in own)
            require(above, "a movement of nothing, or below zero", movements=own, **facts)
        for m in moved:
            kind = type(events[m.version - 1]).__name__
            same(kind, m.event, "a movement names another event", member=member, movement=m)


LAWS = (
    every_lot_adds_up_after_every_event,
    no_balance_was_ever_below_zero,
    nothing_usable_outlives_its_expiry,
    no_more_than_the_cap_is_held_after_a_grant,
    a_full_refund_leaves_nothing_of_its_lots,
    no_unit_is_granted_for_a_time_before_its_terms,
    no_stretch_is_granted_twice_for_one_bill,
    every_balance_is_the_sum_of_its_movements,
)
