"""What a desk is told when units can't be used, kept or given back: the words and the facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    banking,
    deciding,
    leaving,
    pausing,
    redeeming,
    reserving,
    visits,
)
from memberledger.aggregates.member.serving import Visit

from .spec import Asking, Card, History, day, enrolled, facial, plan

Told = tuple[str, str, dict[str, Any]]


def told(life: History, asking: Asking, *args: Any, **details: Any) -> Told:
    """The refusal of something that is asked today: code, message, facts."""
    refused = life.when(asking, *args, **details).refused
    assert refused is not None
    return refused.reason, refused.message, refused.facts


def use(life: History, benefit: str = "facial", quantity: int = 1, **details: Any) -> Told:
    return told(life, redeeming.redeem, benefit, quantity, **details)


def keep(life: History, for_on: str, **details: Any) -> Told:
    return told(life, reserving.reserve, "facial", 1, key="a", for_on=day(for_on), **details)


BANK = {"id": "bank", "kind": "value_credit", "amount": "50.00"}
OWING = enrolled(
    plan(use_while={"past_due": "none"}, dunning=[{"after": "10 days", "do": ["suspend"]}]),
    card=Card("insufficient_funds"),
)


def test_a_state_of_the_membership_forbids_a_use() -> None:
    assert use(OWING) == (
        "past_due",
        "the plan allows no facial while past due",
        {"owed": 19900},
    )
    assert use(OWING.on("2026-01-15")) == (
        "suspended",
        "what is owed must be paid before this is used",
        {"owed": 19900},
    )
    paused = enrolled(plan(pause={})).and_(pausing.pause)
    assert use(paused) == ("paused", "the plan allows no facial while paused", {})
    leaves = enrolled(plan(use_while={"notice": "none"})).and_(leaving.cancel)
    words = "the plan allows no facial once the membership is to end"
    assert use(leaves) == ("in_notice", words, {})
    gone = enrolled(plan(cancellation={"effective": "immediately"})).and_(leaving.cancel)
    over = {"ended_on": date(2026, 1, 5)}
    assert use(gone) == ("cancelled", "the membership ended on 2026-01-05", over)


def test_who_is_not_shared_with_or_meant_is_told_so() -> None:
    assert use(enrolled(), by="bo") == (
        "not_shared",
        "bo does not share this membership; share it first",
        {"by": "bo"},
    )
    guests = enrolled(plan(benefits=[facial(**{"for": ["sharers", "guest"]})]))
    assert use(guests, by="ana") == (
        "not_eligible",
        "facial is for: sharers, guest; name who uses it with `by`",
        {"benefit": "facial", "people": ("sharers", "guest"), "by": "ana"},
    )


def test_what_is_no_balance_is_told_so() -> None:
    assert use(enrolled(), "peel") == (
        "unknown_benefit",
        "no terms of this member have peel",
        {"benefit": "peel"},
    )
    tea = enrolled(plan(benefits=[{"id": "tea", "kind": "perk"}]))
    assert use(tea, "tea") == (
        "invalid",
        "tea is a perk; it has no balance to use",
        {"benefit": "tea"},
    )


def test_too_little_is_told_in_units_and_in_money() -> None:
    life = enrolled(plan(benefits=[facial(), BANK]))
    assert use(life, "facial", 2) == (
        "insufficient_balance",
        "facial: 2 wanted, but on 2026-01-05 only 1 was free",
        {"benefit": "facial", "wanted": 2, "free": 1},
    )
    assert use(life, "bank", 7550) == (
        "insufficient_balance",
        "bank: 75.50 wanted, but on 2026-01-05 only 50.00 was free",
        {"benefit": "bank", "wanted": 7550, "free": 5000},
    )


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"quantity": 2, "per": "calendar_month"}, "2 per calendar month"),
        ({"wait": "14 days"}, "no other use within 14 days"),
        ({"quantity": 2, "per": "12 months"}, "2 per 12 months"),
    ],
)
def test_a_limit_is_told_with_what_it_leaves(limit: dict[str, Any], words: str) -> None:
    terms = plan(benefits=[facial(quantity=5, redemption_limits=[limit])])
    life = enrolled(terms).and_(redeeming.redeem, "facial", 1).on("2026-01-06")
    left = 0 if "wait" in limit else 1
    assert use(life, "facial", 2) == (
        "limit_reached",
        f"facial: the plan allows {words}; on 2026-01-06 that leaves {left}",
        {"benefit": "facial", "left": left},
    )


def test_a_place_or_a_service_that_does_not_fit_is_told() -> None:
    away = enrolled(plan(redeem_at=["lake", "north"]))
    assert use(away, at="south") == (
        "wrong_location",
        "facial can't be used at south; the member's home is not known",
        {"at": "south", "home": None},
    )
    assert use(away)[1] == "facial can't be used at no location; the member's home is not known"
    assert use(enrolled(), visit=Visit("peel", "skin", 9000)) == (
        "not_eligible",
        "facial can't be used for peel",
        {"benefit": "facial", "service": "peel"},
    )
    part = enrolled(plan(benefits=[facial(substitution=[{"value": "90.00"}])]))
    assert use(part, visit=Visit("peel")) == (
        "invalid",
        "a unit pays a part of peel: give its price today",
        {"service": "peel"},
    )
    assert use(part, visit=Visit("peel", price=0)) == (
        "invalid",
        "peel costs nothing today: no unit is needed for it",
        {"service": "peel"},
    )


def test_an_appointment_that_can_not_be_is_told() -> None:
    life = enrolled(plan(benefits=[facial(quantity=2), {**facial(), "id": "peel"}]))
    assert keep(life, "2026-01-04") == (
        "invalid",
        "an appointment on 2026-01-04 is past",
        {"for_on": date(2026, 1, 4)},
    )
    used = life.and_(redeeming.redeem, "facial", 1, key="a")
    words = "a is used already; give the appointment a key of its own"
    assert keep(used, "2026-01-10") == ("invalid", words, {})
    kept = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-10"))
    words = "the reservation is for facial, not peel"
    assert use(kept, "peel", key="a") == ("invalid", words, {})
    words = "more than was reserved; release it and reserve anew"
    assert use(kept, "facial", 2, key="a") == ("invalid", words, {"reserved": 1})
    words = "nothing was ever reserved under b"
    assert told(kept, reserving.release, "b") == ("invalid", words, {"key": "b"})


def test_a_redemption_that_can_not_be_reversed_is_told() -> None:
    life = enrolled().and_(redeeming.redeem, "facial", 1, key="a")
    assert told(life, redeeming.reverse, "b") == (
        "invalid",
        "nothing was ever redeemed under b",
        {"key": "b"},
    )
    back = life.and_(redeeming.reverse, "a").on("2026-01-08")
    assert told(back, redeeming.reverse, "a") == (
        "already_reversed",
        "a was reversed on 2026-01-05",
        {"key": "a"},
    )


def test_a_correction_that_can_not_be_is_told() -> None:
    words = "only what is given expires, and on a later day than today"
    for quantity, expires in ((1, "2026-01-05"), (-1, "2026-02-05")):
        asked = told(enrolled(), redeeming.adjust, "facial", quantity, day(expires))
        assert asked == ("invalid", words, {})
    lived = enrolled().and_(redeeming.adjust, "facial", 1, day("2026-01-06"))
    assert lived.held() == {"facial": 2}
    assert told(lived, redeeming.adjust, "facial", -3) == (
        "insufficient_balance",
        "facial: 3 wanted, but on 2026-01-05 only 2 was free",
        {"benefit": "facial", "wanted": 3, "free": 2},
    )


def test_a_missed_visit_that_can_not_be_is_told() -> None:
    half = {"units": "forfeit", "fee": {"percent": 50}}
    terms = plan(benefits=[facial(quantity=3, no_show=half, late_cancel=half)])
    life = enrolled(terms).and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-10"))
    for ask in (visits.no_show, visits.cancel_late):
        words = "nothing was ever reserved under b"
        assert told(life, ask, "b") == ("invalid", words, {"key": "b"})
    words = "a is for 2026-01-10; release it, or wait for the day"
    assert told(life, visits.no_show, "a") == ("invalid", words, {})
    words = "the fee is a part of the visit's price; give the price"
    assert told(life, visits.cancel_late, "a") == ("invalid", words, {"key": "a"})
    missed = life.on("2026-01-10").and_(visits.no_show, "a", 10000)
    assert told(missed, visits.no_show, "a") == ("invalid", "a was missed already", {"key": "a"})
    released = life.and_(reserving.release, "a").on("2026-01-11")
    words = "a is not kept any more; there is no visit to miss"
    assert told(released, visits.no_show, "a") == ("invalid", words, {"key": "a"})
    words = "a is not kept any more; there is nothing to cancel"
    assert told(released, visits.cancel_late, "a") == ("invalid", words, {"key": "a"})


def test_an_occasion_that_gives_nothing_is_told() -> None:
    cake = facial(grants={"occasion": "birthday", "per": "calendar_year"})
    terms = plan(benefits=[cake], pause={}, dunning=[{"after": "10 days", "do": ["suspend"]}])
    life = enrolled(terms)
    assert told(life, deciding.occasion, "jubilee") == (
        "invalid",
        "the plan glow gives nothing on 'jubilee'",
        {"occasion": "jubilee"},
    )
    assert told(life.and_(pausing.pause), deciding.occasion, "birthday") == (
        "paused",
        "nothing is granted in a pause; tell of it again after its end",
        {},
    )
    ahead = enrolled(terms, anchor="2026-02-01")
    words = "nothing is granted before the first period on 2026-02-01"
    assert told(ahead, deciding.occasion, "birthday") == ("too_soon", words, {})
    owing = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-15")
    words = "nothing is granted while suspended; collect what is owed first"
    assert told(owing, deciding.occasion, "birthday") == ("suspended", words, {})
    came = life.and_(deciding.occasion, "birthday").on("2026-02-01")
    assert told(came, deciding.occasion, "birthday") == (
        "limit_reached",
        "what birthday gives was granted already, once per calendar year",
        {"occasion": "birthday", "granted_on": date(2026, 1, 5)},
    )


def test_dues_and_lots_that_staff_can_not_change_are_told() -> None:
    life = enrolled()
    on = day("2026-01-10")
    words = "no dues are owed for 2026-01-10; refund what was paid"
    assert told(life, deciding.waive, on) == ("invalid", words, {"on": on})
    past = day("2026-01-04")
    words = "no dues are billed for 2026-01-04; there is nothing to waive"
    assert told(life, deciding.waive, past) == ("invalid", words, {"on": past})
    leaves = life.and_(leaving.cancel)
    after = day("2026-02-05")
    words = "no dues are billed for 2026-02-05; there is nothing to waive"
    assert told(leaves, deciding.waive, after) == ("invalid", words, {"on": after})
    waived = life.and_(deciding.waive, after)
    again = day("2026-03-04")
    words = "the dues of the period that holds 2026-03-04 are waived already"
    assert told(waived, deciding.waive, again) == ("invalid", words, {"on": again})
    asked = told(life, deciding.extend, "facial", on, day("2026-05-05"))
    words = "no facial was granted on 2026-01-10"
    assert asked == ("invalid", words, {"granted_on": on})
    to = day("2026-02-05")
    assert told(life, deciding.extend, "facial", day("2026-01-05"), to) == (
        "invalid",
        "no facial of 2026-01-05 would live longer until 2026-02-05; give a later date",
        {"to": to, "ends": ["2026-02-05"]},
    )


def test_units_that_no_terms_turn_into_money_are_told() -> None:
    assert told(enrolled(), banking.convert, "facial", 1) == (
        "not_convertible",
        "no terms turn facial into money on request",
        {"benefit": "facial"},
    )
    terms = plan(
        benefits=[
            facial(converts={"to": "bank", "at": "90.00", "when": "on_request"}),
            {**BANK, "rollover": "unlimited"},
        ]
    )
    assert told(enrolled(terms), banking.convert, "facial", 2) == (
        "insufficient_balance",
        "facial: 2 wanted, but on 2026-01-05 only 1 was free",
        {"benefit": "facial", "wanted": 2, "free": 1},
    )
