"""On which day a request ends a membership whose term renews, is paused or ends by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import changing, leaving, pausing, term
from memberledger.aggregates.member import events as e

from .spec import Card, History, day, enrolled, given, joins, plan

APRIL = date(2026, 4, 5)
JULY = date(2026, 7, 5)
SHIFTS: dict[str, Any] = {"pause": {"billing": "shift", "term": "extended"}}
SKIPS: dict[str, Any] = {"pause": {"billing": "skip", "term": "extended"}}
FEE: dict[str, Any] = {"kind": "fixed", "amount": "100.00"}


def quarter(at_end: str = "renew", **facts: Any) -> Any:
    """Three months from 5 January to 5 April."""
    return plan(term={"cycles": 3, "at_end": at_end}, **facts)


def resting(terms: Any) -> History:
    """It is 12 January, in a pause from the 10th to the 20th."""
    life = enrolled(terms).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
    return life.on("2026-01-12")


def asked(life: History) -> tuple[date, bool, bool]:
    """The day of the end that was asked for, and whether it is a period's or a term's."""
    event = life.of(e.CancellationRequested)[-1]
    return event.ends_on, event.at_period_end, bool(event.at_term_end)


def fees(life: History) -> list[tuple[str, int]]:
    return [(fee.kind, fee.amount) for fee in life.of(e.FeeBilled)]


# The day of the end


def test_an_end_two_periods_ahead_stays_two_periods_ahead() -> None:
    terms = plan(pause={"billing": "shift"}, cancellation={"notice": "70 days"})
    # 16 March, so 5 April; the period then ends on 15 February and the next two on 15 April
    life = enrolled(terms).and_(leaving.cancel).on("2026-01-10")
    assert asked(life) == (APRIL, True, False)
    (resumed,) = life.and_(pausing.pause, day("2026-01-20")).on("2026-01-21").of(e.Resumed)
    assert (resumed.period_ends_on, resumed.ends_on) == (date(2026, 2, 15), date(2026, 4, 15))


def test_a_notice_that_is_longer_than_the_term_ends_with_the_term() -> None:
    life = enrolled(quarter("end", cancellation={"notice": "100 days"})).and_(leaving.cancel)
    assert asked(life) == (APRIL, False, True)
    assert life.on("2026-04-06").of(e.Cancelled)[0].effective_on == APRIL


def test_a_day_may_be_chosen_after_a_term_that_renews() -> None:
    life = enrolled(quarter()).and_(leaving.cancel, ends_on=day("2026-05-20"))
    assert asked(life) == (date(2026, 5, 20), False, False)


def test_the_last_day_to_choose_is_that_of_the_term_as_the_pause_leaves_it() -> None:
    life = resting(quarter("end", **SHIFTS))
    # ten days of pause: the term ends on 15 April
    life.when(leaving.cancel, ends_on=day("2026-04-16")).then_refused(
        "invalid", ends_on=date(2026, 4, 15)
    )
    chosen = life.and_(leaving.cancel, ends_on=day("2026-04-15"))
    assert asked(chosen) == (date(2026, 4, 15), False, False)
    # of a pause without a last day what has passed of it: two days
    open_end = enrolled(quarter("end", **SHIFTS)).on("2026-01-10").and_(pausing.pause)
    open_end.on("2026-01-12").when(leaving.cancel, ends_on=day("2026-04-08")).then_refused(
        "invalid", ends_on=date(2026, 4, 7)
    )


def test_a_notice_past_the_terms_end_is_in_time_where_a_pause_moves_that_end() -> None:
    notice = {"effective": "term_end", "notice": "90 days"}
    # 12 April lies before 15 April; the end is told as it stands, and moves with the term
    life = resting(quarter(cancellation=notice, **SHIFTS)).and_(leaving.cancel)
    assert asked(life) == (APRIL, False, True)
    (resumed,) = life.on("2026-01-21").of(e.Resumed)
    assert (resumed.term_ends_on, resumed.ends_on) == (date(2026, 4, 15), date(2026, 4, 15))


def test_a_notice_that_is_too_late_for_a_moved_term_runs_to_the_next_one() -> None:
    notice = {"effective": "term_end", "notice": "100 days"}
    # 22 April lies after 15 April: three months later, which is 5 July as it stands
    life = resting(quarter(cancellation=notice, **SHIFTS)).and_(leaving.cancel)
    assert asked(life) == (JULY, False, True)
    (resumed,) = life.on("2026-01-21").of(e.Resumed)
    assert (resumed.term_ends_on, resumed.ends_on) == (date(2026, 4, 15), date(2026, 7, 15))


def test_a_term_that_the_member_wanted_renewed_is_followed_by_another() -> None:
    late = {"effective": "term_end", "notice": "30 days"}
    terms = quarter("opt_in", cancellation=late)
    wanted = enrolled(terms).and_(term.renew).on("2026-03-20").and_(leaving.cancel)
    assert asked(wanted) == (JULY, False, True)
    # who has not asked for it is over with the term
    assert asked(enrolled(terms).on("2026-03-20").and_(leaving.cancel)) == (APRIL, False, True)


def test_an_end_of_a_term_that_a_change_has_replaced_stays_on_its_day() -> None:
    gold = plan(
        id="gold",
        price="299.00",
        term={"cycles": 12},
        upgrade={"when": "now", "term": "restart"},
        **SHIFTS,
    )
    life = enrolled(quarter(cancellation={"effective": "term_end"})).and_(leaving.cancel)
    assert asked(life) == (APRIL, False, True)
    life = (
        life.on("2026-01-10")
        .and_(changing.change_plan, gold)
        .and_(pausing.pause, day("2026-01-20"))
    )
    (resumed,) = life.on("2026-01-21").of(e.Resumed)
    # the twelve whole periods from 5 February, and ten days
    assert (resumed.term_ends_on, resumed.ends_on) == (date(2027, 2, 15), None)
    assert life.on("2026-04-06").of(e.Cancelled)[0].effective_on == APRIL


# What it costs


def test_an_end_at_the_end_of_a_later_term_costs_nothing() -> None:
    late = {"effective": "term_end", "notice": "30 days"}
    terms = quarter(cancellation=late, early_termination_fee={**FEE, "applies": "always"})
    life = enrolled(terms).on("2026-03-20").and_(leaving.cancel)
    assert asked(life) == (JULY, False, True)
    over = life.on("2026-07-06")
    assert over.of(e.Cancelled)[0].effective_on == JULY
    assert fees(over) == []


def test_who_asked_for_a_free_end_owes_no_fee_as_dunning_ends_it_sooner() -> None:
    card = Card()
    terms = quarter(
        early_termination_fee=FEE,
        cancellation={"effective": "notice_end", "notice": "40 days"},
        dunning=[{"after": "3 days", "do": ["cancel"]}],
    )
    life = given(card=card).and_(joins(terms)).on("2026-03-01")
    # 10 April is after the commitment, which ends on the 5th
    life = life.and_(leaving.cancel)
    card.code = "insufficient_funds"
    over = life.on("2026-03-09")
    assert [(each.effective_on, each.cause) for each in over.of(e.Cancelled)] == [
        (date(2026, 3, 8), "dunning")
    ]
    assert fees(over) == []


def test_an_end_that_a_pause_has_left_inside_the_term_costs_the_fee() -> None:
    terms = quarter(
        early_termination_fee=FEE,
        cancellation={"effective": "notice_end", "notice": "30 days"},
        **SKIPS,
    )
    # the period of 5 March is skipped, so that the term ends a month later than 5 April
    life = enrolled(terms).on("2026-03-04").and_(pausing.pause).on("2026-03-06")
    life = life.and_(leaving.cancel).on("2026-04-06")
    assert asked(life) == (APRIL, False, False)
    assert life.of(e.Resumed)[0].term_ends_on == date(2026, 5, 5)
    assert fees(life) == [("early_termination_fee", 10000)]


def test_leaving_is_free_for_the_first_cycle_as_long_as_a_pause_makes_it() -> None:
    terms = quarter(
        early_termination_fee={**FEE, "waived_within": "1 cycle"}, pause={"billing": "shift"}
    )
    life = enrolled(terms).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
    # the first cycle ends on 15 February
    inside = life.on("2026-02-14").and_(leaving.cancel)
    assert fees(inside.on("2026-03-16")) == []
    after = life.on("2026-02-15").and_(leaving.cancel)
    assert fees(after.on("2026-03-16")) == [("early_termination_fee", 10000)]
