"""What is kept of a membership: its fee for joining, an end that was asked for, who asked when."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import (
    MemberState,
    changing,
    collecting,
    fold,
    leaving,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Ending, Keyed

from .spec import (
    FEBRUARY,
    JANUARY,
    NOW,
    PATIENT,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)


def test_a_fee_of_a_cent_for_joining_is_billed_once_and_one_that_is_waived_never() -> None:
    terms = plan(enrollment_fee="0.01")
    assert [each.enrollment_fee for each in enrolled(terms).on("2026-02-06").of(e.DuesBilled)] == [
        1,
        0,
    ]
    waived = given().and_(joins(terms, waive="opening"))
    assert [each.enrollment_fee for each in waived.of(e.DuesBilled)] == [0]


def test_an_end_that_was_asked_for_is_kept_as_it_was_asked_for() -> None:
    terms = plan(term={"cycles": 3}, early_termination_fee={"kind": "fixed", "amount": "100.00"})
    life = enrolled(terms).and_(leaving.cancel, waive="moved")
    assert life.state.ending == Ending(JANUARY, FEBRUARY, at_period_end=True, waived=True)
    assert life.on("2026-02-06").of(e.FeeBilled) == []
    asked = enrolled(terms).and_(leaving.cancel)
    assert asked.state.ending == Ending(JANUARY, FEBRUARY, at_period_end=True)


def test_a_fee_within_a_period_that_was_cut_short_leaves_it_cut_short() -> None:
    by_day = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
    missed = facial(no_show={"fee": "50.00"})
    life = enrolled(plan(cancellation=by_day, benefits=[missed])).and_(leaving.cancel)
    life = life.on("2026-02-06").and_(
        reserving.reserve, "facial", 1, key="a", for_on=day("2026-02-06")
    )
    # 9 of 28 days are paid for, to 14 February
    assert life.of(e.BillSettled)[-1].access_end == date(2026, 2, 14)
    life = life.and_(visits.no_show, "a").and_(leaving.reinstate)
    told = [(fee.kind, fee.amount) for fee in life.of(e.FeeBilled)]
    assert told == [("no_show_fee", 5000), ("rest_of_dues", 13504)]


def joined(terms: object, card: Card, **details: object) -> History:
    return given(card=card).and_(joins(terms, **details))  # type: ignore[arg-type]


def test_a_fee_for_joining_is_earned_to_the_end_of_its_own_first_commitment() -> None:
    fee = {"enrollment_fee": "50.00", "dunning": PATIENT}
    quarter = plan(term={"cycles": 3}, cancellation={"effective": "immediately"}, **fee)
    # an earlier membership, whose first bill is paid after she has come back
    card = Card("insufficient_funds")
    back = joined(quarter, card).on("2026-01-10").and_(leaving.cancel)
    back = back.on("2026-03-01").and_(joins(plan(term={"cycles": 12}, **fee)))
    card.code = None
    back = back.and_(collecting.replace_card)
    told = [(each.bill, each.enrollment_end) for each in back.of(e.BillSettled)]
    assert told == [(1, date(2026, 4, 5)), (2, date(2027, 3, 1))]
    # a commitment that a change on the first day has begun anew
    gold = plan(
        id="gold",
        price="299.00",
        term={"cycles": 12},
        upgrade={"when": "next_period", "term": "restart"},
        **fee,
    )
    ahead = joined(quarter, Card(), starts=day("2026-02-01")).and_(changing.change_plan, gold)
    (first,) = ahead.on("2026-02-02").of(e.BillSettled)
    assert first.enrollment_end == date(2027, 2, 1)
    # and one begun anew later is not that of the fee
    card = Card("insufficient_funds")
    later = joined(quarter, card).and_(changing.change_plan, gold).on("2026-02-06")
    card.code = None
    later = later.and_(collecting.replace_card)
    assert later.of(e.BillSettled)[0].enrollment_end == date(2026, 4, 5)


def test_an_event_told_without_its_request_keeps_its_key() -> None:
    facts = {"terms_hash": "h", "text_version": "1", "channel": "email", "key": "k"}
    told = e.ConsentRecorded(effective_on=JANUARY, recorded_at=NOW, **facts)
    assert fold([told], MemberState()).keys == {"k": Keyed("", 1, 1)}
