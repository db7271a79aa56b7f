"""Given/when/then: what holds passes, and what does not is told so that a person sees it."""

from __future__ import annotations

import re

import pytest
from tests.aggregates.spec import enrolled, given, happened, joins, plan

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import redeeming
from memberledger.policies import proration
from memberledger.testing.spec import Card, given_facts


def says(*lines: str) -> str:
    """A pattern that finds these lines somewhere in a message, in this order."""
    return "(?s)" + ".*".join(re.escape(line) for line in lines)


def test_a_visit_takes_a_facial() -> None:
    enrolled().when(redeeming.redeem, "facial", 1).then(
        happened(e.Redeemed, "2026-01-05", benefit="facial", takes=((1, 1),))
    )


def test_another_fact_is_told_with_what_was_expected_and_what_came() -> None:
    visit = enrolled().when(redeeming.redeem, "facial", 1)
    wanted = happened(e.Redeemed, "2026-01-06", takes=((1, 2),))
    with pytest.raises(
        AssertionError,
        match=says(
            "expected\n  Redeemed on 2026-01-06, takes=((1, 2),)",
            "came\n  Redeemed on 2026-01-05, takes=((1, 1),)",
            "event 1, Redeemed: on: expected '2026-01-06', came '2026-01-05'",
            "event 1, Redeemed: takes[0][1]: expected 2, came 1",
        ),
    ):
        visit.then(wanted)


def test_other_events_than_expected_are_told() -> None:
    with pytest.raises(AssertionError, match=says("expected 'DuesBilled', came 'Enrolled'")):
        given().when(joins(plan())).then(happened(e.DuesBilled))
    with pytest.raises(AssertionError, match=says("expected: nothing", "came\n  Redeemed")):
        enrolled().when(redeeming.redeem, "facial", 1).then_nothing_happened()


def test_a_refusal_is_compared_with_its_code_and_its_facts() -> None:
    visit = enrolled().when(redeeming.redeem, "facial", 2)
    visit.then_refused("insufficient_balance")
    with pytest.raises(AssertionError, match=says("expected a refusal: paused", "insufficient")):
        visit.then_refused("paused")
    with pytest.raises(AssertionError, match=says("with other facts", "benefit: expected 'peel'")):
        visit.then_refused("insufficient_balance", benefit="peel")
    with pytest.raises(AssertionError, match=says("refused insufficient_balance", "expected")):
        visit.then(happened(e.Redeemed))


def test_what_was_done_is_told_where_a_refusal_was_expected() -> None:
    with pytest.raises(AssertionError, match=says("but it was done", "Redeemed on 2026-01-05")):
        enrolled().when(redeeming.redeem, "facial", 1).then_refused("insufficient_balance")


def test_what_is_given_must_have_been_possible() -> None:
    with pytest.raises(AssertionError, match="what is given can't be"):
        enrolled().and_(redeeming.redeem, "facial", 2)


def test_a_card_declines_with_its_code_and_knows_what_it_was_asked_for() -> None:
    card = Card("insufficient_funds")
    life = enrolled(card=card)
    assert [event.code for event in life.of(e.ChargeFailed)] == ["insufficient_funds"]
    assert card.asked == [19_900]
    assert life.held() == {}


def test_something_that_needs_no_record_records_nothing() -> None:
    enrolled().when(lambda work: None).then_nothing_happened()


# Policies


def test_a_policy_decides_from_facts() -> None:
    given_facts(price=10_000, days=12, whole=31).when(proration.by_day).then(3_871)
    with pytest.raises(AssertionError, match=says("expected 3870", "came     3871")):
        given_facts(price=10_000, days=12, whole=31).when(proration.by_day).then(3_870)


def test_a_policy_that_refuses_is_told_by_its_code() -> None:
    given_facts(price=1, days=1, whole=0).when(proration.by_day).then_refused("ValueError")
    with pytest.raises(AssertionError, match="but decided 1"):
        given_facts(price=1, days=1, whole=1).when(proration.by_day).then_refused("invalid")


def test_a_policy_that_decides_another_time_is_no_policy() -> None:
    decisions = iter([1, 2])
    with pytest.raises(AssertionError, match="asked twice, it decided two things"):
        given_facts().when(lambda: next(decisions))


def test_a_policy_may_decide_to_do_nothing() -> None:
    given_facts(lots=[]).when(lambda lots: lots).then_nothing_happened()
    with pytest.raises(AssertionError, match="expected nothing"):
        given_facts(lots=[1]).when(lambda lots: lots).then_nothing_happened()
