"""Dues that are waived: which bill, how much of it, and what stays owed; occasions in a term."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import (
    collecting,
    deciding,
    leaving,
    pausing,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e

from .spec import (
    PATIENT,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    happened,
    joins,
    plan,
)

"""Dunning that leaves what is owed alone for the time of these tests."""


def waives(life: History, on: str) -> History:
    return life.when(deciding.waive, day(on))


def not_billed(life: History, on: str) -> None:
    waives(life, on).then_refused("invalid", on=day(on))
    refused = waives(life, on).refused
    assert refused is not None
    assert refused.message == f"no dues are billed for {on}; there is nothing to waive"


def nothing_owed(life: History, on: str) -> None:
    refused = waives(life, on).then_refused("invalid", on=day(on)).refused
    assert refused is not None
    assert refused.message == f"no dues are owed for {on}; refund what was paid"


def test_a_fee_of_a_cent_stays_owed_as_the_dues_beside_it_are_waived() -> None:
    life = enrolled(plan(enrollment_fee="0.01"), card=Card("insufficient_funds"))
    waives(life, "2026-01-20").then(happened(e.DuesWaived, bill=1, amount=19900))
    after = life.and_(deciding.waive, day("2026-01-20"))
    assert (after.state.owed, after.held()) == (1, {})
    nothing_owed(after, "2026-01-20")


def reported(*amounts: int, **terms: Any) -> History:
    """Charges are only told of: so much of 249.00 was paid, 50.00 of which are for joining."""
    life = given(card=None).and_(joins(plan(enrollment_fee="50.00", **terms)))
    for n, amount in enumerate(amounts, 1):
        life = life.and_(collecting.charge_succeeded, f"ch_{n}", amount, day("2026-01-05"))
    return life


def test_what_was_paid_of_a_bill_went_to_its_dues_first() -> None:
    # 30.00 of 199.00 is paid: 169.00 are waived, and the 50.00 stay owed
    waives(reported(3000), "2026-01-20").then(happened(e.DuesWaived, bill=1, amount=16900))
    assert reported(3000).and_(deciding.waive, day("2026-01-20")).state.owed == 5000
    nothing_owed(reported(19900), "2026-01-20")
    nothing_owed(reported(24900), "2026-01-20")


def test_dues_are_found_behind_a_fee_of_a_missed_visit() -> None:
    fee = facial(trigger="period_start", no_show={"fee": "50.00"})
    life = enrolled(plan(dunning=PATIENT, benefits=[fee]), card=Card("insufficient_funds"))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=date(2026, 1, 5))
    life = life.and_(visits.no_show, "a")
    assert [bill.kind for bill in life.state.bills.values()] == ["dues", "no_show_fee"]
    waived = life.and_(deciding.waive, day("2026-01-20"))
    assert [(each.bill, each.amount) for each in waived.of(e.DuesWaived)] == [(1, 19900)]
    assert waived.state.owed == 5000


def test_dues_of_an_earlier_membership_are_not_waived_in_this_one() -> None:
    card = Card("insufficient_funds")
    terms = plan(dunning=PATIENT, cancellation={"effective": "immediately"})
    left = enrolled(terms, card=card).on("2026-01-10").and_(leaving.cancel).on("2026-01-20")
    assert left.state.owed == 19900
    back = left.and_(joins(terms))
    not_billed(back, "2026-01-12")
    assert waives(back, "2026-01-25").made[0].bill == 2
    # nor before the first dues of this one are billed
    ahead = left.and_(joins(terms, starts=day("2026-02-10")))
    not_billed(ahead, "2026-01-12")
    waives(ahead, "2026-02-10").then(happened(e.WaiverRecorded, on=day("2026-02-10")))


def test_the_rest_of_a_periods_dues_is_waived_with_that_period_and_no_other() -> None:
    by_day = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
    terms = plan(cancellation=by_day, dunning=PATIENT)
    life = enrolled(terms, card=Card("insufficient_funds")).and_(leaving.cancel).on("2026-02-06")
    life = life.and_(leaving.reinstate)
    # January's 199.00; 9 of 28 days of February's, 63.96, and the rest of them, 135.04
    january = life.and_(deciding.waive, day("2026-01-20"))
    assert [(each.bill, each.amount) for each in january.of(e.DuesWaived)] == [(1, 19900)]
    february = life.and_(deciding.waive, day("2026-02-20"))
    told = [(each.bill, each.amount) for each in february.of(e.DuesWaived)]
    assert told == [(2, 6396), (3, 13504)]


def test_dues_to_come_are_waived_from_the_first_day_on() -> None:
    ahead = given().and_(joins(plan(anchor={"day": 15}), starts=day("2026-02-01")))
    not_billed(ahead, "2026-01-31")
    waives(ahead, "2026-02-01").then(happened(e.WaiverRecorded, on=day("2026-02-01")))
    # 14 of 31 days to the 15th, 89.87; then whole months
    billed = ahead.and_(deciding.waive, day("2026-02-10")).on("2026-02-16")
    assert [each.amount for each in billed.of(e.DuesWaived)] == [8987]


def test_a_period_that_a_pause_left_out_has_no_dues_to_waive() -> None:
    life = enrolled(plan(pause={})).and_(pausing.pause, day("2026-02-20")).on("2026-02-20")
    not_billed(life, "2026-02-10")
    part = given().and_(joins(plan(pause={}, anchor={"day": 15}), starts=day("2026-02-01")))
    part = part.and_(pausing.pause, day("2026-02-10"), day("2026-02-01")).on("2026-02-12")
    assert [(each.n, each.start) for each in part.of(e.PeriodSkipped)] == [(-1, date(2026, 2, 1))]
    not_billed(part, "2026-02-05")


def treated(per: str) -> History:
    grants = {"occasion": "birthday", "per": per}
    treat = {"id": "treat", "kind": "service_credit", "quantity": 1, "grants": grants}
    life = enrolled(plan(term={"cycles": 2}, benefits=[treat])).on("2026-02-04")
    return life.and_(deciding.occasion, "birthday")


def test_an_occasion_comes_once_in_the_period_or_the_term_that_holds_its_day() -> None:
    period, term = treated("cycle"), treated("term")
    period.when(deciding.occasion, "birthday").then_refused("limit_reached")
    period.on("2026-02-05").when(deciding.occasion, "birthday").then(happened(e.Granted))
    term.on("2026-03-04").when(deciding.occasion, "birthday").then_refused(
        "limit_reached", granted_on=date(2026, 2, 4)
    )
