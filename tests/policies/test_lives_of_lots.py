"""How long a lot lives: paid late, extended, and after the end of a membership."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Plan, read_plan
from memberledger.policies import after_end, cadences, extending, rollover
from memberledger.policies.after_end import Ended, Fate
from memberledger.terms import Benefit, UsableFor
from memberledger.values import Duration, Schedule

MONTH = Duration.parse("1 month")
FIFTH = Schedule(date(2026, 1, 5), MONTH)


def d(text: str) -> date:
    return date.fromisoformat(text)


def plan(**facts: Any) -> Plan:
    return read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")


def facial(**facts: Any) -> Benefit:
    terms = {"id": "facial", "kind": "service_credit", "quantity": 1, **facts}
    return plan(benefits=[terms]).benefits[0]


@pytest.mark.parametrize(
    ("terms", "ends"),
    [
        # of the period to 5 February, paid on 20 April: that period ends on 5 May
        ({}, "2026-05-05"),
        ({"rollover": "none"}, "2026-05-05"),
        ({"rollover": {"grace": "7 days"}}, "2026-05-05"),
        ({"rollover": {"grace": "4 months"}}, "2026-06-05"),
        ({"rollover": {"periods": 1}}, "2026-05-05"),
        ({"rollover": {"periods": 4}}, "2026-06-05"),
        ({"rollover": {"periods": 1}, "expires": "3 days"}, "2026-04-23"),
        ({"expires": "1 cycle"}, "2026-06-05"),
    ],
)
def test_a_lot_paid_late_lives_at_least_through_the_period_it_was_paid_in(
    terms: Any, ends: str
) -> None:
    until = rollover.expiry(
        facial(**terms), d("2026-04-20"), d("2026-02-05"), d("2026-05-05"), FIFTH, FIFTH
    )
    assert until == d(ends)


def test_periods_beyond_are_those_of_the_cadence_and_expires_counts_billing_periods() -> None:
    weekly = Schedule(d("2026-01-05"), Duration.parse("1 week"))
    two = facial(grants="1 week", rollover={"periods": 2})
    day, end = d("2026-01-05"), d("2026-01-12")
    assert rollover.expiry(two, day, end, end, weekly, FIFTH) == d("2026-01-26")
    cycle = facial(grants="1 week", expires="1 cycle")
    assert rollover.expiry(cycle, day, end, end, weekly, FIFTH) == d("2026-02-05")


def test_a_lot_is_lengthened_by_a_later_day_that_is_to_come() -> None:
    today = d("2026-02-10")
    ends = d("2026-02-05")
    assert extending.lengthens(ends, d("2026-02-11"), today)
    assert not extending.lengthens(ends, today, today)  # that day it could not be used
    assert not extending.lengthens(d("2026-03-05"), d("2026-03-05"), today)
    assert extending.lengthens(d("2026-03-05"), d("2026-03-06"), today)
    assert not extending.lengthens(None, d("2026-03-05"), today)


def test_only_what_ran_out_comes_back_and_not_what_a_cap_took() -> None:
    lapses = [(d("2026-01-20"), 1), (d("2026-02-05"), 2), (d("2026-02-06"), -1)]
    assert extending.ran_out(lapses, d("2026-02-05")) == 1
    assert extending.ran_out(lapses, d("2026-02-06")) == 0
    assert extending.ran_out(lapses, d("2026-01-20")) == 2
    assert extending.ran_out(lapses, None) == 0


@pytest.mark.parametrize(
    ("word", "until"),
    [
        (None, "2026-06-04"),
        ("end", "2026-06-04"),
        ("request", "2026-04-12"),
        ("last_payment", "2026-04-07"),
        ("last_billing", "2026-04-05"),
    ],
)
def test_what_is_left_is_usable_from_the_day_the_terms_name(word: str | None, until: str) -> None:
    terms = UsableFor.model_validate({"usable_for": "60 days", **({"from": word} if word else {})})
    ended = Ended(
        d("2026-04-05"),
        request=d("2026-02-11"),
        last_payment=d("2026-02-06"),
        last_billing=d("2026-02-04"),
    )
    assert after_end.fate(terms, ended, FIFTH) == Fate("usable_for", d(until))


def test_where_there_is_no_such_day_the_end_is_taken() -> None:
    ended = Ended(d("2026-04-05"))
    assert {ended.since(word) for word in ("request", "last_payment", "last_billing", None)} == {
        ended.end
    }


def test_periods_after_the_end_are_counted_from_the_periods_there_were() -> None:
    terms = UsableFor.model_validate({"usable_for": "2 cycles", "from": "request"})
    begun = (d("2026-01-05"), d("2026-02-05"), d("2026-03-05"))
    ended = Ended(d("2026-03-05"), request=d("2026-01-05"), begun=begun)
    moved = Schedule(d("2026-03-20"), MONTH)
    assert after_end.fate(terms, ended, moved).until == d("2026-03-05")
    assert after_end.fate(terms, Ended(d("2026-03-05"), d("2026-01-05")), moved).until == d(
        "2026-05-20"
    )


def test_a_benefits_own_word_on_the_end_wins_and_gifts_are_forfeited() -> None:
    of_lot = after_end.of_lot
    keeps = facial(after_end="keep")
    assert of_lot("forfeit", keeps, promotional=False) == "keep"
    assert of_lot("keep", None, promotional=False) == "keep"
    assert of_lot("keep", None, promotional=True) == "forfeit"
    assert of_lot("keep", facial(promotional=True), promotional=False) == "forfeit"
    metered = Benefit(id="off", kind="discount", percent=10, quantity=1)
    assert of_lot("keep", metered, promotional=False) == "forfeit"


def test_an_end_by_dunning_has_its_own_terms_where_the_plan_gives_some() -> None:
    terms = plan(cancellation={"after_end": "keep", "involuntary": {"after_end": "forfeit"}})
    assert after_end.terms_of(terms, involuntary=True) == "forfeit"
    assert after_end.terms_of(terms, involuntary=False) == "keep"
    fee = plan(cancellation={"after_end": "keep", "involuntary": {"early_termination_fee": True}})
    assert after_end.terms_of(fee, involuntary=True) == "keep"
    assert after_end.terms_of(plan(cancellation={"after_end": "keep"}), involuntary=True) == "keep"


def test_a_clock_of_the_calendar_starts_on_the_first_of_the_month() -> None:
    calendar = facial(grants={"every": "1 month", "anchor": "calendar"})
    own = facial(grants={"every": "1 month"})
    assert cadences.base(calendar, d("2026-01-20")) == d("2026-01-01")
    assert cadences.base(own, d("2026-01-20")) == d("2026-01-20")


@pytest.mark.parametrize(
    ("base", "since", "start", "end", "found"),
    [
        ("2026-01-05", None, "2026-01-05", "2026-02-05", (0, 1)),
        ("2026-01-05", None, "2026-02-05", "2026-03-05", (1, 1)),
        ("2026-01-05", None, "2026-01-06", "2026-02-05", (1, 0)),
        ("2026-01-05", None, "2026-01-06", "2026-02-06", (1, 1)),
        ("2026-01-05", None, "2026-02-04", "2026-04-06", (1, 3)),
        ("2026-01-01", "2026-01-20", "2026-01-20", "2026-02-20", (0, 2)),
        ("2026-01-01", "2026-01-20", "2026-01-21", "2026-02-20", (1, 1)),
        ("2026-01-01", "2026-01-20", "2026-02-20", "2026-03-20", (2, 1)),
        ("2026-03-05", None, "2026-01-05", "2026-02-05", (0, 0)),
    ],
)
def test_the_stretches_that_come_due_in_a_period(
    base: str, since: str | None, start: str, end: str, found: tuple[int, int]
) -> None:
    ticks = d(since) if since else None
    assert cadences.due_within(d(base), MONTH, ticks, d(start), d(end)) == found
