"""Money, durations and periods at their very edges, and what a mistake is told."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger.values import Duration, Schedule, half_up, parse_amount, split
from memberledger.values.dates import count_between

MONTH = Duration.parse("1 month")


def test_the_longest_duration_that_is_read() -> None:
    assert Duration.parse("36600 days").days == 36_600
    words = (
        "^'36601 days' is not a duration; write a number and a unit, "
        'such as "1 month", "2 weeks", "30 days" or "1 year"$'
    )
    with pytest.raises(ValueError, match=words):
        Duration.parse("36601 days")


def test_the_largest_amount_that_is_read() -> None:
    assert parse_amount("10000000000000.00", "USD") == 10**15
    assert parse_amount("1000000000000000", "JPY") == 10**15
    larger = "is larger than any amount this ledger takes$"
    with pytest.raises(ValueError, match=rf"^'10000000000000\.01' {larger}"):
        parse_amount("10000000000000.01", "USD")
    with pytest.raises(ValueError, match=rf"^'12345678901234567890'\.\.\. {larger}"):
        parse_amount("123456789012345678901234", "USD")


def test_a_mistake_with_money_says_what_it_is() -> None:
    for text, currency, words in (
        ("5 dollars", "USD", r"""^'5 dollars' is not an amount, such as "199\.00"$"""),
        ("5.001", "USD", "^'5.001' has more than the 2 decimals of USD$"),
        ("5.5", "JPY", "^'5.5' has more than the 0 decimals of JPY$"),
    ):
        with pytest.raises(ValueError, match=words):
            parse_amount(text, currency)
    with pytest.raises(ValueError, match=r"^the denominator must be positive$"):
        half_up(1, 0)
    words = r"^split needs a total of zero or more and weights of zero or more$"
    with pytest.raises(ValueError, match=words):
        split(1, [])


def test_the_count_of_whole_steps_is_a_whole_number() -> None:
    weeks = count_between(Duration.parse("2 weeks"), date(2026, 1, 5), date(2026, 2, 20))
    assert (weeks, type(weeks)) == (3, int)


@pytest.mark.parametrize(
    ("day", "n"),
    [
        # billed on the 31st, the first time on the last of a February: 31 March is a month later
        ("2026-02-27", -1),
        ("2026-02-28", 0),
        ("2026-03-28", 0),
        ("2026-03-30", 0),
        ("2026-03-31", 1),
        ("2026-04-29", 1),
        ("2026-04-30", 2),
        ("2026-05-28", 2),
        ("2026-05-31", 3),
        ("2028-02-29", 24),
    ],
)
def test_the_period_of_a_day_where_months_have_different_ends(day: str, n: int) -> None:
    clamped = Schedule(date(2026, 2, 28), MONTH, 31)
    assert clamped.index_at(date.fromisoformat(day)) == n


def test_the_next_period_start_is_after_the_day_and_no_later_than_it_must_be() -> None:
    fifth = Schedule(date(2026, 1, 5), MONTH)
    assert fifth.next_day_after(date(2026, 1, 4)) == date(2026, 1, 5)
    assert fifth.next_day_after(date(2026, 1, 5)) == date(2026, 2, 5)
    assert fifth.next_day_after(date(2026, 2, 4)) == date(2026, 2, 5)
