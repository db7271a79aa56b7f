"""Dues of a card that was refused for good: asked of no card, and chased as if declined."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger.aggregates.member import (
    changing,
    collecting,
    deciding,
    enrolling,
    leaving,
)
from memberledger.aggregates.member import events as e

from .spec import Card, History, day, enrolled, happened, plan

STEPS = [
    {"after": "0 days", "do": ["flag_chart", "retry"]},
    {"after": "3 days", "do": ["write_off"]},
]


def given_up(code: str = "lost_card", **terms: object) -> History:
    """Of a life from 5 January, the dues of 5 February were declined and written off on the 8th."""
    card = Card()
    life = enrolled(plan(dunning=STEPS, **terms), card=card)
    card.code = code
    life = life.on("2026-02-08")
    assert (life.state.standing, life.state.owed) == ("good", 0)
    card.asked.clear()
    card.code = None  # it would pay, if only it were asked
    return life


@pytest.mark.parametrize("code", ["lost_card", "revocation_of_authorization"])
def test_dues_after_those_that_were_written_off_are_chased(code: str) -> None:
    life = given_up(code, cancellation={"notice": "60 days"})
    made = life.on("2026-03-05").events[len(life.events) :]
    assert [type(event) for event in made] == [e.DuesBilled, e.DunningStarted, e.DunningStepTaken]
    _, run, step = made
    assert isinstance(run, e.DunningStarted)
    assert (run.bill, run.charge, run.effective_on) == (3, "ch_2_1", date(2026, 3, 5))
    assert isinstance(step, e.DunningStepTaken)
    assert (step.actions, step.left_out) == (("flag_chart",), ("retry",))


def test_what_is_not_asked_for_is_no_attempt_and_a_new_card_pays_it() -> None:
    life = given_up().on("2026-03-06")
    assert isinstance(life.card, Card)
    assert (life.card.asked, life.state.bills[3].attempts) == ([], ())
    life = life.and_(collecting.replace_card)
    assert life.card.asked == [19900]
    assert life.events[-1].effective_on == date(2026, 3, 6)
    (paid,) = life.of(e.Charged)[1:]
    assert paid.charge == "ch_3_1"  # the first attempt
    assert (life.state.standing, life.state.owed) == ("good", 0)


def test_every_period_that_is_given_up_is_followed_by_another_run() -> None:
    life = given_up().on("2026-05-06")
    started = [run.effective_on for run in life.of(e.DunningStarted)]
    assert started == [date(2026, 2, 5), date(2026, 3, 5), date(2026, 4, 5), date(2026, 5, 5)]
    assert [end.effective_on.day for end in life.of(e.DunningEnded)] == [8, 8, 8]
    assert len(life.of(e.ChargeFailed)) == 1


def test_dues_that_are_waived_ahead_chase_nobody() -> None:
    life = given_up().and_(deciding.waive, day("2026-03-05")).on("2026-03-06")
    assert len(life.of(e.DunningStarted)) == 1
    assert (life.state.standing, life.state.owed) == ("good", 0)


def test_dues_that_credit_pays_in_part_are_chased_for_the_rest() -> None:
    life = given_up().and_(
        lambda work: collecting.charge_succeeded(work, "desk", 10000, work.today)
    )
    life = life.on("2026-03-05")
    assert (life.state.standing, life.state.owed) == ("past_due", 9900)


def test_who_joins_again_with_a_refused_card_is_chased_from_that_day() -> None:
    life = given_up(cancellation={"effective": "immediately"})
    life = life.and_(leaving.cancel).on("2026-02-20")
    joins = {"practice": "main", "member": "ana", "currency": "USD"}
    again = plan(dunning=STEPS)
    life.when(lambda work: enrolling.enroll(work, plan=again, **joins)).then(
        happened(e.Enrolled),
        happened(e.DuesBilled),
        happened(e.DunningStarted, bill=3, charge="ch_2_1"),
        happened(e.DunningStepTaken, actions=("flag_chart",), left_out=("retry",)),
    )


def test_a_change_now_that_a_refused_card_is_not_asked_for_is_chased_at_once() -> None:
    """21 of the 28 days to 5 March are left: 299.00 x 21 / 28 - 199.00 x 21 / 28 = 75.00."""
    dearer = plan(id="radiance", price="299.00", dunning=STEPS)
    life = given_up(upgrade={"when": "now"}).on("2026-02-12")
    life = life.when(changing.change_plan, dearer).then(
        happened(e.Upgraded, billed=7500, bill=3),
        happened(e.DunningStarted, bill=3, charge="ch_2_1", plan="radiance@1"),
        happened(e.DunningStepTaken, actions=("flag_chart",), left_out=("retry",)),
    )
    assert life.state.standing == "past_due"


def test_a_fee_of_leaving_that_is_not_asked_for_is_chased_after_the_end() -> None:
    """The term to 5 July: the fee of 40.00 is owed on the last day, 5 March, and given up later."""
    fee = {"kind": "fixed", "amount": "40.00"}
    term = {"cycles": 6, "at_end": "month_to_month"}
    life = given_up(term=term, early_termination_fee=fee).and_(leaving.cancel)
    life = life.on("2026-03-06")
    assert (life.state.status, life.state.standing) == ("cancelled", "past_due")
    assert life.state.owed == 4000
    assert life.on("2026-03-09").state.standing == "good"


def test_where_the_processor_retries_the_run_only_notifies_and_flags() -> None:
    life = enrolled(plan(dunning=STEPS, retries="processor"))
    life = life.and_(lambda work: collecting.charge_failed(work, "x", 100, "lost_card", work.today))
    life = life.on("2026-02-09")
    taken = [(step.actions, step.left_out) for step in life.of(e.DunningStepTaken)]
    assert taken == [(("flag_chart",), ("retry",)), ((), ("write_off",))]
    assert life.state.standing == "past_due"


def test_where_the_ledger_asks_no_card_dues_are_not_chased_before_a_decline() -> None:
    life = enrolled(plan(dunning=STEPS), card=None)
    life = life.and_(lambda work: collecting.charge_succeeded(work, "c1", 19900, work.today))
    life = life.and_(lambda work: collecting.charge_failed(work, "x", 100, "lost_card", work.today))
    life = life.on("2026-02-06")
    assert (life.state.standing, life.state.owed) == ("good", 19900)


def test_a_decline_that_was_paid_after_all_leaves_nothing_to_chase() -> None:
    """The run of March rests on the decline of February; told to have been paid, it was none."""
    life = (
        given_up()
        .on("2026-03-05")
        .and_(lambda work: collecting.charge_succeeded(work, "ch_2_1", 19900, work.today))
    )
    assert [run.cause for run in life.of(e.DunningEnded)] == ["written_off", "paid"]
    assert (life.state.standing, life.state.owed) == ("good", 0)
