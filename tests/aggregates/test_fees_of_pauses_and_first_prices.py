"""What a pause costs and how long its fee is earned; who has a first price."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import changing, leaving, pausing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_bill

from .spec import History, day, enrolled, joins, plan

SOON: dict[str, Any] = {"upgrade": {"when": "next_period"}, "downgrade": {"when": "next_period"}}


def paused(from_on: str, until: str | None, **facts: Any) -> History:
    last = day(until) if until else None
    return enrolled(plan(**facts)).on("2026-01-10").and_(pausing.pause, last, day(from_on))


def test_a_skipped_period_is_told_with_its_dates() -> None:
    skipped = (
        paused("2026-02-01", "2026-02-20", pause={"billing": "skip"})
        .on("2026-02-06")
        .of(e.PeriodSkipped)[0]
    )
    assert (skipped.n, skipped.start, skipped.end, skipped.cause) == (
        1,
        date(2026, 2, 5),
        date(2026, 3, 5),
        "paused",
    )


@pytest.mark.parametrize(
    ("until", "per", "start", "end"),
    [
        # of each cycle: until the next billing date, or the end of the pause if that is sooner
        (None, "cycle", "2026-01-10", "2026-02-05"),
        ("2026-01-20", "cycle", "2026-01-10", "2026-01-20"),
        ("2026-03-20", "cycle", "2026-01-10", "2026-02-05"),
        # of the pause: until its end; where none is known, until the next billing date
        ("2026-03-20", "pause", "2026-01-10", "2026-03-20"),
        (None, "pause", "2026-01-10", "2026-02-05"),
    ],
)
def test_the_fee_of_a_pause_is_earned_until_the_day_that_is_known(
    until: str | None, per: str, start: str, end: str
) -> None:
    terms = {"pause": {"billing": "skip", "fee": {"amount": "10.00", "per": per}}}
    life = paused("2026-01-10", until, **terms)
    (fee,) = life.of(e.FeeBilled)
    assert (fee.amount, fee.start, fee.end) == (1000, day(start), day(end))


def test_a_fee_on_a_billing_date_is_earned_until_the_next() -> None:
    fees = {"pause": {"billing": "skip", "fee": "10.00"}}
    life = paused("2026-02-01", "2026-03-20", **fees).on("2026-03-21")
    stretches = [(fee.start, fee.end) for fee in life.of(e.FeeBilled)]
    assert stretches == [
        (date(2026, 2, 1), date(2026, 2, 5)),
        (date(2026, 2, 5), date(2026, 3, 5)),
        (date(2026, 3, 5), date(2026, 3, 20)),
    ]
    begun = paused("2026-02-05", "2026-02-20", **fees).on("2026-02-21")
    assert [(fee.start, fee.end) for fee in begun.of(e.FeeBilled)] == [
        (date(2026, 2, 5), date(2026, 2, 20))
    ]
    longer = paused("2026-02-05", "2026-03-20", **fees).on("2026-02-06")
    assert [(fee.start, fee.end) for fee in longer.of(e.FeeBilled)] == [
        (date(2026, 2, 5), date(2026, 3, 5))
    ]
    free = paused("2026-02-01", "2026-03-20", pause={"billing": "skip"}).on("2026-03-21")
    assert free.of(e.FeeBilled) == []
    cheap = paused("2026-02-01", None, pause={"fee": "0.01"}).on("2026-02-06")
    assert [fee.amount for fee in cheap.of(e.FeeBilled)] == [1, 1]


def test_a_first_price_is_of_those_who_never_left_it() -> None:
    first = plan(introductory_price={"cycles": 6, "price": "99.00"})
    away = enrolled(first).and_(changing.change_plan, plan(id="mist", price="89.00", **SOON))
    back = away.on("2026-02-06").and_(changing.change_plan, first.model_copy(update={"level": 9}))
    told = next_bill(back.state)
    assert told is not None
    assert told.rate == 19900


def test_who_comes_back_has_the_first_price_again() -> None:
    first = plan(
        introductory_price={"cycles": 6, "price": "99.00"},
        cancellation={"effective": "immediately"},
    )
    mist = plan(id="mist", price="89.00", cancellation={"effective": "immediately"}, **SOON)
    left = enrolled(mist).and_(leaving.cancel).on("2026-01-20")
    back = left.and_(joins(first))
    assert back.of(e.DuesBilled)[-1].rate == 9900
