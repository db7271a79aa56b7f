"""What a paid bill is split into, what is owed after fees, and which money goes back first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    changing,
    collecting,
    deciding,
    leaving,
    pausing,
    refunding,
)
from memberledger.aggregates.member import events as e

from .spec import (
    FEBRUARY,
    JANUARY,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)

SPLIT: dict[str, Any] = {"method": "allocated", "access": "20.00", "at_charge": "30.00"}


def settled(life: History, bill: int) -> dict[str, Any]:
    (event,) = (each for each in life.of(e.BillSettled) if each.bill == bill)
    told = {name: getattr(event, name) for name in type(event).model_fields}
    left_out = {"recorded_at", "actor", "reason", "key", "request", "bill", "effective_on"}
    return {k: v for k, v in told.items() if v not in (None, 0, ()) and k not in left_out}


def test_a_part_of_the_dues_may_be_earned_as_they_are_charged() -> None:
    peel = facial(standalone_price="150.00")
    life = enrolled(plan(price="200.00", benefits=[peel], recognition=SPLIT))
    # 150.00 to 30.00 to 20.00
    assert settled(life, 1) == {
        "method": "allocated",
        "access": 2000,
        "access_start": JANUARY,
        "access_end": FEBRUARY,
        "shares": (("facial", 15000),),
        "fees": (("at_charge", 3000),),
        "policy": "recognition.allocated/2",
    }


def test_an_enrollment_fee_is_earned_until_the_commitment_ends() -> None:
    for terms, end in (({}, FEBRUARY), ({"term": {"cycles": 3}}, date(2026, 4, 5))):
        told = settled(enrolled(plan(enrollment_fee="50.00", **terms)), 1)
        assert (told["enrollment"], told["enrollment_start"]) == (5000, JANUARY)
        assert told["enrollment_end"] == end
    assert "enrollment_start" not in settled(enrolled(plan(term={"cycles": 3})), 1)
    assert "enrollment_end" not in settled(enrolled(plan(term={"cycles": 3})), 1)


@pytest.mark.parametrize("method", ["ratable", "allocated"])
def test_a_fee_of_a_pause_and_the_rest_of_dues_are_earned_by_the_day(method: str) -> None:
    terms = {"recognition": {"method": method}, "benefits": [facial(standalone_price="90.00")]}
    pause = plan(pause={"fee": {"amount": "10.00", "per": "pause"}}, **terms)
    life = enrolled(pause).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
    told = settled(life, 2)
    assert (told["access"], told["access_start"], told["access_end"]) == (
        1000,
        date(2026, 1, 10),
        date(2026, 1, 20),
    )
    assert sum(part for _, part in told.get("shares", ())) == 0
    by_day = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
    life = enrolled(plan(cancellation=by_day, **terms)).and_(leaving.cancel).on("2026-02-06")
    told = settled(life.and_(leaving.reinstate), 3)
    # of 199.00 for 28 days 9 days were billed, 63.96
    assert (told["access"], told["access_start"], told["access_end"]) == (
        13504,
        date(2026, 2, 14),
        date(2026, 3, 5),
    )


def test_what_came_before_it_was_paid_catches_up() -> None:
    grants = facial(trigger="period_start", standalone_price="90.00", grants="2 weeks")
    terms = plan(benefits=[grants], recognition={"method": "allocated"})
    life = enrolled(terms, card=None).on("2026-01-20")
    assert sorted(life.state.lots) == [1, 2]
    paid = life.and_(
        lambda work: collecting.charge_succeeded(work, "c", 19900, day("2026-01-20"), None)
    )
    # three facials in January's period: two came, the third is still to come
    told = settled(paid, 1)
    assert told["caught_up"] == ((1, 6634), (2, 6633))
    assert told["shares"] == (("facial", 6633),)
    assert [lot.share for lot in paid.state.lots.values()] == [6634, 6633]


def test_what_a_change_costs_is_earned_by_the_day_where_dues_are() -> None:
    gold = plan(id="gold", price="299.00", benefits=[facial(quantity=3)], upgrade={"when": "now"})
    life = enrolled().on("2026-01-21").and_(changing.change_plan, gold)
    told = settled(life, 2)
    assert told["access"] == 4839
    assert "shares" not in told
    assert life.held() == {"facial": 3}


@pytest.mark.parametrize("action", ["late_fee", "returned_payment_fee"])
def test_a_fee_that_comes_twice_is_owed_twice_with_its_tax(action: str) -> None:
    terms = plan(
        dunning=[{"after": "3 days", "do": [action]}, {"after": "6 days", "do": [action]}],
        tax={"rate": "10", "on": ["fees"]},
        **{action: "25.00"},
    )
    life = enrolled(terms, card=Card("insufficient_funds"))
    assert life.on("2026-01-09").state.owed == 19900 + 2500 + 250
    assert life.on("2026-01-12").state.owed == 19900 + 5000 + 500


def test_a_review_that_was_asked_for_stays_asked_for() -> None:
    steps = [
        {"after": "3 days", "do": ["notify_email"]},
        {"after": "6 days", "do": ["review"]},
        {"after": "9 days", "do": ["notify_email"]},
    ]
    life = enrolled(plan(dunning=steps), card=Card("insufficient_funds"))
    reviews = []
    for on in ("2026-01-09", "2026-01-12", "2026-01-15"):
        run = life.on(on).state.dunning
        assert run is not None
        reviews.append(run.review)
    assert reviews == [False, True, True]


def test_each_waiver_is_of_its_own_period() -> None:
    life = enrolled().and_(deciding.waive, FEBRUARY).and_(deciding.waive, date(2026, 3, 5))
    assert [each.bill for each in life.on("2026-03-06").of(e.DuesWaived)] == [2, 3]


def overpaid() -> History:
    """Two reported payments beyond what is owed, 5.00 and 3.00."""
    life = enrolled()
    for charge, amount in (("c1", 500), ("c2", 300)):
        life = life.and_(collecting.charge_succeeded, charge, amount, JANUARY)
    return life


def test_a_charge_tells_what_of_it_is_credit() -> None:
    charges = overpaid().state.charges
    assert [(charges[c].credited, charges[c].unapplied) for c in ("c1", "c2")] == [
        (500, 0),
        (300, 0),
    ]


@pytest.mark.parametrize(
    ("charge", "amount", "left"),
    [
        ("c1", None, [("c2", 300)]),
        ("c2", None, [("c1", 500)]),
        ("c1", 100, [("c1", 400), ("c2", 300)]),
        ("c2", 100, [("c1", 500), ("c2", 200)]),
    ],
)
def test_a_refund_takes_the_credit_of_its_own_charge(
    charge: str, amount: int | None, left: list[tuple[str, int]]
) -> None:
    life = overpaid()
    found = refunding.find_charge(life.state, charge, None)
    after = life.and_(refunding.refund, found, amount)
    assert after.state.credits == left


# Asking to leave where a term runs


def asked(at_end: str, on: str, **cancellation: Any) -> tuple[date, bool, bool]:
    """The end of a term of three, 5 April, and a request: (day, at a period's end, at a term's)."""
    terms = plan(term={"cycles": 3, "at_end": at_end}, cancellation=cancellation)
    life = enrolled(terms).on(on).and_(leaving.cancel)
    (event,) = life.of(e.CancellationRequested)
    return event.ends_on, event.at_period_end, bool(event.at_term_end)


@pytest.mark.parametrize(
    ("at_end", "on", "notice", "ends_on", "at"),
    [
        ("renew", "2026-02-01", "60 days", "2026-04-05", "term"),
        # 20 February and 60 days are 21 April: the term that follows ends on 5 July
        ("renew", "2026-02-20", "60 days", "2026-07-05", "term"),
        # where no other term follows, the first period's end after the notice
        ("month_to_month", "2026-02-20", "60 days", "2026-05-05", "period"),
        # where the term ends it, no notice makes it longer
        ("end", "2026-02-20", "60 days", "2026-04-05", "term"),
        ("opt_in", "2026-02-20", "60 days", "2026-04-05", "term"),
    ],
)
def test_an_end_at_the_terms_end(at_end: str, on: str, notice: str, ends_on: str, at: str) -> None:
    told = asked(at_end, on, effective="term_end", notice=notice)
    assert told == (day(ends_on), at == "period", at == "term")


def test_an_end_at_a_periods_end_is_no_later_than_the_terms() -> None:
    assert asked("end", "2026-03-01", notice="10 days") == (day("2026-04-05"), True, False)
    assert asked("end", "2026-03-01", notice="60 days") == (day("2026-04-05"), False, True)
    assert asked("renew", "2026-03-01", notice="60 days") == (day("2026-05-05"), True, False)


def test_an_end_at_the_terms_end_moves_with_the_pause_that_extends_it() -> None:
    terms = plan(
        term={"cycles": 3, "at_end": "renew"},
        cancellation={"effective": "term_end"},
        pause={"billing": "skip", "term": "extended"},
    )
    life = enrolled(terms).on("2026-02-01").and_(pausing.pause, day("2026-02-20"))
    life = life.on("2026-02-10").and_(leaving.cancel)
    (event,) = life.of(e.CancellationRequested)
    # one period is skipped: asked for the end as it stands, which the pause then moves
    assert event.ends_on == date(2026, 4, 5)
    (resumed,) = life.on("2026-02-21").of(e.Resumed)
    assert (resumed.term_ends_on, resumed.ends_on) == (date(2026, 5, 5), date(2026, 5, 5))


def test_who_has_not_begun_leaves_on_the_first_day_and_later_with_the_first_part() -> None:
    sold = given().and_(joins(plan(anchor={"day": 1}), starts=day("2026-01-10")))
    before = sold.and_(leaving.cancel).of(e.CancellationRequested)[0]
    assert (before.ends_on, before.at_period_end) == (date(2026, 1, 10), True)
    first = sold.on("2026-01-12").and_(leaving.cancel).of(e.CancellationRequested)[0]
    assert (first.ends_on, first.at_period_end) == (date(2026, 2, 1), True)
