"""A commitment's end, leaving by the term, by the day, by dunning, and coming back."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Plan
from memberledger.aggregates.member import collecting, leaving, pausing, redeeming, term
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_dues

from .spec import Asking, Card, History, day, enrolled, facial, happened, joins, plan

FEE = {"kind": "fixed", "amount": "150.00"}


def committed(at_end: str, **facts: Any) -> Plan:
    """Two cycles of 199.00 from 5 January: the term ends on 5 March."""
    return plan(term={"cycles": 2, "at_end": at_end}, early_termination_fee=FEE, **facts)


def cancel(ends_on: str | None = None, waive: str | None = None) -> Asking:
    return lambda work: leaving.cancel(work, waive=waive, ends_on=day(ends_on) if ends_on else None)


def pause(until: str | None = None) -> Asking:
    return lambda work: pausing.pause(work, day(until) if until else None)


# The term's end


def test_a_term_begins_anew_before_that_days_dues() -> None:
    life = enrolled(committed("renew")).on("2026-03-05")
    kinds = [type(event) for event in life.events if event.effective_on == day("2026-03-05")]
    assert kinds[:2] == [e.Lapsed, e.TermRenewed]
    assert kinds[2] is e.DuesBilled
    assert life.of(e.TermRenewed)[0].ends_on == day("2026-05-05")
    assert life.state.spans_on(day("2026-03-05")).term == (day("2026-03-05"), day("2026-05-05"))


def test_a_term_goes_on_and_on() -> None:
    life = enrolled(committed("renew"), on="2026-01-31").on("2026-12-31")
    assert [str(each.ends_on) for each in life.of(e.TermRenewed)] == [
        "2026-05-31",
        "2026-07-31",
        "2026-09-30",
        "2026-11-30",
        "2027-01-31",
    ]


def test_no_new_term_begins_while_a_cancellation_is_pending() -> None:
    terms = committed("renew", cancellation={"notice": "45 days"})
    life = enrolled(terms).on("2026-02-10").and_(leaving.cancel).on("2026-03-05")
    assert [type(each) for each in life.of(e.TermEnded)] == [e.TermEnded]
    # no commitment any more: neither staying nor an end on 5 April binds or costs
    stays = life.and_(leaving.reinstate).on("2026-06-05")
    assert (stays.state.status, stays.of(e.TermRenewed)) == ("active", [])
    ended = life.on("2026-04-05")
    assert (ended.state.status, ended.of(e.FeeBilled)) == ("cancelled", [])


def test_an_end_by_the_term_is_told_as_such_and_costs_nothing() -> None:
    life = enrolled(committed("end")).on("2026-03-05")
    assert life.of(e.Cancelled)[0].cause == "term_over"
    assert (life.of(e.FeeBilled), len(life.of(e.DuesBilled))) == ([], 2)


def test_an_end_by_the_term_comes_before_a_later_one_that_was_asked_for() -> None:
    terms = committed("end", cancellation={"notice": "60 days"})
    life = enrolled(terms).on("2026-02-10").and_(leaving.cancel)
    assert life.state.ending is not None
    assert life.state.ending.ends_on == day("2026-03-05")
    life.on("2026-02-11").and_(leaving.reinstate).when(cancel("2026-03-06")).then_refused("invalid")


def test_a_renewal_is_asked_for_while_a_term_runs_that_waits_for_it() -> None:
    enrolled(committed("renew")).when(term.renew).then_refused("invalid")
    life = enrolled(committed("opt_in"))
    life.when(term.renew).then(happened(e.RenewalRequested))
    life.and_(term.renew).when(term.renew).then_nothing_happened()
    life.and_(leaving.cancel).when(term.renew).then_refused("invalid")
    life.on("2026-03-05").when(term.renew).then_refused("cancelled")


def test_a_shift_pause_leaves_the_terms_end_where_it_is() -> None:
    terms = committed("renew", pause={"billing": "shift"})
    life = enrolled(terms).on("2026-01-20").and_(pause("2026-02-19")).on("2026-03-10")
    # dues moved to 7 March, the term did not
    assert life.state.next_billing_on() == day("2026-04-07")
    assert life.of(e.TermRenewed)[0].effective_on == day("2026-03-05")
    assert life.of(e.TermRenewed)[0].ends_on == day("2026-05-05")


@pytest.mark.parametrize("at_end", ["renew", "end"])
def test_a_pause_that_extends_the_term_holds_its_end_back(at_end: str) -> None:
    terms = committed(at_end, pause={"billing": "shift", "term": "extended"})
    life = enrolled(terms).on("2026-02-20").and_(pause("2026-03-22"))
    life = life.on("2026-03-21")
    assert (life.of(e.TermRenewed), life.of(e.Cancelled)) == ([], [])
    # thirty days later than 5 March
    life = life.on("2026-04-05")
    done = life.of(e.TermRenewed) if at_end == "renew" else life.of(e.Cancelled)
    assert [str(each.effective_on) for each in done] == ["2026-04-04"]


def test_an_end_at_the_terms_end_moves_with_the_term() -> None:
    terms = committed(
        "renew",
        pause={"billing": "shift", "term": "extended"},
        cancellation={"effective": "term_end"},
    )
    life = enrolled(terms).on("2026-02-10").and_(leaving.cancel).on("2026-02-20")
    life = life.and_(pause("2026-03-22")).on("2026-03-22")
    assert life.state.ending is not None
    assert life.state.ending.ends_on == day("2026-04-04")
    life = life.on("2026-04-04")
    assert (life.state.status, life.of(e.FeeBilled)) == ("cancelled", [])


# The last dues


def test_a_short_first_period_is_billed_to_the_end_that_is_known() -> None:
    terms = plan(
        price="310.00",
        anchor={"day": 1},
        cancellation={"effective": "notice_end", "notice": "20 days", "final_dues": "by_day"},
    )
    life = enrolled(terms, on="2026-03-05", anchor="2026-03-10").and_(leaving.cancel)
    # ends on 25 March: 10 to 25 March are 15 of the 31 days from 1 March
    assert next_dues(life.state) == (day("2026-03-10"), 15000)
    billed = life.on("2026-03-10").of(e.DuesBilled)[0]
    assert (billed.dues, billed.until, billed.end) == (15000, day("2026-03-25"), day("2026-04-01"))


def test_an_introductory_price_is_cut_by_the_day_too() -> None:
    terms = plan(
        introductory_price={"cycles": 2, "price": "28.00"},
        cancellation={"effective": "notice_end", "notice": "30 days", "final_dues": "by_day"},
    )
    # 17 January + 30 days is 16 February, 11 of 28 days
    life = enrolled(terms).on("2026-01-17").and_(leaving.cancel).on("2026-02-05")
    assert [bill.dues for bill in life.of(e.DuesBilled)] == [2800, 1100]


def test_the_cents_of_a_part_and_of_its_rest_are_those_of_the_whole() -> None:
    terms = plan(
        cancellation={"effective": "notice_end", "notice": "20 days", "final_dues": "by_day"}
    )
    life = enrolled(terms).on("2026-01-26").and_(leaving.cancel).on("2026-02-06")
    # 15 February is 10 of 28 days: 71.07
    assert life.of(e.DuesBilled)[1].dues == 7107
    life = life.and_(leaving.reinstate)
    rest = life.of(e.FeeBilled)[0]
    assert (rest.kind, rest.amount) == ("rest_of_dues", 19900 - 7107)
    assert (rest.start, rest.end) == (day("2026-02-15"), day("2026-03-05"))
    assert life.of(e.BillSettled)[-1].access_end == day("2026-03-05")


# By dunning


def test_a_second_fee_is_never_owed() -> None:
    terms = committed(
        "month_to_month",
        cancellation={"notice": "20 days", "involuntary": {"early_termination_fee": True}},
        dunning=[{"after": "3 days", "do": ["cancel"]}],
    )
    card = Card()
    life = enrolled(terms, card=card).on("2026-01-20").and_(leaving.cancel)
    card.code = "insufficient_funds"
    life = life.on("2026-06-01")
    assert [str(each.effective_on) for each in life.of(e.Cancelled)] == ["2026-02-08"]
    assert [fee.amount for fee in life.of(e.FeeBilled)] == [15000]


def test_a_cancellation_by_dunning_soon_after_the_sale_costs_nothing() -> None:
    terms = plan(
        term={"cycles": 2},
        early_termination_fee={**FEE, "waived_within": "2 months"},
        cancellation={"involuntary": {"early_termination_fee": True}},
        dunning=[{"after": "3 days", "do": ["cancel"]}],
    )
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-08")
    assert (life.state.status, life.of(e.FeeBilled)) == ("cancelled", [])


# Afterwards


def test_a_late_payment_grants_only_what_the_end_left() -> None:
    card = Card()
    terms = plan(
        benefits=[
            facial(rollover="unlimited", after_end={"usable_for": "60 days"}),
            facial(id="peel", rollover="unlimited"),
        ],
        cancellation={"effective": "immediately"},
    )
    life = enrolled(terms, card=card).on("2026-02-04")
    card.code = "insufficient_funds"
    life = life.on("2026-02-10").and_(leaving.cancel)
    assert life.held() == {"facial": 1}
    card.code = None
    paid = life.and_(collecting.replace_card)
    assert paid.held() == {"facial": 2}
    assert {str(lot.expires_on) for lot in paid.state.open_lots.values()} == {"2026-04-11"}


def test_what_is_reversed_after_the_end_goes_as_its_benefit_says() -> None:
    terms = plan(
        benefits=[facial(after_end="keep"), facial(id="peel")],
        cancellation={"effective": "immediately"},
    )
    used = enrolled(terms)
    for benefit in ("facial", "peel"):
        used = used.and_(_use(benefit))
    life = used.and_(leaving.cancel)
    for benefit in ("facial", "peel"):
        life = life.and_(_undo(benefit))
    assert life.held() == {"facial": 1}


def _use(benefit: str) -> Asking:
    return lambda work: redeeming.redeem(work, benefit, 1, key=benefit)


def _undo(benefit: str) -> Asking:
    return lambda work: redeeming.reverse(work, benefit)


# Coming back


def test_who_comes_back_where_nobody_does_is_refused() -> None:
    terms = plan(reenrollment={"allowed": False}, cancellation={"effective": "immediately"})
    life = enrolled(terms).and_(leaving.cancel).on("2026-03-01")
    life.when(joins(terms)).then_refused("not_allowed", ended_on=day("2026-01-05"))


def test_an_enrollment_fee_that_was_given_up_is_billed_again() -> None:
    terms = plan(
        enrollment_fee="50.00",
        reenrollment={"enrollment_fee": "once"},
        cancellation={"effective": "immediately"},
        dunning=[{"after": "3 days", "do": ["write_off"]}],
    )
    card = Card("insufficient_funds")
    life = enrolled(terms, card=card).on("2026-01-08").and_(leaving.cancel)
    card.code = None
    life = life.and_(joins(terms))
    assert life.of(e.DuesBilled)[-1].enrollment_fee == 5000
    again: History = life.and_(leaving.cancel).on("2026-01-09").and_(joins(terms))
    assert again.of(e.DuesBilled)[-1].enrollment_fee == 0


def test_what_comes_with_each_term_comes_with_a_new_one_too() -> None:
    gift = facial(id="gift", grants="each_term", rollover="unlimited")
    life = enrolled(committed("renew", benefits=[gift])).on("2026-03-04")
    assert life.held() == {"gift": 1}
    assert life.on("2026-04-05").held() == {"gift": 2}


def test_a_part_of_the_dues_and_its_rest_are_taxed_as_dues() -> None:
    terms = plan(
        price="280.00",
        tax={"rate": 10, "on": ["dues"]},
        cancellation={"effective": "notice_end", "notice": "20 days", "final_dues": "by_day"},
    )
    life = enrolled(terms).on("2026-01-26").and_(leaving.cancel)
    # 15 February is 10 of 28 days: 100.00, and 10.00 of tax
    assert next_dues(life.state) == (day("2026-02-05"), 11000)
    life = life.on("2026-02-06").and_(leaving.reinstate)
    assert [charge.amount for charge in life.of(e.Charged)] == [30800, 11000, 19800]
