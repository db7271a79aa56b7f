"""Which lots a pause moves and which not, and by what the end of a commitment moves."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import (
    changing,
    deciding,
    leaving,
    pausing,
    refunding,
    reserving,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_dues

from .spec import (
    JANUARY,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    happened,
    joins,
    plan,
)

AT_ONCE = {"effective": "immediately"}


def rested(life: History, start: str, until: str) -> Any:
    """The end of a pause between two days."""
    paused = life.on(start).and_(pausing.pause, day(until))
    return paused.on(until).of(e.Resumed)[-1]


def pauses(**terms: Any) -> dict[str, Any]:
    return {"pause": {"term": "extended", **terms}}


# Lots


def test_a_lot_that_expires_as_the_pause_begins_is_over() -> None:
    # of January and February: the first expires on 5 February, the second a month later
    resumed = rested(enrolled(plan(pause={})), "2026-02-05", "2026-02-15")
    assert resumed.expiries == ((2, date(2026, 3, 15)),)


def test_a_lot_that_lapsed_before_its_charge_was_disputed_does_not_come_back() -> None:
    life = enrolled(plan(pause={})).on("2026-02-05")
    life = life.and_(refunding.dispute, refunding.find_charge(life.state, None, JANUARY))
    assert life.state.lots[1].disputed_on == date(2026, 2, 5)
    assert rested(life, "2026-02-10", "2026-02-20").expiries == ((2, date(2026, 3, 15)),)


def test_a_lot_whose_clock_a_dispute_has_stopped_is_moved_also_past_its_day() -> None:
    life = enrolled(plan(pause={})).on("2026-01-20")
    life = life.and_(refunding.dispute, refunding.find_charge(life.state, None, JANUARY))
    # it would have ended on 5 February, and February's ends on 5 March
    assert rested(life, "2026-02-10", "2026-02-20").expiries == (
        (1, date(2026, 2, 15)),
        (2, date(2026, 3, 15)),
    )


def test_a_lot_of_a_membership_that_is_over_is_not_moved() -> None:
    terms = plan(pause={}, cancellation=AT_ONCE)
    back = enrolled(terms).on("2026-01-10").and_(leaving.cancel).on("2026-01-15")
    resumed = rested(back.and_(joins(terms)), "2026-01-20", "2026-01-30")
    assert resumed.expiries == ((2, date(2026, 2, 25)),)


# The period


def test_a_pause_before_the_first_billing_date_moves_that_date() -> None:
    treat = {"id": "treat", "kind": "service_credit", "quantity": 1}
    grants = {"occasion": "birthday", "per": "calendar_year"}
    terms = plan(pause={"billing": "shift"}, benefits=[{**treat, "grants": grants}])
    life = given().and_(joins(terms, anchor="2026-01-15")).on("2026-01-07")
    life = life.and_(pausing.pause, day("2026-01-17")).on("2026-01-18")
    assert life.of(e.Resumed)[0].period_ends_on == date(2026, 1, 25)
    told = life.when(deciding.occasion, "birthday").then_refused("too_soon").refused
    assert told is not None
    assert told.message == "nothing is granted before the first period on 2026-01-25"
    assert [each.start for each in life.on("2026-02-26").of(e.DuesBilled)] == [
        date(2026, 1, 25),
        date(2026, 2, 25),
    ]


def test_a_pause_that_begins_with_a_period_begins_with_a_whole_one() -> None:
    terms = plan(pause={"starts": "next_period"}, anchor={"day": 15})
    ahead = given().and_(joins(terms, starts=day("2026-02-01")))
    ahead.when(pausing.pause).then(happened(e.PauseScheduled, from_on=day("2026-02-15")))


# A pause that is planned


def test_a_pause_that_waits_forbids_its_own_days_and_no_other() -> None:
    glow = plan(pause={}, benefits=[facial(rollover="unlimited")])
    life = enrolled(glow).and_(pausing.pause, day("2026-01-30"), day("2026-01-20"))
    for on in ("2026-01-20", "2026-01-29"):
        life.when(reserving.reserve, "facial", 1, key="a", for_on=day(on)).then_refused("paused")
    for on in ("2026-01-19", "2026-01-30"):
        life.when(reserving.reserve, "facial", 1, key="a", for_on=day(on)).then(
            happened(e.Reserved, for_on=day(on))
        )
    # a plan without pauses will be in force on its day
    steady = plan(id="gold", price="299.00", benefits=[facial(rollover="unlimited")])
    life = enrolled(glow).and_(pausing.pause, day("2026-02-28"), day("2026-02-10"))
    life = life.and_(changing.change_plan, steady, "next_period")
    life.when(reserving.reserve, "facial", 1, key="a", for_on=day("2026-02-12")).then(
        happened(e.Reserved)
    )


def planned_in_a_row() -> History:
    """It is 10 February; a pause from 5 March waits, which needs two paid periods before it."""
    card = Card()
    terms = plan(
        pause={"after_cycles": 2},
        benefits=[facial(rollover="unlimited")],
        use_while={"past_due": "all"},
        dunning=[{"after": "90 days", "do": ["retry"]}],
    )
    life = given(card=card).and_(joins(terms)).on("2026-01-20")
    life = life.and_(pausing.pause, day("2026-04-10"), day("2026-03-05"))
    card.code = "insufficient_funds"
    return life.on("2026-02-10")


def test_dues_that_are_owed_count_as_paid_for_what_is_foretold_and_for_nothing_else() -> None:
    life = planned_in_a_row()
    # by 5 March February may be paid: then March and April are paused
    assert next_dues(life.state) == (date(2026, 5, 5), 19900)
    # as things stand the row is broken, and the pause will not begin
    life.when(reserving.reserve, "facial", 1, key="a", for_on=day("2026-03-12")).then(
        happened(e.Reserved)
    )
    life.on("2026-03-10").when(pausing.pause, waived="hardship").then_refused(
        "too_soon", needed=2, paid=0
    )


# The term


def test_a_pause_of_who_is_bound_to_no_term_extends_none() -> None:
    # a change leaves the commitment as it is: there is none
    bound = plan(id="gold", price="299.00", term={"cycles": 12}, **pauses())
    life = enrolled().and_(changing.change_plan, bound).on("2026-01-10")
    assert rested(life, "2026-01-10", "2026-02-20").term_ends_on is None


def test_a_commitment_that_is_over_is_not_extended() -> None:
    bound = plan(term={"cycles": 3, "at_end": "month_to_month"}, **pauses(billing="skip"))
    for start in ("2026-04-05", "2026-04-06"):
        assert rested(enrolled(bound), start, "2026-05-20").term_ends_on is None
    # the day before it is: 5 April is skipped, and so is 5 May
    assert rested(enrolled(bound), "2026-04-04", "2026-05-20").term_ends_on == date(2026, 6, 5)


def test_periods_skipped_after_other_billing_dates_extend_a_term_by_their_days() -> None:
    terms = plan(term={"cycles": 6}, **pauses(billing="skip"))
    pairs = plan(
        id="pairs", price="399.00", cycle="2 months", term={"cycles": 3}, **pauses(billing="skip")
    )
    life = enrolled(terms).and_(changing.change_plan, pairs).on("2026-01-10").and_(pausing.pause)
    life = life.on("2026-06-10").when(pausing.resume)
    # two months from 5 February are 59 days and the next two 61; the term ended on 5 July
    assert [(each.start, each.n) for each in life.of(e.PeriodSkipped)] == [
        (date(2026, 2, 5), 0),
        (date(2026, 4, 5), 1),
        (date(2026, 6, 5), 2),
    ]
    # 59 + 61 + 61 days: 5 June to 5 August as well
    assert life.of(e.Resumed)[0].term_ends_on == date(2027, 1, 2)


def test_an_end_two_terms_ahead_falls_on_the_billing_dates_as_the_pause_has_moved_them() -> None:
    terms = plan(
        term={"cycles": 1, "at_end": "renew"},
        cancellation={"effective": "term_end", "notice": "70 days"},
        **pauses(billing="shift"),
    )
    # 70 days from 21 January are 1 April: the end of the term of 21 March, 21 April
    life = enrolled(terms, on="2026-01-21").and_(leaving.cancel)
    (asked,) = life.of(e.CancellationRequested)
    assert (asked.ends_on, asked.at_term_end) == (date(2026, 4, 21), True)
    # 38 days: the running period and its term end on 31 March, the next ones on 30 April, 31 May
    resumed = rested(life, "2026-01-25", "2026-03-04")
    assert (resumed.period_ends_on, resumed.term_ends_on) == 2 * (date(2026, 3, 31),)
    assert resumed.ends_on == date(2026, 5, 31)
