"""What billing credit will be left for the next dues, once the fees before them have used some."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import amending, collecting, pausing
from memberledger.aggregates.member.billing import NextBill, next_bill

from .spec import Card, History, day, enrolled, given, joins, plan

CREDIT = 15000
YEARLY: dict[str, Any] = {"annual_fee": {"amount": "49.00", "first": "at_enrollment"}}
TAX: dict[str, Any] = {"tax": {"rate": "10", "on": ["annual_fee"]}}
EACH: dict[str, Any] = {"pause": {"billing": "skip", "fee": {"amount": "10.00", "per": "cycle"}}}


def foretold(life: History) -> NextBill:
    """The next dues of a member who has 150.00 of billing credit."""
    life = life.and_(collecting.charge_succeeded, "gift", CREDIT, life.today)
    told = next_bill(life.state)
    assert told is not None
    card = Card()
    after = History(life.events, card, life.today)
    after.on(date.fromordinal(told.on.toordinal() + 1).isoformat())
    assert card.asked[:1] == ([told.asked] if told.asked else [])
    return told


def ahead(**facts: Any) -> History:
    """Sold on 5 January, from the 10th on, billed from 1 February on."""
    return given().and_(joins(plan(**facts), starts=day("2026-01-10"), anchor="2026-02-01"))


def test_an_annual_fee_of_the_first_day_comes_before_the_first_dues() -> None:
    told = foretold(ahead(**YEARLY))
    assert (told.on, told.fees, told.asked) == (date(2026, 2, 1), 4900, 19900 - 10100)
    later = {"annual_fee": {"amount": "49.00", "first": "anniversary"}}
    assert foretold(ahead(**later)).fees == 0
    # with tax of 10 % on annual fees alone
    assert foretold(ahead(**YEARLY, **TAX)).fees == 5390


def test_each_annual_fee_before_the_next_dues_is_told() -> None:
    """Dues of three years, and two fees until then; the third is asked for after the dues."""
    terms = plan(cycle="3 years", **YEARLY)
    told = foretold(enrolled(terms).on("2026-01-10"))
    assert (told.on, told.fees, told.asked) == (date(2029, 1, 5), 9800, 19900 - 5200)


def test_without_credit_no_fees_are_told() -> None:
    told = next_bill(ahead(**YEARLY).state)
    assert told is not None
    assert (told.credit, told.fees, told.asked) == (0, 0, 19900)


@pytest.mark.parametrize(
    ("until", "fees", "on"),
    [
        ("2026-02-05", 0, "2026-02-05"),
        ("2026-02-06", 1000, "2026-03-05"),
        ("2026-03-05", 1000, "2026-03-05"),
        ("2026-03-06", 2000, "2026-04-05"),
    ],
)
def test_a_running_pause_costs_its_fee_on_each_date_that_it_skips(
    until: str, fees: int, on: str
) -> None:
    life = enrolled(plan(**EACH)).on("2026-01-20").and_(pausing.pause, day(until))
    told = foretold(life)
    assert (told.fees, told.on) == (fees, day(on))


def test_a_pause_before_a_first_part_ahead_skips_no_date_of_a_month_before() -> None:
    """The first part is from 5 to 15 February; a month before its end is 15 January."""
    life = given().and_(joins(plan(anchor={"day": 15}, **EACH), anchor="2026-02-05"))
    life = life.on("2026-01-08").and_(pausing.pause, day("2026-02-01"))
    told = foretold(life)
    assert (told.fees, told.on) == (0, date(2026, 2, 5))


def test_a_pause_ahead_costs_what_the_terms_of_its_first_day_say() -> None:
    """The first part was billed; from 1 February on a pause costs 20.00."""
    terms = {"anchor": {"day": 1}}
    once = {"billing": "skip", "fee": {"amount": "10.00", "per": "pause"}}
    life = enrolled(plan(pause=once, **terms)).on("2026-01-10")
    life = life.and_(pausing.pause, day("2026-02-20"), day("2026-02-01"))
    assert foretold(life).fees == 1000
    new = plan(version=2, pause={**once, "fee": {"amount": "20.00", "per": "pause"}}, **terms)
    told = foretold(life.and_(amending.amend, new, day("2026-02-01"), None))
    assert (told.fees, told.on) == (2000, date(2026, 3, 1))
