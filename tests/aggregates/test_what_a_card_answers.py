"""What the card is asked, what the processor reports, and in which order it pays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from memberledger.aggregates.member import (
    Answer,
    ChargeRequest,
    Conduct,
    Stamp,
    Work,
    collecting,
    deciding,
    reserving,
    visits,
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


def paid(charge: str, amount: int, on: str, bill: int | None = None) -> Any:
    return lambda work: collecting.charge_succeeded(work, charge, amount, day(on), bill)


def failed(charge: str, amount: int, on: str, bill: int | None = None) -> Any:
    return lambda work: collecting.charge_failed(
        work, charge, amount, "insufficient_funds", day(on), bill
    )


def test_a_card_is_told_who_what_how_much_and_when() -> None:
    asked: list[ChargeRequest] = []

    def card(request: ChargeRequest) -> Answer:
        asked.append(request)
        return Answer("ch")

    enrolled(card=card)
    assert asked == [ChargeRequest("main", "ana", 1, 1, 19900, "USD", JANUARY)]


def test_a_card_that_answers_anything_else_is_told_what_to_answer() -> None:
    with pytest.raises(TypeError) as told:
        enrolled(card=lambda _request: "ok")
    assert str(told.value) == "cards gives an Answer(charge, declined=None), not 'ok'"


def test_a_decline_says_whether_the_ledger_asked() -> None:
    asked = enrolled(card=Card("insufficient_funds")).of(e.ChargeFailed)[0]
    assert asked.asked is True
    reported = enrolled(card=None).and_(failed("c", 19900, "2026-01-05")).of(e.ChargeFailed)[0]
    assert not reported.asked


def test_a_single_cent_is_owed_and_paid() -> None:
    cent = plan(price="0.01")
    (charged,) = enrolled(cent).of(e.Charged)
    assert (charged.amount, charged.bills) == (1, ((1, 1),))
    reported = enrolled(cent, card=None).and_(paid("c", 1, "2026-01-05")).of(e.Charged)[0]
    assert (reported.bills, reported.credited) == (((1, 1),), 0)
    kept = enrolled(cent).and_(paid("c", 500, "2026-01-05")).on("2026-02-06")
    assert [(used.bill, used.amount) for used in kept.of(e.CreditUsed)] == [(2, 1)]


def test_no_credit_is_used_for_dues_that_are_nothing() -> None:
    life = enrolled().and_(paid("c", 500, "2026-01-05")).and_(deciding.waive, FEBRUARY)
    later = life.on("2026-02-06")
    assert later.of(e.CreditUsed) == []
    assert later.state.billing_credit == 500


def unpaid_visit(card: Card | None = None) -> History:
    """Ana missed a visit on 9 January, which costs 50.00."""
    terms = plan(benefits=[facial(quantity=3, no_show={"fee": "50.00"})])
    life = given(card=card).and_(joins(terms))
    if card is None:
        life = life.and_(paid("ch_1_1", 19900, "2026-01-05"))
    else:
        card.code = "stolen_card"
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-09"))
    return life.on("2026-01-09").and_(visits.no_show, "a")


def test_dues_that_a_card_refused_for_good_can_not_pay_are_chased() -> None:
    life = unpaid_visit(Card()).on("2026-02-06")
    assert life.state.card == "hard"
    (run,) = life.of(e.DunningStarted)
    assert (run.effective_on, run.plan, run.bill, run.charge) == (FEBRUARY, "glow@1", 3, "ch_2_1")
    assert [each.bill for each in life.of(e.ChargeFailed)] == [2]


def test_no_dues_are_chased_where_the_card_was_only_refused_for_a_visit() -> None:
    assert unpaid_visit(Card()).of(e.DunningStarted) == []


def test_a_reported_decline_is_of_the_dues_and_not_of_an_older_visit() -> None:
    life = unpaid_visit().on("2026-02-06")
    assert sorted(life.state.owed_bills) == [2, 3]
    assert life.and_(failed("c", 19900, "2026-02-05")).of(e.ChargeFailed)[0].bill == 3
    assert life.and_(failed("c", 5000, "2026-02-05", 2)).of(e.ChargeFailed)[0].bill == 2
    early = life.and_(failed("c", 19900, "2026-01-20")).of(e.ChargeFailed)[0]
    # dues of 5 February can't be declined before they were owed
    assert early.effective_on == FEBRUARY


def test_a_payment_goes_to_the_bill_it_names_and_then_to_the_oldest_dues() -> None:
    two = enrolled(card=None).on("2026-02-06")
    named = two.and_(paid("c", 20000, "2026-02-06", 2)).of(e.Charged)[0]
    assert named.bills == ((2, 19900), (1, 100))
    plain = two.and_(paid("c", 20000, "2026-02-06")).of(e.Charged)[0]
    assert plain.bills == ((1, 19900), (2, 100))
    visit = unpaid_visit().on("2026-02-06").and_(paid("c", 20000, "2026-02-06")).of(e.Charged)[-1]
    assert visit.bills == ((3, 19900), (2, 100))


def test_what_is_paid_in_parts_is_settled_with_the_later_one() -> None:
    half = enrolled(card=None).on("2026-01-25").and_(paid("late", 10000, "2026-01-20"))
    whole = half.and_(paid("early", 9900, "2026-01-10"))
    assert [each.effective_on for each in whole.of(e.BillSettled)] == [date(2026, 1, 20)]


def test_a_failure_that_comes_after_its_success_is_ignored_whatever_its_amount() -> None:
    life = enrolled(card=None).and_(paid("c", 19900, "2026-01-05"))
    life.when(failed("c", 500, "2026-01-05")).then_nothing_happened()


def test_a_run_whose_only_decline_was_none_is_over_though_more_is_owed() -> None:
    life = enrolled(card=None).and_(failed("c", 19900, "2026-01-05")).on("2026-02-06")
    assert life.state.standing == "past_due"
    after = life.and_(paid("c", 19900, "2026-01-07"))
    (over,) = after.of(e.DunningEnded)
    assert (over.cause, over.effective_on) == ("no_decline", date(2026, 1, 7))
    assert (after.state.standing, after.state.owed) == ("good", 19900)


@pytest.mark.parametrize(("keep", "credited", "unapplied"), [(True, 500, 0), (False, 0, 500)])
def test_a_mirror_leaves_what_is_paid_beyond_unapplied(
    keep: bool, credited: int, unapplied: int
) -> None:
    state = enrolled().state
    stamp = Stamp(datetime(2026, 1, 5, tzinfo=UTC))
    work = Work(state, stamp, JANUARY, Conduct(keep_over=keep))
    collecting.charge_succeeded(work, "c", 500, JANUARY)
    (charged,) = work.events
    assert isinstance(charged, e.Charged)
    assert (charged.credited or 0, charged.unapplied or 0) == (credited, unapplied)
