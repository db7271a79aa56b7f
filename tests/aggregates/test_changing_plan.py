"""Tiers, notices, terms begun anew, and what becomes of lots when the plan is changed."""

from __future__ import annotations

from typing import Any

from memberledger.aggregates.member import Work, amending, changing, pausing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_dues
from memberledger.terms import Plan

from .spec import Asking, day, enrolled, facial, happened, plan

YEARLY = plan(id="glow-year", tier="glow", price="1990.00", cycle="1 year")
BASIC = plan(id="basic", price="99.00", downgrade={"notice": "30 days"}, benefits=[])


def change(to: Plan, when: Any = None, from_on: str | None = None) -> Asking:
    def act(work: Work) -> None:
        changing.change_plan(work, to, when, day(from_on) if from_on else None)

    return act


def test_another_billing_option_of_the_tier_is_switched_to_at_the_next_period() -> None:
    life = enrolled().on("2026-01-20").and_(change(YEARLY, "now"))
    assert next_dues(life.state) == (day("2026-02-05"), 199000)
    life = life.on("2026-02-05")
    assert [event.left for event in life.of(e.PlanSwitched)] == ["glow@1"]
    assert life.state.plan.id == "glow-year"


def test_a_higher_level_is_an_upgrade_though_it_costs_less() -> None:
    gold = plan(id="gold", level=2, price="99.00")
    life = enrolled(plan(level=1)).on("2026-01-21")
    assert next(type(event) for event in life.when(change(gold)).made) is e.Upgraded


def test_a_change_with_a_notice_waits_for_the_first_period_after_it() -> None:
    life = enrolled().on("2026-01-20")
    life.when(change(BASIC, "now")).then(happened(e.PlanChangeRequested, from_on=day("2026-02-19")))
    life = life.and_(change(BASIC)).on("2026-02-05")
    assert life.state.plan.id == "glow"
    assert next_dues(life.state) == (day("2026-03-05"), 9900)
    assert life.on("2026-03-05").of(e.Downgraded)[0].effective_on == day("2026-03-05")


def test_a_change_that_waits_for_its_day_is_replaced_by_one_that_does_not() -> None:
    life = enrolled().on("2026-01-20").and_(change(BASIC, from_on="2026-06-01"))
    life = life.and_(change(YEARLY)).on("2026-02-05")
    assert life.state.plan.id == "glow-year"
    assert life.state.waiting_from is None


def test_a_change_for_a_day_that_is_over_or_for_now_and_later_is_refused() -> None:
    life = enrolled().on("2026-01-20")
    life.when(change(BASIC, from_on="2026-01-19")).then_refused("invalid")
    life.when(change(BASIC, "now", "2026-02-01")).then_refused("invalid")


def test_a_change_restarts_the_term_only_where_the_plan_moved_to_says_so() -> None:
    committed = plan(term={"cycles": 12})
    for term, ends in (("restart", "2026-05-05"), ("inherit", "2027-01-05")):
        rules = {"when": "next_period", "term": term}
        to = plan(id="gold", price="299.00", term={"cycles": 3}, upgrade=rules)
        life = enrolled(committed).on("2026-01-20").and_(change(to)).on("2026-02-05")
        assert life.state.term_ends_on == day(ends)


def test_a_plan_without_a_term_ends_the_commitment_where_it_restarts() -> None:
    free = plan(id="free", price="299.00", upgrade={"when": "now", "term": "restart"})
    life = enrolled(plan(term={"cycles": 12})).on("2026-01-20").and_(change(free))
    assert life.state.term_ends_on is None


def test_a_converted_lot_keeps_its_charge_and_goes_with_its_refund() -> None:
    deluxe = facial(id="deluxe")
    to = plan(
        id="gold", price="299.00", benefits=[deluxe], upgrade={"converts": {"facial": "deluxe"}}
    )
    life = enrolled().on("2026-01-20")
    made = life.when(change(to)).made
    assert [type(event) for event in made][:2] == [e.Upgraded, e.LotsConverted]
    life = life.and_(change(to))
    assert life.held() == {"deluxe": 1}
    (lot,) = life.state.open_lots.values()
    assert (lot.bill, lot.expires_on, lot.granted_on) == (1, day("2026-02-05"), day("2026-01-05"))


def test_a_lot_frozen_in_a_pause_is_converted_and_still_moves_with_the_pause() -> None:
    to = plan(
        id="gold",
        price="299.00",
        benefits=[facial(id="deluxe")],
        pause={},
        upgrade={"when": "next_period", "converts": {"facial": "deluxe"}},
    )
    start = plan(pause={}, benefits=[facial(expires="2 months", rollover="unlimited")])
    life = enrolled(start).on("2026-01-20").and_(change(to))
    life = life.and_(lambda work: pausing.pause(work, day("2026-02-10"))).on("2026-02-10")
    (lot,) = life.state.open_lots.values()
    # 5 March, and the 21 days from 20 January to 10 February
    assert (lot.benefit, lot.expires_on) == ("deluxe", day("2026-03-26"))


def test_an_amendment_of_a_plan_left_does_not_come_with_coming_back() -> None:
    dearer = plan(version=2, price="219.00")
    life = enrolled().and_(lambda work: amending.amend(work, dearer, day("2026-04-01"), None))
    life = life.on("2026-01-20").and_(change(plan(id="gold", price="299.00")))
    assert life.state.amendment is None
    life = life.and_(change(plan(), "next_period")).on("2026-05-20")
    assert [bill.dues for bill in life.of(e.DuesBilled)] == [19900] * 5


def test_the_days_before_a_new_billing_day_are_a_part_and_no_period() -> None:
    first = plan(id="first", price="310.00", anchor={"day": 1})
    life = enrolled().and_(change(first, "next_period")).on("2026-03-02")
    assert [(bill.n, bill.start, bill.dues) for bill in life.of(e.DuesBilled)] == [
        (0, day("2026-01-05"), 19900),
        (-1, day("2026-02-05"), 26571),
        (0, day("2026-03-01"), 31000),
    ]
