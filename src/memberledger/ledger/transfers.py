"""What a refund or a dispute does to units that were given away: both streams, one transaction."""

from __future__ import annotations

from typing import Literal

from memberledger.aggregates.member import Work, transferring
from memberledger.aggregates.member.parts import Charge
from memberledger.ledger.desk import Desk
from memberledger.projections.revenue import MemberRevenue
from memberledger.values import stream_id

__all__ = ["freeze", "price_of", "take_back", "thaw"]


def price_of(desk: Desk, work: Work) -> transferring.Price:
    """What of the payment goes with unused units of a member's lots, as posted so far."""
    money = MemberRevenue()
    for event in desk.store.read(stream_id(desk.practice, work.state.member)):
        money.apply(event)
    for event in work.events:
        money.apply(event)
    return money.unused_money


def freeze(desk: Desk, giver: Work, charge: Charge) -> None:
    """An open dispute freezes what the charge gave, wherever it is."""
    if charge.dispute is None:
        for name, gifts in transferring.gifts_of(giver.state, charge.id).items():
            transferring.freeze(desk.partner(giver, name), giver.state.member, gifts)


def thaw(desk: Desk, giver: Work, charge: Charge) -> None:
    """A dispute won gives the frozen days back, wherever the units are."""
    if charge.dispute == "open":
        for name, gifts in transferring.gifts_of(giver.state, charge.id).items():
            transferring.thaw(desk.partner(giver, name), giver.state.member, gifts)


def take_back(
    desk: Desk, giver: Work, charge: Charge, cause: Literal["refunded", "dispute_lost"]
) -> None:
    """A charge that is gone takes what is unused of it, wherever it is."""
    for name, gifts in transferring.gifts_of(giver.state, charge.id).items():
        receiver = desk.partner(giver, name)
        transferring.thaw(receiver, giver.state.member, gifts)
        transferring.take_back(giver, receiver, gifts, price_of(desk, receiver), cause)
