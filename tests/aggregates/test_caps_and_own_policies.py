"""At a period's end: what takes no cap, and what a policy of the host's own takes."""

from __future__ import annotations

from typing import Any

import pytest
from tests import own_policies

from memberledger import Plan
from memberledger.aggregates.member import changing, leaving, pausing, refunding
from memberledger.aggregates.member import events as e

from .spec import History, day, enrolled, facial, given, joins, plan

CAPPED = {"rollover": {"carryover_limit": 1}}
KEEPS: dict[str, Any] = {"effective": "immediately", "after_end": "keep"}


def lapses(life: History) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(str(each.effective_on), each.takes) for each in life.of(e.Lapsed)]


def carried(life: History) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(str(each.effective_on), each.lots) for each in life.of(e.RolledOver)]


def test_the_first_day_of_a_membership_ends_nothing() -> None:
    both = [facial(quantity=3, **CAPPED), facial(id="peel", quantity=3, grants="1 week", **CAPPED)]
    terms = plan(benefits=both, cancellation=KEEPS)
    life = enrolled(terms).on("2026-01-08").and_(leaving.cancel).on("2026-01-20")
    back = life.and_(joins(terms, anchor="2026-02-01")).on("2026-02-02")
    assert (lapses(back), carried(back)) == ([], [])
    assert back.held() == {"facial": 6, "peel": 6}
    # a week later the first of the weeks is over: of six peels one goes on
    assert lapses(back.on("2026-02-09")) == [("2026-02-08", ((2, 3), (4, 2)))]


@pytest.mark.parametrize("ends", ["asked for", "the term"])
def test_while_a_pause_keeps_an_end_from_coming_caps_are_taken(ends: str) -> None:
    calendar = {"every": "1 month", "anchor": "calendar"}
    pause = {"billing": "shift", "expiry": "running"}
    facts: dict[str, Any] = {"cancellation": {"effective": "period_end"}}
    if ends == "the term":
        facts, pause = {"term": {"cycles": 1, "at_end": "end"}}, {**pause, "term": "extended"}
    terms = plan(benefits=[facial(quantity=2, grants=calendar, **CAPPED)], pause=pause, **facts)
    life = enrolled(terms).on("2026-01-10")
    if ends == "asked for":
        life = life.and_(leaving.cancel)
    assert str(life.state.ending.ends_on if life.state.ending else life.state.term_ends_on) == (
        "2026-02-05"
    )
    life = life.on("2026-01-20").and_(pausing.pause, day("2026-03-10")).on("2026-03-09")
    assert life.state.status == "paused"
    assert lapses(life) == [("2026-02-01", ((1, 1),))]
    assert carried(life) == [("2026-02-01", ((1, 1),)), ("2026-03-01", ((1, 1),))]


@pytest.mark.parametrize("others", [[], [facial(id="peel", grants="1 week")]])
def test_once_a_clock_has_run_out_its_lots_go_by_the_billing_periods(
    others: list[dict[str, Any]],
) -> None:
    twice = facial(quantity=3, grants={"every": "1 week", "times": 2}, **CAPPED)
    life = enrolled(plan(benefits=[twice, *others])).on("2026-03-06")
    facials = {lot.id for lot in life.state.lots.values() if lot.benefit == "facial"}
    gone = [(on, takes) for on, takes in lapses(life) if takes[0][0] in facials]
    # of three one goes on; of four, where the second week has ended on the 19th, too
    assert [(on, sum(units for _, units in takes)) for on, takes in gone] == [
        ("2026-01-12", 2),
        ("2026-02-05", 3),
    ]


def test_a_last_stretch_that_runs_over_a_billing_date_takes_no_cap_there() -> None:
    once = facial(quantity=3, grants={"every": "2 months", "times": 1}, **CAPPED)
    life = enrolled(plan(benefits=[once])).on("2026-04-06")
    assert lapses(life) == [("2026-03-05", ((1, 2),))]
    assert [on for on, _ in carried(life)] == ["2026-03-05", "2026-04-05"]


def test_a_clock_that_a_pause_moves_ends_no_stretch_on_its_old_day() -> None:
    monthly = facial(quantity=3, grants="1 month", **CAPPED)
    terms = plan(
        benefits=[facial(id="peel"), monthly], pause={"billing": "shift", "expiry": "running"}
    )
    life = enrolled(terms).on("2026-01-20").and_(pausing.pause, day("2026-03-01"))
    # 40 days: the month to 5 February ends on 17 March; the peel has its own day
    assert lapses(life.on("2026-03-18")) == [("2026-02-05", ((1, 1),)), ("2026-03-17", ((2, 2),))]


def test_what_is_disputed_does_not_hide_what_is_not() -> None:
    life = enrolled(plan(benefits=[facial(quantity=2, **CAPPED)])).on("2026-02-10")
    life = life.and_(lambda work: refunding.dispute(work, work.state.charges["ch_1_1"]))
    assert lapses(life.on("2026-03-05")) == [
        ("2026-02-05", ((1, 1),)),
        ("2026-03-05", ((2, 1),)),
    ]


# A policy of the host's own


def keeps(percent: int) -> dict[str, Any]:
    return {"policy": "acme.keep-share", "version": 2, "with": {"percent": percent}}


def joined(terms: Plan) -> History:
    return given(policies=own_policies.ALL).and_(joins(terms))


def test_what_an_own_policy_takes_is_told_with_its_name() -> None:
    life = joined(plan(benefits=[facial(quantity=4, rollover=keeps(50))])).on("2026-02-06")
    assert (lapses(life), carried(life)) == (
        [("2026-02-05", ((1, 2),))],
        [("2026-02-05", ((1, 2),))],
    )
    assert [each.policy for each in life.of(e.Lapsed)] == ["acme.keep-share/2"]
    assert [each.policy for each in life.of(e.RolledOver)] == ["acme.keep-share/2"]


def test_what_becomes_money_as_a_period_ends_is_judged_with_the_next() -> None:
    converts = {"to": "bank", "at": "30.00", "when": "period_end"}
    unit = facial(quantity=2, converts=converts, standalone_price="100.00")
    money = {"id": "bank", "kind": "value_credit", "amount": "0.00", "rollover": keeps(50)}
    life = joined(plan(benefits=[unit, money], recognition={"method": "allocated"}))
    (event,) = life.on("2026-02-06").of(e.UnitsConverted)
    assert event.lots[0].rollover is not None
    assert event.lots[0].rollover.name == "acme.keep-share/2"
    assert lapses(life.on("2026-02-06")) == []
    # of 60.00 of February a half; what came on 5 March is of the next
    assert lapses(life.on("2026-03-06")) == [("2026-03-05", ((2, 3000),))]


def test_lots_that_became_those_of_another_benefit_keep_the_policy_they_came_with() -> None:
    two = [facial(quantity=4, rollover=keeps(50)), facial(id="peel", rollover=keeps(100))]
    gold = plan(
        id="gold",
        price="299.00",
        upgrade={"when": "next_period", "converts": {"facial": "peel"}},
        benefits=[facial(id="peel", rollover="unlimited")],
    )
    life = joined(plan(benefits=two)).and_(changing.change_plan, gold, "next_period")
    life = life.on("2026-02-06")
    assert lapses(life) == [("2026-02-05", ((1, 2),))]
    # two that were facials, by their own policy: one goes on
    (converted,) = life.of(e.LotsConverted)
    into = converted.lots[0].into
    assert lapses(life.on("2026-03-06"))[1:] == [("2026-03-05", ((into, 1),))]
    assert life.on("2026-03-06").state.lots[2].free == 1
