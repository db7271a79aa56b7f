"""A benefit's own clock: when it waits, how often it comes, and what becomes of a grant put off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import clocks, collecting, deciding, pausing
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


def paused(grants: Any, billing: str = "shift", **facts: Any) -> History:
    terms = plan(benefits=[facial(grants=grants)], pause={"billing": billing}, **facts)
    return enrolled(terms).on("2026-01-10").and_(pausing.pause)


@pytest.mark.parametrize(
    ("grants", "waits"),
    [
        ("2 weeks", True),
        ("1 month", True),
        # what comes less often than a period has its own days, and so have dates of the calendar
        ("2 months", False),
        ({"every": "2 weeks", "anchor": "calendar"}, False),
        ("each_period", False),
    ],
)
def test_what_comes_within_a_period_waits_for_its_new_end(grants: Any, waits: bool) -> None:
    s = paused(grants).state
    benefit = s.plan.benefits[0]
    assert clocks.moves_with_the_period(s, benefit, FEBRUARY) is waits
    assert clocks.moves_with_the_period(s, benefit, date(2026, 2, 4)) is False
    assert clocks.moves_with_the_period(paused(grants, "skip").state, benefit, FEBRUARY) is False
    again = paused(grants).on("2026-01-20").and_(pausing.resume).and_(pausing.pause).state
    # resumed after ten days: the period ends on 15 February, and a count begins anew there
    assert (again.next_n, again.next_billing_on()) == (0, date(2026, 2, 15))
    assert clocks.moves_with_the_period(again, benefit, date(2026, 2, 15)) is waits
    terms = plan(benefits=[facial(grants=grants)])
    assert clocks.moves_with_the_period(enrolled(terms).state, benefit, FEBRUARY) is False


def test_a_clock_that_waits_does_not_tick() -> None:
    waits = facial(grants={"every": "2 weeks", "after_cycles": 1})
    life = enrolled(plan(benefits=[waits, facial(id="peel")]))
    benefit = life.state.plan.benefits[0]
    assert clocks.is_ticking(life.state, benefit) is False
    later = life.on("2026-02-06")
    assert clocks.is_ticking(later.state, benefit) is True
    (started,) = later.of(e.BenefitClockStarted)
    assert (started.effective_on, started.benefit, started.base) == (FEBRUARY, "facial", FEBRUARY)


def test_a_clock_has_run_out_once_it_came_as_often_as_it_does() -> None:
    twice = facial(grants={"every": "2 weeks", "times": 2})
    life = enrolled(plan(benefits=[twice]))
    benefit = life.state.plan.benefits[0]
    assert clocks.is_ticking(life.state, benefit) is True
    later = life.on("2026-01-20")
    assert clocks.is_ticking(later.state, benefit) is False
    assert clocks.has_run_out(later.state, benefit) is True


def test_each_clock_that_waits_starts_in_its_own_time() -> None:
    waits = [
        facial(id="late", grants={"every": "2 weeks", "after_cycles": 2}),
        facial(id="soon", grants={"every": "2 weeks", "after_cycles": 1}),
    ]
    started = enrolled(plan(benefits=waits)).on("2026-03-06").of(e.BenefitClockStarted)
    assert [(each.benefit, each.effective_on) for each in started] == [
        ("soon", FEBRUARY),
        ("late", date(2026, 3, 5)),
    ]


def test_no_clock_starts_in_a_pause() -> None:
    waits = facial(grants={"every": "2 weeks", "after_cycles": 1})
    terms = plan(benefits=[waits], pause={"billing": "skip"})
    life = enrolled(terms).on("2026-02-01").and_(pausing.pause, day("2026-02-10"))
    assert life.on("2026-03-04").of(e.BenefitClockStarted) == []
    started = life.on("2026-03-06").of(e.BenefitClockStarted)
    assert [each.effective_on for each in started] == [date(2026, 3, 5)]


@pytest.mark.parametrize(
    ("times", "first", "second", "third"),
    [(None, 3, 2, 2), (4, 3, 1, 0), (3, 3, 0, 0), (2, 2, 0, 0)],
)
def test_how_many_grants_come_due_in_a_period(
    times: int | None, first: int, second: int, third: int
) -> None:
    # every two weeks from 5 January: 5, 19 January and 2 February; 16 February and 2 March;
    # 16 and 30 March
    every = {"every": "2 weeks"} if times is None else {"every": "2 weeks", "times": times}
    s = enrolled(plan(benefits=[facial(grants=every)])).on("2026-03-06").state
    benefit = s.plan.benefits[0]
    assert [clocks.grants_in(s, benefit, s.bills[n]) for n in (1, 2, 3)] == [first, second, third]


def test_what_has_no_clock_has_no_grants_of_its_own() -> None:
    life = enrolled(plan(benefits=[facial()], enrollment_fee="5.00"))
    s = life.state
    assert clocks.grants_in(s, s.plan.benefits[0], s.bills[1]) == 0


# A grant that is put off


def put_off(trigger: str = "payment", card: Any = None, **facts: Any) -> History:
    """Facials every two weeks; a pause from 10 to 25 January holds up the one of the 19th."""
    benefit = facial(grants="2 weeks", trigger=trigger, **facts)
    terms = plan(benefits=[benefit], pause={"billing": "skip"})
    life = given(card=card).and_(joins(terms)) if card else enrolled(terms)
    return life.on("2026-01-10").and_(pausing.pause, day("2026-01-25"))


def test_a_grant_held_up_by_a_pause_comes_with_its_end() -> None:
    life = put_off().on("2026-01-26")
    (delayed,) = life.of(e.GrantDelayed)
    assert (delayed.benefit, delayed.start, delayed.end, delayed.cause) == (
        "facial",
        date(2026, 1, 19),
        date(2026, 2, 2),
        "paused",
    )
    (_, granted) = life.of(e.Granted)
    lot = granted.lots[0]
    assert (granted.effective_on, lot.start, lot.end) == (
        date(2026, 1, 25),
        date(2026, 1, 19),
        date(2026, 2, 2),
    )


def waived(*, grants: bool) -> History:
    """The dues of January are declined, and waived in the pause that holds up a grant."""
    card = Card("insufficient_funds")
    terms = plan(
        benefits=[facial(grants="2 weeks")],
        dunning=[{"after": "30 days", "do": ["retry"]}],
    )
    life = given(card=card).and_(joins(terms)).on("2026-01-20")
    return life.and_(deciding.waive, JANUARY, grants=grants)


def test_what_waits_for_dues_that_are_waived_comes_or_is_given_up() -> None:
    waiting = [(d.benefit, d.start, d.cause) for d in waived(grants=True).of(e.GrantDelayed)]
    assert waiting == [
        ("facial", JANUARY, "unpaid"),
        ("facial", date(2026, 1, 19), "unpaid"),
    ]
    assert len(waived(grants=True).state.lots) == 2
    without = waived(grants=False)
    told = [
        (d.effective_on, d.benefit, d.start, d.end, d.cause) for d in without.of(e.GrantDelayed)
    ]
    today, then, later = date(2026, 1, 20), date(2026, 1, 19), date(2026, 2, 2)
    assert told == [
        (JANUARY, "facial", JANUARY, then, "unpaid"),
        (then, "facial", then, later, "unpaid"),
        (today, "facial", JANUARY, then, "waived"),
        (today, "facial", then, later, "waived"),
    ]
    assert without.state.lots == {}


def test_dues_are_waived_with_what_they_grant_unless_told_otherwise() -> None:
    life = enrolled().and_(deciding.waive, FEBRUARY).on("2026-02-06")
    assert [each.effective_on for each in life.of(e.Granted)] == [JANUARY, FEBRUARY]


def test_a_grant_whose_dues_are_not_paid_as_a_pause_ends_waits_for_them() -> None:
    card = Card()
    terms = plan(
        benefits=[facial(grants="3 weeks")],
        pause={"billing": "skip"},
        dunning=[{"after": "60 days", "do": ["retry"]}],
    )
    life = given(card=card).and_(joins(terms)).on("2026-02-04")
    card.code = "insufficient_funds"
    # 5 and 26 January are paid; 16 February is of the dues that 5 February can't collect
    life = life.on("2026-02-06").and_(
        pausing.pause, day("2026-02-20"), waived="a friend of the house"
    )
    life = life.on("2026-02-21")
    told = [(d.effective_on, d.start, d.cause, d.bill) for d in life.of(e.GrantDelayed)]
    assert told == [
        (date(2026, 2, 16), date(2026, 2, 16), "paused", 2),
        (date(2026, 2, 20), date(2026, 2, 16), "unpaid", 2),
    ]
    card.code = None
    paid = life.and_(collecting.replace_card)
    assert [lot.start for lot in paid.of(e.Granted)[-1].lots] == [date(2026, 2, 16)]
