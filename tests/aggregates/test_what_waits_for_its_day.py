"""What waits for its day: a change of plan, an amendment, the end of a term, as it is known now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    amending,
    changing,
    coming,
    enrolling,
    leaving,
    pausing,
    reserving,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_bill

from .spec import (
    FEBRUARY,
    JANUARY,
    MARCH,
    Asking,
    History,
    day,
    enrolled,
    facial,
    plan,
)

APRIL = date(2026, 4, 5)
SOON: dict[str, Any] = {"upgrade": {"when": "next_period"}, "downgrade": {"when": "next_period"}}
SKIP: dict[str, Any] = {"pause": {"billing": "skip"}}


def gold(from_on: str | None = None, **facts: Any) -> Asking:
    """A change to Gold, 299.00, at the next period or the first one from a day on."""
    to = plan(**{**SOON, "id": "gold", "price": "299.00", **facts})
    return lambda work: changing.change_plan(work, to, None, day(from_on) if from_on else None)


def pause(until: str, from_on: str | None = None) -> Asking:
    return lambda work: pausing.pause(work, day(until), day(from_on) if from_on else None)


def dearer(from_on: str, **facts: Any) -> Asking:
    """The next version of the plan, at 249.00."""
    new = plan(version=2, price="249.00", **facts)
    return lambda work: amending.amend(work, new, day(from_on), None)


def changes(life: History) -> list[tuple[str, date]]:
    kinds = (e.Upgraded, e.TermsAmended)
    return [
        (type(each).__name__, each.effective_on) for each in life.events if isinstance(each, kinds)
    ]


# A change of plan


def test_a_change_comes_on_the_billing_date_whatever_falls_due_before() -> None:
    life = enrolled().and_(gold())
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    early = life.on("2026-02-04")
    assert [each.effective_on for each in early.of(e.ReservationReleased)] == [date(2026, 1, 21)]
    assert changes(early) == []
    assert changes(life.on("2026-02-06")) == [("Upgraded", FEBRUARY)]


def test_a_change_comes_on_the_day_it_is_asked_for_where_a_period_begins_then() -> None:
    assert changes(enrolled().and_(gold("2026-03-05")).on("2026-03-06")) == [("Upgraded", MARCH)]


def test_a_change_before_the_first_part_waits_for_the_first_billing_date() -> None:
    """On 1 January, a month before that date, only what is left of an earlier membership lapses."""
    first = plan(
        cancellation={"effective": "immediately", "after_end": {"usable_for": "30 days"}},
        benefits=[facial(rollover="unlimited")],
    )
    life = enrolled(first, on="2025-12-01").on("2025-12-02").and_(leaving.cancel)
    back = plan(anchor={"day": 1})
    life = life.on("2025-12-20").and_(
        lambda work: enrolling.enroll(
            work,
            practice="main",
            member="ana",
            plan=back,
            currency="USD",
            starts=day("2026-01-10"),
        )
    )
    life = life.and_(gold(anchor={"day": 1}))
    assert [each.effective_on for each in life.on("2026-01-02").of(e.Lapsed)] == [date(2026, 1, 1)]
    assert changes(life.on("2026-02-02")) == [("Upgraded", date(2026, 2, 1))]


def test_a_change_waits_for_the_date_that_a_pause_moves() -> None:
    """January's facial lapses on 5 February in the pause; the dates move by 31 days."""
    terms = plan(pause={"billing": "shift", "expiry": "running"})
    life = enrolled(terms).on("2026-01-20").and_(gold()).and_(pause("2026-02-20"))
    early = life.on("2026-02-19")
    assert [each.effective_on for each in early.of(e.Lapsed)] == [FEBRUARY]
    assert changes(early) == []
    assert changes(life.on("2026-03-09")) == [("Upgraded", date(2026, 3, 8))]


def test_a_change_does_not_come_on_the_day_it_is_over() -> None:
    life = enrolled().and_(gold()).and_(leaving.cancel).on("2026-02-06")
    assert (changes(life), life.state.ended_on) == ([], FEBRUARY)


def test_an_amendment_keeps_the_price_on_sale_beside_the_one_agreed() -> None:
    agreed = plan(version=2, price="149.00")
    life = enrolled().and_(amending.amend, agreed, FEBRUARY, None, 17900).on("2026-02-06")
    (amended,) = life.of(e.TermsAmended)
    assert (amended.plan.price, amended.list_price) == (14900, 17900)


def test_a_dearer_price_waits_for_the_terms_end_that_a_pause_has_moved() -> None:
    terms = {"pause": {"billing": "skip", "term": "extended"}, "term": {"cycles": 3}}
    life = enrolled(plan(**terms)).and_(dearer("2026-04-05", **terms))
    life = life.on("2026-01-20").and_(pause("2026-02-20"))
    assert changes(life.on("2026-05-06")) == [("TermsAmended", date(2026, 5, 5))]


def test_an_amendment_and_then_a_change_both_come_in_a_pause() -> None:
    life = enrolled(plan(**SKIP)).and_(dearer("2026-03-05", **SKIP)).and_(gold("2026-04-05"))
    life = life.on("2026-02-10").and_(pause("2026-04-20"))
    told = next_bill(life.state)
    assert told is not None
    assert (told.on, told.plan.id, told.asked) == (date(2026, 5, 5), "gold", 29900)
    life = life.on("2026-05-06")
    assert changes(life) == [("TermsAmended", MARCH), ("Upgraded", APRIL)]
    assert life.of(e.DuesBilled)[-1].dues == 29900


def test_the_terms_of_a_day_ahead() -> None:
    waits = enrolled().and_(gold())
    assert [coming.plan_at(waits.state, on).id for on in (day("2026-02-04"), FEBRUARY)] == [
        "glow",
        "gold",
    ]
    stub = enrolled(plan(anchor={"day": 1})).and_(gold(anchor={"day": 1}))
    first, then = (coming.plan_at(stub.state, day(on)) for on in ("2026-01-31", "2026-02-01"))
    assert (first.id, then.id) == ("glow", "gold")
    amended = enrolled().and_(dearer("2026-02-05"))
    first, then = (coming.plan_at(amended.state, on) for on in (day("2026-02-04"), FEBRUARY))
    assert (first.version, then.version) == (1, 2)


# What a change converts


def converted(life: History) -> list[tuple[int, str, int, int]]:
    lots = [lot for each in life.of(e.LotsConverted) for lot in each.lots]
    return [(lot.lot, lot.benefit, lot.quantity, lot.share) for lot in lots]


def test_money_becomes_other_money_beside_what_stays_as_it_is() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "50.00"}
    purse = {"id": "purse", "kind": "value_credit", "amount": "80.00"}
    life = enrolled(plan(benefits=[facial(), bank]))
    life = life.and_(gold(benefits=[purse], upgrade={"when": "now", "converts": {"bank": "purse"}}))
    assert converted(life) == [(2, "purse", 5000, 0)]
    assert life.held() == {"facial": 1, "purse": 8000}


def test_what_is_kept_for_an_appointment_is_not_converted() -> None:
    life = enrolled().and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    rules = {"when": "now", "converts": {"facial": "peel"}}
    made = life.when(gold(benefits=[facial(id="peel")], upgrade=rules)).made
    assert [type(event) for event in made] == [e.Upgraded, e.Charged, e.BillSettled]


def test_what_is_converted_later_takes_the_money_that_was_left() -> None:
    """Three of four facials become peels with 149.25, the fourth later with its 49.75."""
    rules = {"when": "now", "converts": {"facial": "peel"}}
    split = {"recognition": {"method": "allocated"}}
    peel = facial(id="peel", quantity=4)
    life = enrolled(plan(benefits=[facial(quantity=4, standalone_price="60.00")], **split))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    life = life.and_(gold(price="199.00", benefits=[peel], upgrade=rules))
    life = life.and_(reserving.release, "a")
    life = life.and_(gold(id="top", price="199.00", benefits=[peel], upgrade=rules))
    assert converted(life) == [(1, "peel", 3, 14925), (1, "peel", 1, 4975)]


def test_units_that_have_become_money_meanwhile_stay_what_they_are() -> None:
    """When the change is asked for there is no treat; the amendment makes treats money."""
    facials = facial(rollover="unlimited")
    treat = {"id": "treat", "kind": "value_credit", "amount": "20.00", "rollover": "unlimited"}
    rules = {"when": "next_period", "converts": {"facial": "peel", "treat": "peel"}}
    life = enrolled(plan(benefits=[facials]))
    life = life.and_(gold("2026-03-05", benefits=[facial(id="peel")], upgrade=rules))
    life = life.and_(dearer("2026-02-05", benefits=[treat, facials])).on("2026-03-06")
    assert converted(life) == [(1, "peel", 1, 0), (3, "peel", 1, 0)]
    assert life.held() == {"peel": 3, "treat": 2000}


# The end of a term


def test_a_term_that_goes_on_month_by_month_ends_without_a_word() -> None:
    life = enrolled(plan(term={"cycles": 1, "at_end": "month_to_month"})).on("2026-02-05")
    assert coming.running_term_end(life.state) == FEBRUARY
    assert coming.running_term_end(life.on("2026-03-06").state) is None
    assert life.on("2026-03-06").of(e.TermEnded) == []


@pytest.mark.parametrize("at_end", ["renew", "end"])
def test_an_end_asked_for_on_the_terms_last_day_is_that_end_and_nothing_else(at_end: str) -> None:
    terms = plan(term={"cycles": 1, "at_end": at_end}, benefits=[])
    life = enrolled(terms).and_(leaving.cancel, ends_on=FEBRUARY).on("2026-02-06")
    later = [event for event in life.events if event.effective_on == FEBRUARY]
    assert [(type(event), event.cause) for event in later if isinstance(event, e.Cancelled)] == [
        (e.Cancelled, "requested")
    ]
    assert len(later) == 1


def test_a_pause_holds_only_a_term_that_it_will_move() -> None:
    def paused(cycles: int, billing: str, **facts: Any) -> History:
        terms = {"billing": billing, "term": "extended", **facts}
        return enrolled(plan(term={"cycles": cycles}, pause=terms))

    shift = paused(2, "shift").on("2026-01-20").and_(pause("2026-02-20"))
    assert coming.term_waits(shift.state)
    assert coming.term_end_ahead(shift.state, JANUARY) == date(2026, 4, 5)
    skip = paused(2, "skip").on("2026-01-20").and_(pause("2026-02-20"))
    assert not coming.term_waits(skip.state)
    assert coming.term_waits(skip.on("2026-02-06").state)
    stands = paused(2, "shift", term="unchanged").on("2026-01-20").and_(pause("2026-02-20"))
    assert not coming.term_waits(stands.state)
    assert coming.term_end_ahead(stands.state, JANUARY) == MARCH
    # where the term was over before, or is over as the pause begins, there is nothing to move
    for on in ("2026-02-05", "2026-02-20"):
        over = paused(1, "shift").on(on).and_(pause("2026-03-20"))
        assert not coming.term_waits(over.state)


def test_a_term_ends_the_membership_by_the_terms_that_will_hold_then() -> None:
    ends = {"term": {"cycles": 2, "at_end": "end"}}
    life = enrolled(plan(**ends))
    restart = {"upgrade": {"when": "next_period", "term": "restart"}}
    for facts, end in (
        (ends, MARCH),
        ({}, None),
        ({"term": {"cycles": 2, "at_end": "renew"}}, None),
        ({**ends, **restart}, None),
    ):
        assert coming.coming_end(life.and_(gold(**facts)).state) == end
