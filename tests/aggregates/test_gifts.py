"""Units given to another member: what each side holds then, what a dispute or a refund takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from memberledger.aggregates.member import (
    Conduct,
    MemberState,
    Stamp,
    Work,
    changing,
    pausing,
    redeeming,
    reserving,
    transferring,
)
from memberledger.aggregates.member.parts import Gift, Lot
from memberledger.errors import Refused

from .spec import (
    FEBRUARY,
    JANUARY,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)

STAMP = Stamp(datetime(2026, 1, 5, 12, tzinfo=UTC))


def at(s: MemberState, on: str) -> Work:
    return Work(s, STAMP, day(on), Conduct())


def price(lot: int, units: int) -> int:
    """What of the payment goes with units of a lot: 60.00 a unit, and a cent for its number."""
    return 6000 * units + lot


def gives(**facts: Any) -> dict[str, Any]:
    return facial(**{"quantity": 3, "rollover": "unlimited", "transferable": {}, **facts})


class Two:
    """Ana and Bo, who have both joined on 5 January."""

    def __init__(self, *benefits: dict[str, Any], bo: Any = None, **terms: Any) -> None:
        self.ana = enrolled(plan(benefits=list(benefits) or [gives()], **terms)).state
        self.bo = given().and_(joins(bo or plan(), member="bo")).state
        self.events: list[Any] = []

    def give(self, quantity: int, on: str = "2026-01-05", benefit: str = "facial") -> None:
        giver, receiver = at(self.ana, on), at(self.bo, on)
        transferring.give(giver, receiver, benefit, quantity, price)
        self.events += [*giver.events, *receiver.events]

    def gifts(self) -> list[Gift]:
        return transferring.gifts_of(self.ana, "ch_1_1")["bo"]

    def freeze(self, on: str) -> list[Any]:
        receiver = at(self.bo, on)
        transferring.freeze(receiver, "ana", self.gifts())
        return receiver.events

    def thaw(self, on: str, gifts: list[Gift] | None = None) -> list[Any]:
        receiver = at(self.bo, on)
        transferring.thaw(receiver, "ana", gifts or self.gifts())
        return receiver.events

    def take_back(self, on: str) -> list[Any]:
        giver, receiver = at(self.ana, on), at(self.bo, on)
        transferring.take_back(giver, receiver, self.gifts(), price, "refunded")
        return [*receiver.events, *giver.events]


def test_each_side_knows_what_was_given_and_from_where_it_came() -> None:
    two = Two(gives(priority=2, rollover={"periods": 2}))
    two.give(1)
    two.give(1)
    assert two.ana.lots[1].given == 2
    assert two.ana.gifts == [
        Gift("bo", "facial", JANUARY, 1, 2, 1),
        Gift("bo", "facial", JANUARY, 1, 3, 1),
    ]
    assert two.bo.lots[3] == Lot(
        id=3,
        benefit="facial",
        plan="glow@1",
        quantity=1,
        granted_on=JANUARY,
        expires_on=date(2026, 4, 5),
        start=JANUARY,
        end=FEBRUARY,
        priority=2,
        giver="ana",
    )
    assert (two.bo.last_lot, list(two.bo.open_lots)) == (3, [1, 2, 3])


def test_what_was_promotional_stays_so_and_ends_as_its_own_terms_say_at_the_latest() -> None:
    two = Two(gives(rollover={"periods": 2}, transferable={"expires": "300 days"}))
    redeeming.adjust(at(two.ana, "2026-01-05"), "facial", 1, day("2026-03-01"))
    two.give(4)
    moved = [(p.lot, p.units, p.promotional, p.expires_on) for p in two.events[0].moved]
    # the correction ends first and goes first; neither lives for 300 days
    assert moved == [
        (2, 1, True, date(2026, 3, 1)),
        (1, 3, False, date(2026, 4, 5)),
    ]
    assert [lot.promotional for lot in two.bo.lots.values()] == [False, True, False]


def refused(two: Two, quantity: int, on: str, benefit: str = "facial") -> Refused | None:
    try:
        two.give(quantity, on, benefit)
    except Refused as refusal:
        return refusal
    return None


def test_gifts_are_limited_by_the_period_and_by_a_time_in_between() -> None:
    two = Two(gives(transferable={"limits": [{"quantity": 1, "per": "cycle"}]}))
    two.give(1, "2026-01-20")
    told = refused(two, 1, "2026-02-04")
    assert told is not None
    assert told.message == "facial can be given away 1 per cycle"
    assert refused(two, 1, "2026-02-05") is None
    two = Two(gives(transferable={"limits": [{"wait": "7 days"}]}))
    two.give(1, "2026-01-20")
    told = refused(two, 1, "2026-01-26")
    assert told is not None
    assert told.message == "facial can be given away 7 days in between"
    assert refused(two, 1, "2026-01-27") is None


def test_a_gift_can_not_be_given_on() -> None:
    two = Two(bo=plan(benefits=[gives(quantity=1)]))
    two.give(1)
    two.ana, two.bo = two.bo, two.ana
    told = refused(two, 2, "2026-01-05")
    assert told is not None
    assert (told.reason, told.message) == (
        "not_transferable",
        "what came from another member can't be given again",
    )


def test_what_no_terms_in_force_have_is_not_given_but_by_those_that_had_it() -> None:
    # gold has no facial: the lots keep the rules they were granted under
    now = {"when": "now", "entitlements": "next_period"}
    gold = plan(id="gold", price="299.00", benefits=[], upgrade=now)
    two = Two()
    changing.change_plan(at(two.ana, "2026-01-20"), gold)
    two.give(2, "2026-01-20")
    assert two.ana.lots[1].given == 2


def test_what_a_change_of_plan_has_made_of_a_lot_has_no_rules_to_be_given_by() -> None:
    peel = gives(id="peel")
    up = {"when": "now", "entitlements": "next_period", "converts": {"facial": "peel"}}
    two = Two()
    gold = plan(id="gold", price="299.00", benefits=[peel], upgrade=up)
    changing.change_plan(at(two.ana, "2026-01-20"), gold)
    told = refused(two, 1, "2026-01-20", "peel")
    assert told is not None
    assert (told.reason, told.facts["free"]) == ("insufficient_balance", 0)


def test_gifts_of_a_charge_are_those_of_its_lots_that_are_not_back() -> None:
    two = Two()
    two.give(1)
    redeeming.adjust(at(two.ana, "2026-01-05"), "facial", 1)
    two.give(3, "2026-01-06")
    # the correction is of no charge; of the second gift two units are
    assert [(gift.lot, gift.units) for gift in two.gifts()] == [(1, 1), (1, 2)]
    two.take_back("2026-01-07")
    assert transferring.gifts_of(two.ana, "ch_1_1") == {}
    assert two.ana.lots[1].given == 0
    assert [gift.over for gift in two.ana.gifts] == [True, True, False]


# A dispute


def test_what_is_frozen_is_frozen_once() -> None:
    two = Two()
    two.give(1)
    assert [each.lots for each in two.freeze("2026-01-07")] == [(2,)]
    assert two.freeze("2026-01-08") == []
    assert two.bo.lots[2].disputed_on == date(2026, 1, 7)


def test_a_dispute_that_is_won_gives_back_the_days_it_took() -> None:
    two = Two(gives(rollover={"periods": 2}))
    two.give(1)
    two.give(1)
    two.freeze("2026-01-10")
    first, second = two.gifts()
    two.thaw("2026-01-12", [first])
    # the first is free already; the second stood still for ten days
    (thawed,) = two.thaw("2026-01-20")
    assert (thawed.lots, thawed.expiries) == ((second.into,), ((second.into, date(2026, 4, 15)),))


def test_days_that_a_pause_gives_back_are_not_given_back_twice() -> None:
    two = Two(gives(rollover={"periods": 2}), bo=plan(pause={}))
    two.give(1)
    two.freeze("2026-01-10")
    pausing.pause(at(two.bo, "2026-01-12"), day("2026-01-17"))
    pausing.resume(at(two.bo, "2026-01-16"))
    assert two.bo.lots[2].expires_on == date(2026, 4, 9)
    (thawed,) = two.thaw("2026-01-20")
    # ten days of dispute, four of which the pause has given back: 15 April
    assert thawed.expiries == ((2, date(2026, 4, 15)),)


def test_a_gift_that_never_expires_or_expired_before_has_no_days_to_be_given_back() -> None:
    two = Two()
    two.give(1)
    two.freeze("2026-01-10")
    (thawed,) = two.thaw("2026-01-20")
    assert (thawed.lots, thawed.expiries) == ((2,), ())
    two = Two(gives(transferable={"expires": "5 days"}))
    two.give(1)
    two.freeze("2026-01-10")
    thawed = two.thaw("2026-01-20")[0]
    assert (thawed.lots, thawed.expiries) == ((2,), ())


# A refund


def test_a_gift_that_goes_back_counts_for_each_lot_it_came_from() -> None:
    two = Two()
    two.give(1)
    two.give(1)
    redeeming.redeem(at(two.bo, "2026-01-06"), "facial", 1)
    redeeming.redeem(at(two.bo, "2026-01-06"), "facial", 1)
    reserving.reserve(at(two.bo, "2026-01-06"), "facial", 1, key="a", for_on=day("2026-01-20"))
    released, taken, returned = two.take_back("2026-01-08")
    assert (released.effective_on, released.cause) == (date(2026, 1, 8), "refunded")
    assert (taken.effective_on, taken.takes) == (date(2026, 1, 8), ((2, 0), (3, 1)))
    assert (taken.money, taken.used, taken.giver) == (((2, 2), (3, 6003)), 1, "ana")
    assert (returned.takes, returned.money, returned.to) == (((1, 1),), ((1, 6005),), "bo")
    assert (two.ana.lots[1].given, two.bo.lots[3].void) == (1, "refunded")


def test_what_is_taken_back_adds_to_what_was_taken_by_hand() -> None:
    two = Two(bo=plan(id="bare", benefits=[]))
    two.give(3)
    redeeming.redeem(at(two.bo, "2026-01-06"), "facial", 1)
    redeeming.adjust(at(two.bo, "2026-01-06"), "facial", -1)
    two.take_back("2026-01-08")
    lot = two.bo.lots[1]
    assert (lot.quantity, lot.redeemed, lot.forfeited, lot.free) == (3, 1, 2, 0)
    assert two.ana.lots[1].given == 2


def test_only_the_gifts_to_one_member_are_back() -> None:
    two = Two()
    two.give(1)
    cy = given().and_(joins(plan(), member="cy")).state
    transferring.give(at(two.ana, "2026-01-05"), at(cy, "2026-01-05"), "facial", 1, price)
    two.take_back("2026-01-08")
    assert [(gift.to, gift.over) for gift in two.ana.gifts] == [("bo", True), ("cy", False)]
