"""Giving units to another member, and what a refund or a dispute does to them afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import lapsing, pausing
from memberledger.aggregates.member.eligibility import known, not_enough
from memberledger.aggregates.member.parts import Gift, Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import redemption, transfers
from memberledger.terms import Transferable

__all__ = ["Price", "freeze", "gifts_of", "give", "take_back", "thaw"]

Price = Callable[[int, int], int]
"""What of the payment goes with some unused units of a lot: (lot, units) to minor units."""


def give(giver: Work, receiver: Work, benefit: str, quantity: int, price: Price) -> None:
    """Units go from one member to another, in burn order; the receiver may be on any plan.

    A lot keeps the charge that paid for it; it ends on its own day or earlier, as its terms say; it
    counts in no cap of the receiver, and can't be given again. What is not paid for yet stays.

    Raises:
        Refused: `cancelled` for either, `suspended`, `past_due`, `paused` for the giver,
            `unknown_benefit`, `not_transferable`, `limit_reached`, `insufficient_balance`.
    """
    must_be_running(giver)
    must_be_running(receiver)
    s, today = giver.state, giver.today
    _in_good_standing(s)
    known(s, benefit)
    terms = s.terms_of(benefit)
    allowed = terms.transferable if terms is not None else None
    if allowed is None:
        raise refuse("not_transferable", f"no terms let {benefit} be given away", benefit=benefit)
    past = [(gift.on, gift.units) for gift in s.gifts if gift.benefit == benefit]
    broken = transfers.over_limit(allowed.limits or (), past, today, quantity, s.spans_on(today))
    if broken is not None:
        rule = f"{broken.most} per {broken.per}" if broken.per else f"{broken.wait} in between"
        raise refuse("limit_reached", f"{benefit} can be given away {rule}", benefit=benefit)
    pool = [lot for lot in s.open_lots.values() if lot.benefit == benefit and _may_go(s, lot)]
    pool.sort(key=redemption.burn_order)
    takes = redemption.take(((lot.id, lot.usable) for lot in pool), quantity)
    if takes is None and any(lot.giver for lot in s.open_lots.values() if lot.benefit == benefit):
        raise refuse("not_transferable", "what came from another member can't be given again")
    if takes is None:
        raise not_enough(s, benefit, quantity, sum(lot.usable for lot in pool), today)
    moved = tuple(
        _moved(s.lots[lot], receiver.state.last_lot + n, units, price(lot, units), s, giver)
        for n, (lot, units) in enumerate(takes, 1)
    )
    keys = dict.fromkeys(part.plan for part in moved)
    giver.record(
        e.UnitsGiven,
        today,
        to=receiver.state.member,
        benefit=benefit,
        moved=moved,
        policy=transfers.POLICY,
    )
    receiver.record(
        e.UnitsReceived,
        today,
        giver=s.member,
        benefit=benefit,
        moved=moved,
        plans=tuple(s.plans[key] for key in keys),
        policy=transfers.POLICY,
    )


def _in_good_standing(s: MemberState) -> None:
    if s.standing == "suspended":
        raise refuse("suspended", "what is owed must be paid before units are given away")
    if s.standing == "past_due":
        raise refuse("past_due", "what is owed must be paid before units are given away")
    if s.pause is not None:
        raise refuse("paused", "nothing is given away in a pause")


def _rules(s: MemberState, lot: Lot) -> Transferable | None:
    """The rules the lot was granted under."""
    benefit = s.plans[lot.plan].by_id.get(lot.benefit)
    return benefit.transferable if benefit is not None else None


def _may_go(s: MemberState, lot: Lot) -> bool:
    paid = lot.bill is None or s.bills[lot.bill].settled_on is not None
    return paid and lot.giver is None and _rules(s, lot) is not None


def _moved(
    lot: Lot, into: int, units: int, money: int, s: MemberState, giver: Work
) -> e.MovedUnits:
    rules = _rules(s, lot) or Transferable()
    return e.MovedUnits(
        lot=lot.id,
        into=into,
        units=units,
        money=money,
        plan=lot.plan,
        start=lot.start,
        end=lot.end,
        expires_on=transfers.expiry(rules, lot.expires_on, giver.today, s.schedule),
        priority=lot.priority,
        promotional=lot.promotional,
    )


def gifts_of(s: MemberState, charge: str) -> dict[str, list[Gift]]:
    """What a charge paid for and was given away, by who has it."""
    if not s.gifts:
        return {}
    lots = {lot.id for lot in s.lots_of(s.bills_of(charge))}
    found: dict[str, list[Gift]] = {}
    for gift in s.gifts:
        if gift.lot in lots and not gift.over:
            found.setdefault(gift.to, []).append(gift)
    return found


def freeze(receiver: Work, giver: str, gifts: Sequence[Gift]) -> None:
    """The giver's charge is disputed: what came of it can't be used."""
    lots = receiver.state.lots
    open_ones = tuple(g.into for g in gifts if lots[g.into].disputed_on is None)
    if open_ones:
        receiver.record(e.GiftsFrozen, receiver.today, giver=giver, lots=open_ones)


def thaw(receiver: Work, giver: str, gifts: Sequence[Gift]) -> None:
    """The dispute was won: the frozen days are given back."""
    s, day = receiver.state, receiver.today
    frozen, expiries = [], []
    for lot in (s.lots[gift.into] for gift in gifts):
        since = lot.disputed_on
        if since is None:
            continue
        frozen.append(lot.id)
        if lot.expires_on is not None and lot.expires_on > since:
            days = (day - since).days - pausing.frozen_days(s, since, day)
            expiries.append((lot.id, lot.expires_on + timedelta(days=days)))
    if frozen:
        facts = {"lots": tuple(frozen), "expiries": tuple(expiries)}
        receiver.record(e.GiftsThawed, day, giver=giver, **facts)
        lapsing.lapse_expired(receiver, day)


def take_back(
    giver: Work,
    receiver: Work,
    gifts: Sequence[Gift],
    price: Price,
    cause: Literal["refunded", "dispute_lost"],
) -> None:
    """The giver's charge is gone: what is unused of it goes back to the lots it came from.

    What was used is told in both streams and taken from nobody.
    """
    s, day = receiver.state, receiver.today
    lapsing.release_lots(receiver, day, {gift.into for gift in gifts}, cause)
    takes = tuple((gift.into, max(s.lots[gift.into].free, 0)) for gift in gifts)
    money = tuple((lot, price(lot, units)) for lot, units in takes)
    used = sum(s.lots[gift.into].redeemed for gift in gifts)
    facts = {"used": used, "cause": cause}
    receiver.record(
        e.GiftsTakenBack, day, giver=giver.state.member, takes=takes, money=money, **facts
    )
    back: dict[int, int] = {}
    worth: dict[int, int] = {}
    for gift, (_, units), (_, part) in zip(gifts, takes, money, strict=True):
        back[gift.lot] = back.get(gift.lot, 0) + units
        worth[gift.lot] = worth.get(gift.lot, 0) + part
    pairs = {"takes": tuple(back.items()), "money": tuple(worth.items())}
    giver.record(e.UnitsReturned, day, to=s.member, **pairs, **facts)
