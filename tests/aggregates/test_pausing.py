"""Pauses asked for ahead, their limits, their fee, and what they do to a commitment."""

from __future__ import annotations

from typing import Any

from memberledger.aggregates.member import Work, changing, leaving, pausing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_dues

from .spec import Asking, Card, day, enrolled, happened, plan


def pause(
    until: str | None = None, *, start: str | None = None, waived: str | None = None
) -> Asking:
    def act(work: Work) -> None:
        pausing.pause(work, day(until) if until else None, day(start) if start else None, waived)

    return act


def pausable(**terms: Any) -> Any:
    return plan(pause=terms)


def test_a_pause_asked_for_ahead_waits_for_its_day() -> None:
    life = enrolled(pausable()).and_(pause("2026-03-01", start="2026-01-20"))
    life.when(pausing.resume).then(happened(e.ScheduledPauseWithdrawn))
    assert life.on("2026-01-19").state.status == "active"
    begun = life.on("2026-01-20")
    assert (begun.state.status, begun.state.planned_pause) == ("paused", None)
    assert begun.of(e.Paused)[0].ends_by == day("2026-03-01")


def test_a_new_request_replaces_the_pause_that_waits() -> None:
    life = enrolled(pausable()).and_(pause(start="2026-01-20")).and_(pause(start="2026-02-20"))
    assert [str(each.effective_on) for each in life.on("2026-03-01").of(e.Paused)] == ["2026-02-20"]
    life = enrolled(pausable()).and_(pause(start="2026-01-20")).and_(pause("2026-01-10"))
    assert [str(each.effective_on) for each in life.on("2026-03-01").of(e.Paused)] == ["2026-01-05"]


def test_the_end_of_a_membership_calls_the_pause_off() -> None:
    life = enrolled(pausable()).and_(pause(start="2026-02-20")).and_(leaving.cancel)
    assert life.on("2026-03-01").of(e.Paused) == []


def test_a_pause_waits_under_the_terms_that_hold_on_its_day() -> None:
    steady = plan(id="radiance", price="299.00")
    life = enrolled(pausable()).and_(pause(start="2026-02-20"))
    life = life.and_(lambda work: changing.change_plan(work, steady)).on("2026-02-20")
    assert [each.cause for each in life.of(e.ScheduledPauseDropped)] == ["pause_not_allowed"]


def test_a_shift_pause_from_a_billing_date_moves_that_days_dues() -> None:
    terms = pausable(billing="shift", starts="next_period")
    life = enrolled(terms).and_(pause("2026-02-15"))
    assert next_dues(life.state) == (day("2026-02-15"), 19_900)
    billed = life.on("2026-03-15").of(e.DuesBilled)
    assert [str(bill.start) for bill in billed] == ["2026-01-05", "2026-02-15", "2026-03-15"]


def test_the_next_period_of_a_billing_date_is_the_one_after() -> None:
    enrolled(pausable(starts="next_period")).when(pause()).then(
        happened(e.PauseScheduled, "2026-01-05", from_on=day("2026-02-05"))
    )


def test_notice_in_cycles_is_whole_periods() -> None:
    life = enrolled(pausable(notice="1 cycle")).on("2026-01-07")
    life.when(pause()).then(happened(e.PauseScheduled, from_on=day("2026-03-05")))
    life.when(pause(start="2026-02-05")).then_refused(
        "notice_too_short", possible=day("2026-03-05")
    )


def test_a_row_of_paid_periods_comes_before_a_pause() -> None:
    life = enrolled(pausable(after_cycles=2)).on("2026-03-04")
    life.when(pause()).then_refused("too_soon", needed=2, paid=1)
    life.on("2026-03-05").when(pause()).then(happened(e.Paused, "2026-03-05"))


def test_a_row_broken_on_the_way_keeps_the_pause_from_beginning() -> None:
    card = Card()
    life = enrolled(pausable(after_cycles=2), card=card).and_(pause(start="2026-03-10"))
    card.code = "insufficient_funds"
    assert life.on("2026-03-10").of(e.ScheduledPauseDropped)[0].cause == "past_due"


def test_months_of_pause_are_counted_from_the_first_paused_day() -> None:
    terms = pausable(limits=[{"length": "1 month", "per": "calendar_year"}])
    # a month from the 20th of January is 31 days; 12 are used on the 1st of February
    life = enrolled(terms).on("2026-01-20").and_(pause("2026-02-01")).on("2026-04-01")
    life.when(pause()).then(happened(e.Paused, ends_by=day("2026-04-20")))
    life.when(pause("2026-04-21")).then_refused("pause_limit", latest=day("2026-04-20"))


def test_staff_may_waive_a_debt_and_the_stream_says_why() -> None:
    life = enrolled(pausable(), card=Card("insufficient_funds"))
    life.when(pause()).then_refused("past_due")
    life.when(pause(waived="hardship")).then(happened(e.Paused, waived="hardship"))
    assert life.and_(pause(waived="hardship")).state.owed == 19_900


def test_a_fee_of_the_whole_pause_is_earned_until_its_known_end() -> None:
    terms = pausable(fee={"amount": "20.00", "per": "pause"})
    life = enrolled(terms).on("2026-01-20").and_(pause("2026-04-01"))
    (fee,) = life.on("2026-04-01").of(e.FeeBilled)
    assert (fee.amount, fee.start, fee.end) == (2_000, day("2026-01-20"), day("2026-04-01"))


def test_a_term_is_extended_by_whole_periods_and_returns_to_the_31st() -> None:
    terms = plan(pause={"term": "extended"}, term={"cycles": 5})
    life = enrolled(terms, on="2026-01-31").on("2026-02-10").and_(pause("2026-04-10"))
    assert life.state.term_ends_on == day("2026-06-30")
    resumed = life.on("2026-04-10").of(e.Resumed)[0]
    assert resumed.term_ends_on == day("2026-08-31")  # 28 February and 31 March were skipped


def test_a_pause_that_skips_no_period_extends_no_term() -> None:
    terms = plan(pause={"term": "extended"}, term={"cycles": 5})
    life = enrolled(terms).and_(pause("2026-01-20")).on("2026-01-20")
    assert life.of(e.Resumed)[0].term_ends_on is None
