"""When a request ends a membership, and what leaving early costs, at the edges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Plan, read_plan
from memberledger.policies import leaving
from memberledger.policies.leaving import RequestedEnd, early_termination_fee
from memberledger.values import Duration, Schedule

FIFTH = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
TERM_ENDS = date(2026, 7, 5)


def d(text: str) -> date:
    return date.fromisoformat(text)


def plan(**facts: Any) -> Plan:
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "term": {"cycles": 6}, **facts}
    return read_plan({k: v for k, v in terms.items() if v is not None}, "USD")


@pytest.mark.parametrize(
    ("notice", "asked", "ends"),
    [
        ("0 days", "2026-01-31", "2026-02-01"),
        ("0 days", "2026-02-01", "2026-03-01"),  # after the request
        ("1 day", "2026-01-31", "2026-02-01"),  # on the notice's end
        ("2 days", "2026-01-31", "2026-03-01"),
        ("0 days", "2028-02-28", "2028-03-01"),
        ("0 days", "2026-12-15", "2027-01-01"),
    ],
)
def test_an_end_with_the_month(notice: str, asked: str, ends: str) -> None:
    terms = plan(cancellation={"effective": "month_end", "notice": notice}).cancellation
    boundary = FIFTH.next_day_after(d(asked))
    assert leaving.ends_on(terms, d(asked), boundary, FIFTH) == d(ends)


@pytest.mark.parametrize(
    ("effective", "notice", "asked", "term_ends", "renews", "ends", "at"),
    [
        ("period_end", "0 days", "2026-02-10", "2026-07-05", True, "2026-03-05", "period"),
        ("immediately", "0 days", "2026-02-10", "2026-07-05", True, "2026-02-10", "date"),
        ("notice_end", "9 days", "2026-02-10", "2026-07-05", True, "2026-02-19", "date"),
        ("month_end", "9 days", "2026-02-10", "2026-07-05", True, "2026-03-01", "date"),
        ("notice_end", "1 cycle", "2026-02-10", "2026-07-05", True, "2026-04-05", "date"),
        ("term_end", "30 days", "2026-06-05", "2026-07-05", True, "2026-07-05", "term"),
        ("term_end", "30 days", "2026-06-06", "2026-07-05", True, "2027-01-05", "term"),
        ("term_end", "30 days", "2026-06-06", "2026-07-05", False, "2026-08-05", "period"),
        ("term_end", "1 cycle", "2026-06-05", "2026-07-05", True, "2026-07-05", "term"),
        ("term_end", "1 cycle", "2026-06-06", "2026-07-05", True, "2027-01-05", "term"),
        ("term_end", "0 days", "2026-07-05", "2026-07-05", True, "2026-08-05", "period"),
        ("term_end", "0 days", "2026-02-10", None, True, "2026-03-05", "period"),
    ],
)
def test_a_request_ends_the_membership(
    effective: str,
    notice: str,
    asked: str,
    term_ends: str | None,
    renews: bool,
    ends: str,
    at: Any,
) -> None:
    terms = plan(cancellation={"effective": effective, "notice": notice})
    running = d(term_ends) if term_ends else None
    boundary = FIFTH.next_day_after(d(asked))
    found = leaving.requested_end(terms, d(asked), boundary, FIFTH, running, renews=renews)
    assert found == RequestedEnd(d(ends), at)


@pytest.mark.parametrize(("asked", "ends"), [("2026-01-31", "2026-02-01"), ("2026-02-01", None)])
def test_a_running_period_that_is_no_whole_one_ends_the_membership(
    asked: str, ends: str | None
) -> None:
    stub_ends = d("2026-02-01")  # not one of the schedule's days
    terms = plan(cancellation={"effective": "period_end"}).cancellation
    found = leaving.ends_on(terms, d(asked), stub_ends, FIFTH)
    assert found == (d(ends) if ends else d("2026-02-05"))


def test_a_term_without_an_equal_one_to_follow_is_not_looked_for() -> None:
    terms = plan(term=None, cancellation={"effective": "term_end", "notice": "60 days"})
    found = leaving.requested_end(
        terms, d("2026-06-06"), d("2026-07-05"), FIFTH, TERM_ENDS, renews=True
    )
    assert found == RequestedEnd(d("2026-08-05"), "period")


def test_an_equal_term_is_counted_in_billing_dates_or_in_its_own_cycles() -> None:
    assert leaving.next_term_end(plan(), d("2026-07-05"), FIFTH) == d("2027-01-05")
    assert leaving.next_term_end(plan(), d("2026-07-06"), FIFTH) == d("2027-01-06")
    with pytest.raises(ValueError, match=r"^glow has no term$"):
        leaving.next_term_end(plan(term=None), d("2026-07-05"), FIFTH)


@pytest.mark.parametrize(
    ("at_end", "pending", "opted_in", "happens"),
    [
        ("month_to_month", False, False, "go_on"),
        ("renew", False, False, "renew"),
        ("renew", True, False, "go_on"),
        ("end", False, True, "end"),
        ("end", True, True, "end"),
        ("opt_in", False, True, "renew"),
        ("opt_in", True, True, "go_on"),
        ("opt_in", False, False, "end"),
        (None, False, True, "go_on"),
    ],
)
def test_what_happens_on_a_terms_end(
    at_end: str | None, pending: bool, opted_in: bool, happens: str
) -> None:
    terms = plan(term={"cycles": 6, "at_end": at_end} if at_end else None)
    assert leaving.at_term_end(terms, pending=pending, opted_in=opted_in) == happens


@pytest.mark.parametrize(
    ("fee", "ends", "owed"),
    [
        ({"kind": "cycles", "cycles": 2}, "2026-03-05", 39800),
        ({"kind": "cycles", "cycles": 2}, "2026-06-05", 19900),  # never more than are left
        ({"kind": "cycles", "cycles": 2}, "2026-06-06", 0),
        ({"kind": "all_remaining"}, "2026-03-05", 79600),
        ({"kind": "all_remaining"}, "2026-03-06", 59700),
        ({"kind": "all_remaining"}, "2026-06-06", 0),
        ({"kind": "percent_remaining", "percent": 0}, "2026-03-05", 0),
        ({"kind": "percent_remaining", "percent": 50}, "2026-03-05", 39800),
        ({"kind": "percent_remaining", "percent": "12.5"}, "2026-04-05", 7463),  # 7462.5
        ({"kind": "fixed", "amount": "150.00"}, "2026-03-05", 15000),
        ({"kind": "fixed", "amount": "0.00"}, "2026-03-05", 0),
    ],
)
def test_a_fee_for_what_is_left_of_the_commitment(
    fee: dict[str, Any], ends: str, owed: int
) -> None:
    terms = plan(early_termination_fee=fee)
    assert early_termination_fee(terms, d(ends), TERM_ENDS, FIFTH) == owed
    assert early_termination_fee(terms, d(ends), None, FIFTH) == 0
    assert early_termination_fee(terms, TERM_ENDS, TERM_ENDS, FIFTH) == 0


ALWAYS = plan(early_termination_fee={"kind": "fixed", "amount": "150.00", "applies": "always"})


def test_a_fee_that_always_applies_is_not_owed_at_a_terms_end() -> None:
    assert early_termination_fee(ALWAYS, TERM_ENDS, TERM_ENDS, FIFTH) == 0
    for other in (date(2026, 6, 5), date(2026, 8, 5)):
        assert early_termination_fee(ALWAYS, other, TERM_ENDS, FIFTH) == 15000


def test_without_a_term_a_fee_that_always_applies_is_of_all_its_cycles() -> None:
    fee = {"kind": "cycles", "cycles": 2, "applies": "always"}
    terms = plan(term=None, early_termination_fee=fee)
    assert early_termination_fee(terms, d("2026-03-05"), None, FIFTH) == 39800
    assert early_termination_fee(terms, d("2026-03-05"), d("2026-02-05"), FIFTH) == 39800


@pytest.mark.parametrize(
    ("within", "asked", "owed"),
    [
        ("14 days", "2026-01-18", 0),
        ("14 days", "2026-01-19", 15000),
        ("2 cycles", "2026-03-19", 0),  # the second period began on the 20th, after a pause
        ("2 cycles", "2026-03-20", 15000),
    ],
)
def test_a_while_after_the_sale_leaving_is_free(within: str, asked: str, owed: int) -> None:
    fee = {"kind": "fixed", "amount": "150.00", "waived_within": within}
    terms = plan(early_termination_fee=fee)
    shifted = Schedule(d("2026-03-20"), FIFTH.cycle)
    told = {
        "sold_on": d("2026-01-05"),
        "requested_on": d(asked),
        "begun": [d("2026-01-05"), d("2026-02-05")],
    }
    assert early_termination_fee(terms, d("2026-04-20"), TERM_ENDS, shifted, **told) == owed
    unknown = {**told, "requested_on": None}
    assert early_termination_fee(terms, d("2026-04-20"), TERM_ENDS, shifted, **unknown) == 15000
    unsold = {**told, "sold_on": None}
    assert early_termination_fee(terms, d("2026-04-20"), TERM_ENDS, shifted, **unsold) == 15000


@pytest.mark.parametrize(
    ("final", "ends", "dues"),
    [
        ("by_day", "2026-03-05", 31000),  # ends as it begins: another period's business
        ("by_day", "2026-03-06", 1000),
        ("by_day", "2026-04-04", 30000),
        ("by_day", "2026-04-05", 31000),
        ("by_day", None, 31000),
        ("full", "2026-03-06", 31000),
    ],
)
def test_the_last_dues(final: str, ends: str | None, dues: int) -> None:
    terms = plan(price="310.00", cancellation={"final_dues": final})
    start, end = d("2026-03-05"), d("2026-04-05")
    over = d(ends) if ends else None
    assert leaving.final_dues(terms, 31000, 31000, start, end, over, 31) == dues


def test_a_period_that_ends_with_the_membership_keeps_its_dues() -> None:
    terms = plan(price="310.00", cancellation={"final_dues": "by_day"})
    start, end = d("2026-03-05"), d("2026-04-05")
    # introductory dues of 99.00 in a period at 310.00 by the day
    assert leaving.final_dues(terms, 9900, 31000, start, end, end, 31) == 9900
    assert leaving.final_dues(terms, 9900, 31000, start, end, start, 31) == 9900
