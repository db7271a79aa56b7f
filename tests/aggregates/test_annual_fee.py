"""The annual fee: once a year, chased like dues, and nothing else."""

from __future__ import annotations

from tests.aggregates.spec import Card, enrolled, plan

from memberledger.aggregates.member import changing, leaving, pausing
from memberledger.aggregates.member import events as e

FEE = {"amount": "49.00"}


def fees(life: object) -> list[str]:
    return [
        str(event.effective_on)
        for event in life.of(e.FeeBilled)  # type: ignore[attr-defined]
        if event.kind == "annual_fee"
    ]


def test_an_annual_fee_is_owed_on_each_anniversary() -> None:
    life = enrolled(plan(annual_fee=FEE)).on("2028-06-01")
    assert fees(life) == ["2027-01-05", "2028-01-05"]


def test_an_annual_fee_can_begin_at_the_enrollment() -> None:
    life = enrolled(plan(annual_fee={**FEE, "first": "at_enrollment"})).on("2027-06-01")
    assert fees(life) == ["2026-01-05", "2027-01-05"]


def test_a_fee_of_29_february_is_owed_on_the_28th_of_a_short_year() -> None:
    life = enrolled(plan(annual_fee=FEE), on="2024-02-29").on("2028-03-01")
    assert fees(life) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_an_annual_fee_is_asked_for_by_itself_after_the_dues() -> None:
    card = Card()
    enrolled(plan(annual_fee=FEE), card=card).on("2027-01-05")
    assert card.asked[-2:] == [19900, 4900]


def test_an_annual_fee_that_is_declined_is_chased() -> None:
    card = Card()
    life = enrolled(plan(annual_fee=FEE, dunning=[{"after": "3 days", "do": ["retry"]}]), card=card)
    life = life.on("2027-01-04")
    card.code = "card_declined"
    life = life.on("2027-01-05")
    assert life.state.standing == "past_due"
    card.code = None
    assert life.on("2027-01-08").state.owed == 0


def test_an_annual_fee_owed_stands_before_a_pause() -> None:
    life = enrolled(plan(annual_fee={**FEE, "first": "at_enrollment"}, pause={}), card=None)
    dues = life.state.bills[1]
    assert dues.kind == "dues"
    life.when(pausing.pause).then_refused("past_due", owed=19900 + 4900)


def test_a_pause_does_not_move_the_annual_fee() -> None:
    life = enrolled(plan(annual_fee=FEE, pause={"billing": "shift"})).on("2026-12-20")
    assert fees(life.and_(pausing.pause).on("2027-02-01")) == ["2027-01-05"]


def test_nobody_owes_an_annual_fee_on_the_day_they_are_gone() -> None:
    life = enrolled(plan(annual_fee=FEE)).on("2026-12-20").and_(leaving.cancel)
    assert fees(life.on("2027-06-01")) == []


def test_a_change_of_plan_brings_the_fee_at_the_next_anniversary_and_never_twice() -> None:
    terms = plan(annual_fee={**FEE, "first": "at_enrollment"})
    luxe = plan(id="luxe", annual_fee={**FEE, "first": "at_enrollment"})
    life = enrolled(terms).and_(lambda work: changing.change_plan(work, luxe, "now"))
    assert fees(life.on("2027-01-06")) == ["2026-01-05", "2027-01-05"]
    later = enrolled(plan()).on("2026-03-01")
    later = later.and_(lambda work: changing.change_plan(work, luxe, "now"))
    assert fees(later.on("2027-02-01")) == ["2027-01-05"]
