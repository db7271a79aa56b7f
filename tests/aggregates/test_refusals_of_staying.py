"""What is told to who can't join, pause, change, leave or get money back: words and facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    amending,
    changing,
    collecting,
    enrolling,
    erasing,
    leaving,
    pausing,
    refunding,
    term,
    transferring,
)
from memberledger.aggregates.member.work import Conduct, Stamp, Work

from .spec import Asking, Card, History, day, enrolled, facial, given, joins, plan

Told = tuple[str, str, dict[str, Any]]
AT_ONCE = {"effective": "immediately"}
OWING = enrolled(
    plan(pause={}, dunning=[{"after": "10 days", "do": ["suspend"]}]),
    card=Card("insufficient_funds"),
)


def told(life: History, asking: Asking, *args: Any, **details: Any) -> Told:
    """The refusal of something that is asked today: code, message, facts."""
    refused = life.when(asking, *args, **details).refused
    assert refused is not None
    return refused.reason, refused.message, refused.facts


def join(life: History, terms: Any = None, **details: Any) -> Told:
    return told(life, joins(terms or plan(), **details))


def test_who_can_not_join_is_told_why() -> None:
    new = given()
    words = "ana is enrolled already; change the plan instead"
    assert join(enrolled()) == ("invalid", words, {})
    yesterday = date(2026, 1, 4)
    words = "a membership starts today or later"
    assert join(new, starts=yesterday) == ("invalid", words, {"starts": yesterday})
    words = "the first billing date can't be before the membership starts"
    assert join(new, anchor="2026-01-04") == ("invalid", words, {})
    assert join(new, anchor="2026-01-09", starts=day("2026-01-10")) == ("invalid", words, {})
    left = enrolled(plan(cancellation=AT_ONCE)).and_(leaving.cancel)
    once = plan(reenrollment={"allowed": False})
    words = "the plan glow does not take back who has left; choose another plan"
    assert join(left, once) == ("not_allowed", words, {"ended_on": date(2026, 1, 5)})
    erased = left.and_(erasing.erase)
    words = "ana was erased; enroll under a new reference"
    assert join(erased) == ("not_allowed", words, {})
    lake = plan(sold_at=["lake"])
    words = "glow is sold at lake, not at south"
    assert join(new, lake, home="south") == ("not_on_sale", words, {"plan": "glow", "at": "south"})


def test_who_can_not_be_erased_is_told_why() -> None:
    words = "ana is a member; end the membership before erasing"
    assert told(enrolled(), erasing.erase) == ("invalid", words, {})
    owing = plan(cancellation=AT_ONCE)
    left = enrolled(owing, card=Card("insufficient_funds")).and_(leaving.cancel)
    words = "ana owes money; collect it or write it off before erasing"
    assert told(left, erasing.erase) == ("invalid", words, {})


def test_a_share_that_can_not_be_is_told() -> None:
    words = "a member needs no share of their own membership"
    assert told(enrolled(plan(sharing={})), enrolling.share, "ana") == ("invalid", words, {})
    words = "the plan glow can't be shared"
    assert told(enrolled(), enrolling.share, "bo") == ("not_shared", words, {})
    two = plan(sharing={"add_on_members": 2})
    full = enrolled(two).and_(enrolling.share, "bo").and_(enrolling.share, "cy")
    words = "the plan shares with at most 2"
    assert told(full, enrolling.share, "di") == ("not_shared", words, {})
    late = enrolled(plan(sharing={"after_cycles": 3})).on("2026-03-06")
    words = "sharing begins after 3 paid periods in a row"
    facts = {"needed": 3, "paid": 2}
    assert told(late, enrolling.share, "bo") == ("too_soon", words, facts)


def test_a_membership_that_is_over_is_told_with_its_day() -> None:
    over = enrolled(plan(cancellation=AT_ONCE, pause={})).and_(leaving.cancel).on("2026-01-09")
    expected = (
        "cancelled",
        "the membership ended on 2026-01-05",
        {"ended_on": date(2026, 1, 5)},
    )
    for ask in (leaving.cancel, leaving.reinstate, pausing.pause, pausing.resume, term.renew):
        assert told(over, ask) == expected


def pause(life: History, **details: Any) -> Told:
    return told(life, pausing.pause, **{name: day(text) for name, text in details.items()})


def test_a_pause_that_can_not_be_is_told() -> None:
    life = enrolled(plan(pause={}))
    words = "a pause ends on a later day; give `until` after its first day"
    assert pause(life, until="2026-01-05") == ("invalid", words, {})
    assert pause(life, until="2026-01-10", from_on="2026-01-10") == ("invalid", words, {})
    words = "a pause begins today or later; give `from` from today on"
    assert pause(life, from_on="2026-01-04") == ("invalid", words, {})
    words = "the membership is paused already; resume it first"
    assert pause(life.and_(pausing.pause)) == ("paused", words, {})
    words = "the plan glow can't be paused"
    assert pause(enrolled()) == ("pause_not_allowed", words, {})
    words = "the membership is not paused"
    assert told(life, pausing.resume) == ("invalid", words, {})
    assert pause(OWING) == (
        "past_due",
        "dues are owed; collect them before the pause",
        {"owed": 19900},
    )
    words = "a suspended membership can't be paused; collect what is owed"
    suspended = told(OWING.on("2026-01-15"), pausing.pause, waived="kindness")
    assert suspended == ("suspended", words, {})


def test_a_pause_before_its_time_is_told_with_the_day_it_can_have() -> None:
    ahead = given().and_(joins(plan(pause={}), starts=day("2026-02-01")))
    assert pause(ahead, from_on="2026-01-31") == (
        "too_soon",
        "the membership starts on 2026-02-01; a pause begins then at the earliest",
        {"earliest": date(2026, 2, 1)},
    )
    notice = enrolled(plan(pause={"notice": "14 days"}))
    assert pause(notice, from_on="2026-01-18") == (
        "notice_too_short",
        "a pause is asked for 14 days ahead; the first day it can have is 2026-01-19",
        {"possible": date(2026, 1, 19), "wanted": date(2026, 1, 18)},
    )
    assert pause(notice, until="2026-01-19") == (
        "invalid",
        "the pause begins on 2026-01-19; give `until` after that day",
        {},
    )
    row = enrolled(plan(pause={"after_cycles": 3})).on("2026-03-06")
    assert pause(row) == (
        "too_soon",
        "a pause needs 3 paid periods in a row; 2 will be over by 2026-03-06",
        {"needed": 3, "paid": 2},
    )


def test_a_pause_beyond_its_limits_is_told_with_the_last_day() -> None:
    once = plan(pause={"limits": [{"times": 1, "per": "12 months"}]})
    paused = enrolled(once).and_(pausing.pause).on("2026-01-10").and_(pausing.resume)
    words = "the plan allows pauses 1 in 12 months, and they are used up"
    assert pause(paused.on("2026-01-11")) == ("pause_limit", words, {})
    ten = plan(pause={"limits": [{"length": "10 days", "per": "membership"}]})
    words = "the plan allows pauses of 10 days in all, and they are used up"
    rested = enrolled(ten).and_(pausing.pause).on("2026-01-20")
    assert pause(rested) == ("pause_limit", words, {})
    month = enrolled(plan(pause={"max_length": "1 month"}))
    assert pause(month, until="2026-02-06") == (
        "pause_limit",
        "a pause lasts at most 1 month: until 2026-02-05",
        {"latest": date(2026, 2, 5), "until": date(2026, 2, 6)},
    )


def test_a_change_that_can_not_be_is_told() -> None:
    gold = plan(id="gold", price="299.00")
    life = enrolled(plan(pause={}))
    words = "give a day to come, and not `now`; or leave the day out"
    for when, from_on in (("now", "2026-02-01"), (None, "2026-01-04")):
        asked = told(life, changing.change_plan, gold, when, day(from_on))
        assert asked == ("invalid", words, {})
    words = (
        "a change now waits until what is owed is paid; collect it, or change at the next period"
    )
    assert told(OWING, changing.change_plan, gold) == ("past_due", words, {"owed": 19900})
    words = "a paused membership changes at the next period; resume it first"
    assert told(life.and_(pausing.pause), changing.change_plan, gold) == ("paused", words, {})
    bank = {"id": "bank", "kind": "value_credit", "amount": "50.00"}
    converts = {"converts": {"facial": "bank"}}
    mixed = plan(id="gold", price="299.00", benefits=[bank], upgrade=converts)
    words = "facial can't become bank: the one is units, the other money; "
    words += "correct what the plan converts"
    facts = {"benefit": "facial", "to": "bank"}
    assert told(life, changing.change_plan, mixed) == ("invalid", words, facts)


def amend(life: History, terms: Any, from_on: str, notified: str | None = None) -> Told:
    known = day(notified) if notified else None
    return told(life, amending.amend, terms, day(from_on), known)


def test_an_amendment_that_can_not_be_is_told() -> None:
    life = enrolled(state="US-CA")
    words = "an amendment is another version of the member's own plan"
    for other in (plan(), plan(id="gold", version=2)):
        assert amend(life, other, "2026-02-05") == ("invalid", words, {})
    words = "other billing dates are a change of plan, not an amendment"
    weekly = plan(version=2, cycle="1 week")
    assert amend(life, weekly, "2026-02-05") == ("invalid", words, {})
    dearer = plan(version=2, price="249.00")
    told_of = {"notified_on": None, "takes_effect": date(2026, 2, 5), "possible": None}
    words = "the notice of None does not fit a change on 2026-02-05; send the notice first"
    assert amend(life, dearer, "2026-02-05") == ("notice_too_short", words, told_of)
    words = "the notice of 2026-01-30 does not fit a change on 2026-02-05; 2026-02-06 would do"
    facts = {
        "notified_on": date(2026, 1, 30),
        "takes_effect": date(2026, 2, 5),
        "possible": date(2026, 2, 6),
    }
    assert amend(life, dearer, "2026-02-01", "2026-01-30") == ("notice_too_short", words, facts)
    words = "a price of their own was agreed with ana; amend them by name"
    own = given().and_(joins(plan(), price=14900))
    assert told(own, amending.must_have_list_price) == ("agreed_price", words, {})


def test_an_end_that_can_not_be_is_told() -> None:
    committed = plan(term={"cycles": 6, "at_end": "end"}, cancellation={"notice": "30 days"})
    life = enrolled(committed)
    leaves = life.and_(leaving.cancel)
    words = "the membership is ending already; reinstate it before asking anew"
    assert told(leaves, leaving.cancel) == ("invalid", words, {"ends_on": date(2026, 2, 5)})
    words = "a membership ends today or later; choose a later day"
    assert told(life, leaving.cancel, ends_on=day("2026-01-04")) == ("invalid", words, {})
    words = "the term ends the membership on 2026-07-05 already"
    assert told(life, leaving.cancel, ends_on=day("2026-07-06")) == (
        "invalid",
        words,
        {"ends_on": date(2026, 7, 5)},
    )
    words = "the terms end the membership on 2026-02-05; choose a later day, or waive the fee"
    assert told(life, leaving.cancel, ends_on=day("2026-02-04")) == (
        "too_soon",
        words,
        {"earliest": date(2026, 2, 5)},
    )
    words = "the membership is not ending; there is nothing to take back"
    assert told(life, leaving.reinstate) == ("invalid", words, {})


def test_a_renewal_that_can_not_be_is_told() -> None:
    words = "the plan glow has no term that is renewed by asking (opt_in)"
    for terms in (plan(), plan(term={"cycles": 6, "at_end": "renew"})):
        assert told(enrolled(terms), term.renew) == ("invalid", words, {})
    asking = enrolled(plan(term={"cycles": 6, "at_end": "opt_in"}))
    words = "the membership is ending; reinstate it before its term is renewed"
    leaves = asking.and_(leaving.cancel)
    assert told(leaves, term.renew) == ("invalid", words, {"ends_on": date(2026, 2, 5)})


def test_money_that_can_not_go_back_is_told() -> None:
    life = enrolled()
    s = life.state

    def find(charge: str | None, on: str | None) -> Told:
        return told(
            life,
            lambda _work: refunding.find_charge(s, charge, day(on) if on else None),
        )

    words = "name the charge either by `charge` or by `charged_on`"
    assert find(None, None) == ("invalid", words, {})
    assert find("ch_1_1", "2026-01-05") == ("invalid", words, {})
    assert find("ch_9", None) == (
        "invalid",
        "no paid charge for ch_9; name one charge by its id",
        {"charge": "ch_9", "charged_on": None},
    )
    assert find(None, "2026-01-04") == (
        "invalid",
        "no paid charge for 2026-01-04; name one charge by its id",
        {"charge": None, "charged_on": date(2026, 1, 4)},
    )
    assert refunding.find_charge(s, None, day("2026-01-05")).id == "ch_1_1"
    charge = refunding.find_charge(s, "ch_1_1", None)
    for amount in (19901, 0, -1):
        assert told(life, refunding.refund, charge, amount) == (
            "amount_exceeds_charge",
            "a charge can't give back more than is left of it",
            {"left": 19900, "amount": amount},
        )


@pytest.mark.parametrize("paid", [True, False])
def test_a_charge_that_is_told_with_another_amount_is_told_back(paid: bool) -> None:
    life = given(card=None).and_(joins(plan()))
    on = day("2026-01-05")
    words = "charge ch_1 is known with another amount; a charge has one amount"
    facts = {"charge": "ch_1", "known": 19900, "amount": 19901}
    if paid:
        known = life.and_(collecting.charge_succeeded, "ch_1", 19900, on)
    else:
        known = life.and_(collecting.charge_failed, "ch_1", 19900, "lost_card", on)
        again = told(known, collecting.charge_failed, "ch_1", 19901, "lost_card", on)
        assert again == ("key_reused", words, facts)
    assert told(known, collecting.charge_succeeded, "ch_1", 19901, on) == (
        "key_reused",
        words,
        facts,
    )


# Gifts

SHARES = {"transferable": {"limits": [{"quantity": 2, "per": "12 months"}]}}


def give(giver: History, quantity: int = 1, benefit: str = "facial") -> Told:
    """What is told to who gives units to Bo, who has just joined."""
    bo = given().and_(joins(plan(), member="bo")).state
    stamp = Stamp(recorded_at=giver.events[0].recorded_at)

    def act(work: Work) -> None:
        other = Work(bo, stamp, work.today, Conduct())
        transferring.give(work, other, benefit, quantity, lambda _lot, _units: 0)

    return told(giver, act)


def test_a_gift_that_can_not_be_is_told() -> None:
    words = "no terms let facial be given away"
    assert give(enrolled()) == ("not_transferable", words, {"benefit": "facial"})
    gives = plan(pause={}, benefits=[facial(quantity=3, **SHARES)])
    words = "nothing is given away in a pause"
    assert give(enrolled(gives).and_(pausing.pause)) == ("paused", words, {})
    dunning = [{"after": "10 days", "do": ["suspend"]}]
    terms = plan(dunning=dunning, benefits=[facial(**SHARES)])
    owing = enrolled(terms, card=Card("insufficient_funds"))
    words = "what is owed must be paid before units are given away"
    assert give(owing) == ("past_due", words, {})
    assert give(owing.on("2026-01-15")) == ("suspended", words, {})
    words = "facial can be given away 2 per 12 months"
    assert give(enrolled(gives), 3) == ("limit_reached", words, {"benefit": "facial"})
    apart = {"transferable": {"limits": [{"wait": "7 days"}]}}
    one = enrolled(plan(benefits=[facial(**apart)]))
    assert give(one, 2) == (
        "insufficient_balance",
        "facial: 2 wanted, but on 2026-01-05 only 1 was free",
        {"benefit": "facial", "wanted": 2, "free": 1},
    )
    words = "no terms of this member have peel"
    assert give(one, 1, "peel") == ("unknown_benefit", words, {"benefit": "peel"})
