"""How a membership ends, by request, by the day or by dunning, and what a pause moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import leaving, pausing, reserving

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

THREE: dict[str, Any] = {"term": {"cycles": 3, "at_end": "end"}}
FEE: dict[str, Any] = {"early_termination_fee": {"kind": "fixed", "amount": "100.00"}}


def chased(*, asked: bool = False, term: bool = True, **involuntary: Any) -> History:
    """Dues of 5 February are declined, and dunning ends the membership on the 8th."""
    card = Card()
    ends = {"after_end": "forfeit", "notice": "60 days"}
    terms = plan(
        benefits=[facial(rollover="unlimited")],
        dunning=[{"after": "3 days", "do": ["cancel"]}],
        cancellation={**ends, "involuntary": involuntary} if involuntary else ends,
        **({"term": {"cycles": 12}} if term else {}),
        **FEE,
    )
    life = given(card=card).and_(joins(terms))
    if asked:
        life = life.and_(leaving.cancel)
    card.code = "insufficient_funds"
    return life.on("2026-02-09")


def fees(life: History) -> list[tuple[str, int]]:
    return [(fee.kind, fee.amount) for fee in life.of(e.FeeBilled)]


def test_dunning_ends_a_membership_on_its_own_terms() -> None:
    (over,) = chased(after_end="keep").of(e.Cancelled)
    assert (over.effective_on, over.cause, over.after_end) == (
        date(2026, 2, 8),
        "dunning",
        "keep",
    )
    assert chased().of(e.Cancelled)[0].after_end == "forfeit"
    # who had asked to leave has the terms of that, also when dunning is first
    assert chased(asked=True, after_end="keep").of(e.Cancelled)[0].after_end == "forfeit"


def test_dunning_asks_for_the_fee_only_where_its_terms_say_so() -> None:
    assert fees(chased()) == []
    assert fees(chased(after_end="keep")) == []
    assert fees(chased(early_termination_fee=True)) == [("early_termination_fee", 10000)]
    assert fees(chased(early_termination_fee=True, term=False)) == []


def test_an_end_that_was_asked_for_is_never_on_the_terms_of_dunning() -> None:
    terms = plan(
        benefits=[facial(rollover="unlimited")],
        cancellation={"after_end": "forfeit", "involuntary": {"after_end": "keep"}},
    )
    (over,) = enrolled(terms).and_(leaving.cancel).on("2026-02-06").of(e.Cancelled)
    assert (over.cause, over.after_end) == ("requested", "forfeit")
    ended = enrolled(terms.model_copy(update={"term": plan(**THREE).term})).on("2026-04-06")
    (over,) = ended.of(e.Cancelled)
    assert (over.cause, over.after_end) == ("term_over", "forfeit")


def test_a_day_may_be_chosen_from_the_one_the_terms_give_until_the_terms_end() -> None:
    first = enrolled().and_(leaving.cancel, ends_on=FEBRUARY)
    assert first.state.ending is not None
    assert first.state.ending.ends_on == FEBRUARY
    enrolled().when(leaving.cancel, ends_on=day("2026-02-04")).then_refused(
        "too_soon", earliest=FEBRUARY
    )
    last = enrolled(plan(**THREE))
    assert last.and_(leaving.cancel, ends_on=day("2026-04-05")).state.ending is not None
    last.when(leaving.cancel, ends_on=day("2026-04-06")).then_refused(
        "invalid", ends_on=date(2026, 4, 5)
    )


def test_an_earlier_day_costs_the_fee_it_is_owed_for() -> None:
    terms = plan(term={"cycles": 3}, **FEE)
    life = enrolled(terms).and_(leaving.cancel, ends_on=day("2026-01-20"))
    assert fees(life.on("2026-01-21")) == [("early_termination_fee", 10000)]
    fee = {"early_termination_fee": {**FEE["early_termination_fee"], "waived_within": "10 days"}}
    free = enrolled(plan(term={"cycles": 3}, **fee))
    free.when(leaving.cancel, ends_on=day("2026-01-20")).then_refused("too_soon")
    later = free.on("2026-01-16").and_(leaving.cancel, ends_on=day("2026-01-20"))
    assert fees(later.on("2026-01-21")) == [("early_termination_fee", 10000)]


def test_an_end_releases_what_was_reserved_on_its_day() -> None:
    life = enrolled().and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    life = life.on("2026-01-10").and_(leaving.cancel, waive="moved", ends_on=day("2026-01-12"))
    (released,) = life.on("2026-01-13").of(e.ReservationReleased)
    assert (released.effective_on, released.cause) == (date(2026, 1, 12), "ended")


def test_the_rest_of_dues_that_were_cut_is_billed_by_the_rules_of_leaving() -> None:
    by_day = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
    life = enrolled(plan(cancellation=by_day)).and_(leaving.cancel).on("2026-02-06")
    # the notice ends on 14 February: 9 of 28 days were billed, 19 follow: 199.00 - 63.96
    (rest,) = life.and_(leaving.reinstate).of(e.FeeBilled)
    assert (rest.kind, rest.amount, rest.policy) == ("rest_of_dues", 13504, "leaving/1")
    assert (rest.start, rest.end) == (date(2026, 2, 14), date(2026, 3, 5))


# Pausing


def paused(from_on: str, until: str, *, today: str = "2026-01-10", **facts: Any) -> History:
    life = enrolled(plan(**facts)).on(today)
    return life.and_(pausing.pause, day(until), day(from_on))


def test_a_pause_may_be_asked_for_today_by_its_date() -> None:
    life = paused("2026-01-10", "2026-01-20", pause={})
    assert [each.effective_on for each in life.of(e.Paused)] == [date(2026, 1, 10)]


@pytest.mark.parametrize(("word", "told"), [("extended", "extended"), ("unchanged", None)])
def test_a_pause_tells_whether_it_moves_the_terms_end(word: str, told: str | None) -> None:
    life = paused("2026-01-10", "2026-01-20", pause={"term": word}, **THREE)
    assert life.of(e.Paused)[0].term == told


def test_a_pause_in_debt_says_why_also_where_it_waits() -> None:
    card = Card("insufficient_funds")
    terms = plan(pause={}, dunning=[{"after": "60 days", "do": ["retry"]}])
    life = given(card=card).and_(joins(terms))
    life = life.and_(pausing.pause, day("2026-01-30"), day("2026-01-20"), "a friend")
    assert life.of(e.PauseScheduled)[0].waived == "a friend"
    begun = life.on("2026-01-21").of(e.Paused)
    assert [(each.effective_on, each.waived) for each in begun] == [(date(2026, 1, 20), "a friend")]


def test_a_pause_moves_each_lot_that_ends_and_no_other() -> None:
    both = [facial(rollover="unlimited"), facial(id="peel", rollover={"grace": "30 days"})]
    life = paused("2026-01-10", "2026-01-20", benefits=both, pause={"billing": "skip"})
    (resumed,) = life.on("2026-01-21").of(e.Resumed)
    # 30 days after 5 February are 7 March, and 10 days later it is the 17th
    assert resumed.expiries == ((2, date(2026, 3, 17)),)
    assert (resumed.days, resumed.period_ends_on) == (10, None)


def test_a_pause_moves_an_end_as_many_periods_ahead() -> None:
    notice = {"cancellation": {"notice": "40 days"}, "pause": {"billing": "shift"}}
    life = enrolled(plan(**notice)).and_(leaving.cancel)
    # the notice ends on 14 February, the period then on 5 March
    assert life.state.ending is not None
    assert life.state.ending.ends_on == date(2026, 3, 5)
    life = life.on("2026-01-10").and_(pausing.pause, day("2026-01-20")).on("2026-01-21")
    (resumed,) = life.of(e.Resumed)
    assert (resumed.period_ends_on, resumed.ends_on) == (date(2026, 2, 15), date(2026, 3, 15))
    soon = enrolled(plan(pause={"billing": "shift"})).and_(leaving.cancel).on("2026-01-10")
    (resumed,) = soon.and_(pausing.pause, day("2026-01-20")).on("2026-01-21").of(e.Resumed)
    assert (resumed.period_ends_on, resumed.ends_on) == (date(2026, 2, 15), date(2026, 2, 15))


def test_only_frozen_days_are_given_back() -> None:
    s = paused("2026-01-10", "2026-01-20", pause={}).on("2026-01-25").state
    assert pausing.frozen_days(s, JANUARY, FEBRUARY) == 10
    assert pausing.frozen_days(s, day("2026-01-15"), FEBRUARY) == 5
    assert pausing.frozen_days(s, day("2026-01-20"), FEBRUARY) == 0
    assert pausing.frozen_days(s, JANUARY, day("2026-01-10")) == 0
    running = paused("2026-01-10", "2026-01-20", pause={"expiry": "running"}).on("2026-01-25")
    assert pausing.frozen_days(running.state, JANUARY, FEBRUARY) == 0
