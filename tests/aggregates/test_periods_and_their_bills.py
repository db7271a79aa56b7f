"""What a period leaves: the dues it was billed, what of them settles where, and what is skipped."""

from __future__ import annotations

from typing import Any

from memberledger.aggregates.member import changing, collecting, leaving, pausing
from memberledger.aggregates.member import events as e

from .spec import History, day, enrolled, facial, given, joins, plan

ON_THE_FIRST: dict[str, Any] = {"anchor": {"day": 1}}


def dues(life: History) -> list[tuple[str, int, int, str | None]]:
    """Of each bill of dues, its first day, the dues, the fee and the day they end, if they do."""
    return [
        (str(bill.start), bill.dues, bill.enrollment_fee, bill.until and str(bill.until))
        for bill in life.of(e.DuesBilled)
    ]


def settled(life: History, bill: int) -> tuple[int, str, str]:
    """What of a bill is access, and from when until when."""
    (split,) = (each for each in life.of(e.BillSettled) if each.bill == bill)
    assert split.shares == ()
    return split.access, str(split.access_start), str(split.access_end)


def test_the_enrollment_fee_goes_with_the_first_dues_after_a_free_first_part() -> None:
    terms = plan(enrollment_fee="50.00", first_period="free", **ON_THE_FIRST)
    life = enrolled(terms, on="2026-01-10").on("2026-03-02")
    assert dues(life) == [
        ("2026-01-10", 0, 0, None),
        ("2026-02-01", 19900, 5000, None),
        ("2026-03-01", 19900, 0, None),
    ]


def test_dues_of_a_last_period_that_is_whole_have_no_day_on_which_they_end() -> None:
    by_day = {"effective": "period_end", "notice": "40 days", "final_dues": "by_day"}
    life = enrolled(plan(cancellation=by_day)).and_(leaving.cancel).on("2026-02-06")
    # 40 days from 5 January are over on 14 February: the period to 5 March is the last
    assert life.state.ending is not None
    assert life.state.ending.ends_on == day("2026-03-05")
    assert dues(life)[1:] == [("2026-02-05", 19900, 0, None)]


def test_credit_that_is_less_than_the_dues_is_used_whole_and_the_card_pays_the_rest() -> None:
    life = enrolled().and_(
        lambda work: collecting.charge_succeeded(work, "c", 500, work.today, None)
    )
    later = life.on("2026-02-06")
    (used,) = later.of(e.CreditUsed)
    assert (used.bill, used.amount, used.sources) == (2, 500, (("c", 500),))
    assert [charge.amount for charge in later.of(e.Charged)] == [19900, 500, 19400]


def test_fees_of_a_year_and_of_a_pause_are_access_of_their_time() -> None:
    terms = plan(
        annual_fee={"amount": "49.00", "first": "at_enrollment"},
        pause={"billing": "skip", "fee": "10.00"},
    )
    life = enrolled(terms).on("2026-01-20").and_(pausing.pause, day("2026-03-01"))
    assert settled(life, 2) == (4900, "2026-01-05", "2027-01-05")
    # a fee until the next billing date, and one for the period that is skipped, until the end
    assert settled(life, 3) == (1000, "2026-01-20", "2026-02-05")
    assert settled(life.on("2026-02-06"), 4) == (1000, "2026-02-05", "2026-03-01")


def test_who_stays_after_all_pays_the_rest_of_the_dues_once() -> None:
    by_day = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
    life = enrolled(plan(cancellation=by_day)).and_(leaving.cancel).on("2026-02-10")
    # 9 of the 28 days from 5 to 14 February: 199.00 x 9 / 28 = 63.96; the other 135.04 come after
    assert dues(life)[1:] == [("2026-02-05", 6396, 0, "2026-02-14")]
    life = life.and_(leaving.reinstate)
    (rest,) = life.of(e.FeeBilled)
    assert (rest.kind, rest.amount) == ("rest_of_dues", 13504)
    assert settled(life, rest.bill) == (13504, "2026-02-14", "2026-03-05")
    again = life.and_(leaving.cancel).and_(leaving.reinstate)
    assert again.of(e.FeeBilled) == [rest]


def test_a_first_part_that_a_pause_skips_does_not_extend_the_term() -> None:
    terms = plan(
        term={"cycles": 3, "at_end": "end"},
        pause={"billing": "skip", "term": "extended"},
        **ON_THE_FIRST,
    )
    life = given(on="2026-01-10").and_(joins(terms, starts=day("2026-01-15")))
    life = life.and_(pausing.pause, day("2026-01-20"), day("2026-01-15")).on("2026-01-21")
    assert [skip.n for skip in life.of(e.PeriodSkipped)] == [-1]
    assert life.state.term_ends_on == day("2026-05-01")


def test_a_length_of_pauses_counts_a_first_whole_period_that_was_skipped() -> None:
    """One period from 15 January is that of 1 February, over on 1 March, if it began."""
    one = {"billing": "skip", "limits": [{"length": "1 cycle", "per": "membership"}]}
    life = enrolled(plan(pause=one, **ON_THE_FIRST), on="2026-01-10").on("2026-01-15")
    life = life.and_(pausing.pause, day("2026-02-10")).on("2026-02-20")
    fifteenth = plan(id="mist", pause=one, anchor={"day": 15}, first_period="free")
    life = life.and_(changing.change_plan, fifteenth, "next_period").on("2026-05-10")
    # whole periods again from 15 March: 15 January to 15 March are 59 days, of which 26 are used
    paused = life.and_(pausing.pause)
    assert paused.state.pause is not None
    assert paused.state.pause.ends_by == day("2026-06-12")


def test_a_clock_carries_over_in_a_pause_that_the_end_waits_for() -> None:
    slow = facial(quantity=2, grants="2 months", rollover={"carryover_limit": 1})
    terms = plan(benefits=[slow], pause={"billing": "shift", "expiry": "running"})
    life = enrolled(terms).and_(leaving.cancel).on("2026-01-28")
    life = life.and_(pausing.pause, day("2026-03-20")).on("2026-03-10")
    assert life.state.ending is not None
    assert life.state.ending.ends_on == day("2026-02-05")
    (lapsed,) = life.of(e.Lapsed)
    assert (str(lapsed.effective_on), lapsed.takes) == ("2026-03-05", ((1, 1),))
