"""Visits that did not take place."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import LedgerError
from memberledger.aggregates.member import (
    collecting,
    leaving,
    redeeming,
    refunding,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e

from .spec import Asking, Card, History, day, enrolled, facial, happened, plan

STRICT = plan(benefits=[facial(quantity=3, no_show={"units": "forfeit", "fee": "50.00"})])


def kept(terms: Any = STRICT, *, card: Any = None, for_on: str = "2026-01-10") -> History:
    """A facial is kept for 10 January, and it is that day."""
    life = enrolled(terms, card=card or Card()).and_(reserve("a1", for_on))
    return life.on(for_on)


def reserve(key: str, for_on: str) -> Asking:
    return lambda work: reserving.reserve(work, "facial", 1, key=key, for_on=day(for_on))


def no_show(key: str = "a1", price: int | None = None) -> Asking:
    return lambda work: visits.no_show(work, key, price)


def redeem(key: str) -> Asking:
    return lambda work: redeeming.redeem(work, "facial", 1, key=key)


def reverse(key: str) -> Asking:
    return lambda work: redeeming.reverse(work, key)


def test_a_no_show_forfeits_the_unit_and_charges_the_fee() -> None:
    kept().when(no_show()).then(
        happened(
            e.VisitMissed,
            "2026-01-10",
            reservation="a1",
            cause="no_show",
            forfeited=((1, 1),),
            reserved=True,
            fee=5000,
            bill=2,
            policy="visits/1",
        ),
        happened(e.FeeBilled, kind="no_show_fee", amount=5000),
        happened(e.Charged, amount=5000, bills=((2, 5000),)),
        happened(e.BillSettled, fees=(("no_show_fee", 5000),), shares=(), access=0),
    )


def test_a_plan_that_says_nothing_gives_the_unit_back_for_nothing() -> None:
    done = kept(plan(benefits=[facial()])).when(no_show())
    done.then(happened(e.VisitMissed, released=((1, 1),), forfeited=(), fee=0, bill=None))
    assert done.held() == {"facial": 1}


def test_what_the_benefit_says_wins_over_the_plan() -> None:
    terms = plan(
        no_show={"units": "forfeit", "fee": "50.00"},
        benefits=[facial(no_show={"fee": {"percent": 50}})],
    )
    kept(terms).when(no_show(price=12505)).then(
        happened(e.VisitMissed, forfeited=(), fee=6253, price=12505),
        happened(e.FeeBilled),
        happened(e.Charged),
        happened(e.BillSettled),
    )


def test_a_fee_that_is_a_part_of_the_price_needs_the_price() -> None:
    terms = plan(no_show={"fee": {"percent": 50}})
    kept(terms).when(no_show()).then_refused("invalid", key="a1")


def test_a_no_show_told_late_takes_what_was_kept() -> None:
    late = kept().on("2026-01-12")
    assert late.held() == {"facial": 3}
    done = late.when(no_show())
    assert done.made[0].forfeited == ((1, 1),)
    assert done.held() == {"facial": 2}


def test_a_no_show_told_after_the_last_unit_was_used_costs_the_fee_alone() -> None:
    one = plan(benefits=[facial(no_show={"units": "forfeit", "fee": "50.00"})])
    late = kept(one).on("2026-01-12").and_(redeem("v1")).when(no_show())
    assert (late.made[0].forfeited, late.made[0].fee) == ((), 5000)


def test_a_unit_that_lapsed_since_is_not_taken_from_another_lot() -> None:
    terms = plan(benefits=[facial(no_show={"units": "forfeit"}, rollover="none")])
    life = kept(terms, for_on="2026-02-04").on("2026-02-06")
    assert life.held() == {"facial": 1}
    done = life.when(no_show())
    assert done.made[0].forfeited == ()
    assert done.held() == {"facial": 1}


def test_an_appointment_is_missed_once_and_only_when_it_was_kept() -> None:
    life = kept()
    life.and_(no_show()).when(no_show()).then_refused("invalid")
    life.and_(redeem("a1")).when(no_show()).then_refused("invalid")
    life.when(no_show("nobody")).then_refused("invalid")
    life.and_(reserve("a2", "2026-01-11")).when(no_show("a2")).then_refused("invalid")
    given_back = life.and_(lambda work: reserving.release(work, "a1"))
    given_back.when(no_show()).then_refused("invalid")
    given_back.when(lambda work: visits.cancel_late(work, "a1")).then_refused("invalid")


def test_a_visit_excused_gives_the_unit_back_once() -> None:
    missed = kept().and_(no_show())
    assert missed.held() == {"facial": 2}
    excused = missed.and_(reverse("a1"))
    assert excused.held() == {"facial": 3}
    assert excused.of(e.WrittenOff) == []  # the fee was paid: a refund would give it back
    excused.when(reverse("a1")).then_refused("already_reversed")


def test_a_unit_excused_after_its_time_lapses_at_once() -> None:
    missed = kept().and_(no_show()).on("2026-03-01")
    missed.when(reverse("a1")).then(
        happened(e.MissExcused, takes=((1, 1),)),
        happened(e.Lapsed, takes=((1, 1),), cause="returned"),
    )


def test_an_unpaid_fee_is_given_up_with_the_visit() -> None:
    card = Card()
    life = kept(card=card)
    card.code = "insufficient_funds"
    life = life.and_(no_show())
    assert (life.state.owed, life.state.standing) == (5000, "good")
    life.when(reverse("a1")).then(
        happened(e.MissExcused), happened(e.WrittenOff, bills=((2, 5000),))
    )


def test_a_declined_fee_starts_no_dunning_and_dues_are_asked_for_first() -> None:
    card = Card()
    life = kept(card=card)
    card.code = "insufficient_funds"
    life = life.and_(no_show())
    assert life.of(e.DunningStarted) == []
    card.code = None
    life = life.on("2026-02-05")
    assert card.asked == [19900, 5000, 19900, 5000]
    assert life.state.owed == 0


def test_a_run_over_dues_ends_when_they_are_paid_though_a_fee_is_owed() -> None:
    card = Card()
    terms = plan(no_show={"fee": "50.00"}, dunning=[{"after": "30 days", "do": ["flag_chart"]}])
    life = kept(terms, card=card)
    card.code = "insufficient_funds"
    life = life.and_(no_show()).on("2026-02-05")
    assert life.state.standing == "past_due"

    def paid(work: Any) -> None:
        collecting.charge_succeeded(work, "by-hand", 19900, work.today)

    life = life.and_(paid)
    assert (life.state.standing, life.state.owed) == ("good", 5000)


def test_a_refunded_fee_takes_no_units() -> None:
    life = kept().and_(no_show())
    charge = next(c for c in life.state.charges.values() if c.amount == 5000)
    life.when(lambda work: refunding.refund(work, charge)).then(
        happened(e.Refunded, amount=5000, full=True, bills=((2, 5000),))
    )


def test_a_missed_visit_after_the_end_is_told_all_the_same() -> None:
    terms = plan(
        cancellation={"effective": "immediately", "after_end": "keep"},
        benefits=[facial(rollover="unlimited", no_show={"units": "forfeit"})],
    )
    life = kept(terms).and_(leaving.cancel)
    life.when(no_show()).then(happened(e.VisitMissed, forfeited=((1, 1),)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"units": "keep"},
        {"fee": 50},
        {"fee": {"percent": 101}},
        {"fee": {"part": 50}},
        {"within": "24 hours"},  # only of a late cancellation
    ],
)
def test_terms_of_missed_visits_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(LedgerError, match="no_show"):
        plan(no_show=wrong)
