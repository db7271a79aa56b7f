"""Who is chased and who is not: a card refused for good, fees of visits, dues beside other fees."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import (
    Answer,
    ChargeRequest,
    changing,
    collecting,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.policies.own import DunningFacts, NextStep, Policies

from .spec import Asking, Card, History, day, enrolled, facial, given, joins, plan

VISIT = {"no_show": {"units": "release", "fee": "50.00"}}


def succeeds(charge: str, amount: int, bill: int | None = None) -> Asking:
    return lambda work: collecting.charge_succeeded(work, charge, amount, work.today, bill)


def fails(charge: str, amount: int, code: str, bill: int | None = None) -> Asking:
    return lambda work: collecting.charge_failed(work, charge, amount, code, work.today, bill)


def misses(life: History, key: str = "visit") -> History:
    """Does not come to an appointment of today."""
    life = life.and_(reserving.reserve, "facial", 1, key=key, for_on=life.today)
    return life.and_(visits.no_show, key)


def test_a_late_fee_goes_to_the_dues_though_an_older_annual_fee_is_owed() -> None:
    def card(request: ChargeRequest) -> Answer:
        paid = request.bill == 1
        return Answer(f"{request.bill}-{request.attempt}", None if paid else "insufficient_funds")

    terms = plan(
        annual_fee={"amount": "49.00", "first": "at_enrollment"},
        late_fee="25.00",
        dunning=[{"after": "35 days", "do": ["late_fee"]}],
    )
    life = enrolled(terms, card=card).on("2026-02-10")
    # the annual fee of 5 January is the second bill, the dues of 5 February are the third
    (fee,) = life.of(e.LateFeeAssessed)
    assert (fee.bill, fee.amount, fee.effective_on) == (3, 2500, date(2026, 2, 9))


def test_what_is_written_off_is_told_as_the_end_of_the_run() -> None:
    terms = plan(dunning=[{"after": "3 days", "do": ["write_off"]}])
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-09")
    assert [(each.effective_on, each.cause) for each in life.of(e.DunningEnded)] == [
        (date(2026, 1, 8), "written_off")
    ]


def test_a_policy_of_a_host_is_asked_for_the_next_step_as_soon_as_one_is_taken() -> None:
    """Suspended on the day of the decline: the appointment of that day goes once all is decided."""

    def once(facts: DunningFacts) -> NextStep | None:
        return None if facts.taken else NextStep(facts.on, ("suspend",))

    own = {"policy": "acme.once", "version": 1}
    terms = plan(dunning_policy=own, benefits=[facial(rollover="unlimited")])
    card = Card()
    life = given(card=card, policies=Policies().dunning("acme.once", 1, once)).and_(joins(terms))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-02-05"))
    card.code = "insufficient_funds"
    made = life.on("2026-02-05").events[len(life.events) :]
    assert [(type(event), event.policy) for event in made] == [
        (e.DuesBilled, "billing/1"),
        (e.ChargeFailed, "dunning/1"),
        (e.DunningStarted, None),
        (e.DunningStepPlanned, "acme.once/1"),
        (e.DunningStepTaken, "acme.once/1"),
        (e.Suspended, None),
        (e.DunningStepPlanned, "acme.once/1"),
        (e.ReservationReleased, None),
    ]


def test_a_fee_of_a_visit_that_was_declined_does_not_begin_another_run() -> None:
    card = Card()
    life = enrolled(plan(**VISIT), card=card)
    card.code = "insufficient_funds"
    life = misses(life.on("2026-01-10"))
    card.code = "lost_card"
    life = life.on("2026-02-10")
    (run,) = life.of(e.DunningStarted)
    assert (run.bill, run.charge, run.effective_on) == (3, "ch_3_1", date(2026, 2, 5))


def test_a_change_that_costs_nothing_chases_nobody_though_the_card_was_refused() -> None:
    same = plan(id="mist", downgrade={"when": "now"}, upgrade={"when": "now"})
    life = enrolled().and_(fails("x", 100, "lost_card"))
    made = life.when(changing.change_plan, same).made
    assert [type(event) for event in made] == [e.Upgraded, e.BillSettled]
    assert life.state.standing == "good"


def test_dues_are_chased_though_the_card_was_refused_when_nothing_was_owed() -> None:
    """The fee of the visit was not asked for, since the card can't be; it alone chases nobody."""
    life = enrolled(plan(**VISIT)).and_(fails("x", 100, "lost_card"))
    assert life.of(e.ChargeFailed)[0].bill is None
    life = misses(life.on("2026-01-10")).on("2026-02-04")
    assert (life.state.owed, life.state.standing) == (5000, "good")
    life = life.on("2026-02-10")
    assert [bill.attempts for bill in life.state.owed_bills.values()] == [(), ()]
    assert (life.state.owed, life.state.standing) == (5000 + 19900, "past_due")
    (run,) = life.of(e.DunningStarted)
    assert (run.bill, run.charge, run.effective_on) == (3, "x", date(2026, 2, 5))


def declines_that_were_paid_after_all(code: str, count: int) -> History:
    """Of the dues so many times 1.00 was declined, and then paid after all."""
    terms = plan(benefits=[facial(trigger="period_start")], **VISIT)
    life = enrolled(terms, card=None)
    for n in range(count):
        life = life.and_(fails(f"c{n}", 100, code, 1))
    for n in range(count):
        life = life.and_(succeeds(f"c{n}", 100, 1))
    assert [run.cause for run in life.of(e.DunningEnded)] == ["no_decline"]
    return History(life.events, Card("insufficient_funds"), life.today)


def test_a_card_whose_refusal_was_paid_after_all_is_asked_again() -> None:
    life = declines_that_were_paid_after_all("lost_card", 1)
    assert life.state.card == "usable"
    life = life.on("2026-02-10")
    asked = life.of(e.ChargeFailed)[-1]
    assert (asked.bill, asked.amount, asked.asked) == (1, 19800, True)
    assert [run.charge for run in life.of(e.DunningStarted)] == ["c0", asked.charge]
    assert (life.state.owed, life.state.standing) == (19800 + 19900, "past_due")


def test_it_is_asked_again_whichever_is_told_first_the_refusal_or_the_payment() -> None:
    told = [fails("c", 19900, "lost_card", 1), succeeds("c", 19900, 1)]
    lives = [enrolled(card=None).and_(one).and_(two) for one, two in (told, told[::-1])]
    lives = [History(life.events, Card(), life.today).on("2026-02-10") for life in lives]
    assert [charge.amount for life in lives for charge in life.of(e.Charged)] == [19900] * 4
    assert lives[0].state.refusals == lives[1].state.refusals == {}


def test_a_card_that_was_refused_twice_waits_for_a_new_one_though_one_was_paid_after_all() -> None:
    life = enrolled(card=None).and_(fails("c", 100, "lost_card")).and_(fails("d", 100, "R1"))
    assert life.state.card == "stop"
    assert life.and_(succeeds("d", 100)).state.card == "hard"
    assert life.and_(succeeds("c", 100)).state.card == "stop"
    assert life.and_(succeeds("c", 100)).and_(succeeds("d", 100)).state.card == "usable"
    assert life.and_(collecting.replace_card).state.card == "usable"


def test_dues_that_were_tried_too_often_are_not_chased_for_the_fee_of_a_visit() -> None:
    """After 15 more tries nothing is asked; no decline stands, so none is chased."""
    life = declines_that_were_paid_after_all("insufficient_funds", 16)
    owing = misses(life)
    assert [type(event) for event in owing.events[-2:]] == [e.FeeBilled, e.ChargeFailed]
    owing.when(lambda work: collecting.collect(work, work.today)).then_nothing_happened()
    assert owing.state.standing == "good"


def test_a_fee_of_a_visit_is_asked_of_a_card_whose_refusal_was_paid_after_all() -> None:
    life = enrolled(plan(**VISIT)).and_(fails("w", 100, "lost_card")).and_(succeeds("w", 100))
    life = misses(life.on("2026-01-10"))
    # the 1.00 that was over had become credit, which pays no fee of a visit
    assert [(each.bills, each.asked) for each in life.of(e.Charged)[2:]] == [(((2, 5000),), True)]
    assert life.state.owed == 0
