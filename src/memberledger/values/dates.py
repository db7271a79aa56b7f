"""Durations of the trade ("3 months", "30 days") and how they are added to local dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from dateutil.relativedelta import relativedelta

__all__ = ["Duration", "Unit", "count_between", "plus_months"]

Unit = Literal["day", "week", "month", "year"]
_COUNT_MAX = 36_600
_FORM = re.compile(r"([0-9]{1,5}) (day|week|month|year)s?")


@dataclass(frozen=True, slots=True, order=False)
class Duration:
    """A count of days, weeks, months or years; a month added to the 31st is clamped."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read "1 month", "30 days".

        >>> Duration.parse("3 months")
        Duration(count=3, unit='month')

        Raises:
            ValueError: the text is not a whole number and a unit.
        """
        match = _FORM.fullmatch(text) if isinstance(text, str) else None
        if match is None or int(match[1]) > _COUNT_MAX:
            raise ValueError(
                f'{text!r} is not a duration; write a number and a unit, such as "1 month", '
                '"2 weeks", "30 days" or "1 year"'
            )
        return cls(int(match[1]), match[2])  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def is_calendar(self) -> bool:
        """Whether it counts months or years, whose length in days differs."""
        return self.unit in ("month", "year")

    @property
    def months(self) -> int:
        """The length in months; 0 for days and weeks."""
        unit = self.unit
        return self.count if unit == "month" else self.count * 12 if unit == "year" else 0

    @property
    def days(self) -> int:
        """The length in days; 0 for months and years."""
        unit = self.unit
        return self.count if unit == "day" else self.count * 7 if unit == "week" else 0

    def same_as(self, other: Duration) -> bool:
        """Whether both always have the same length: a year is 12 months, two weeks are 14 days.

        >>> Duration.parse("1 year").same_as(Duration.parse("12 months"))
        True
        """
        return (self.months, self.days) == (other.months, other.days)

    @property
    def in_months(self) -> Fraction:
        """The length in months as an exact fraction: days count 12/365 of a month each.

        >>> Duration.parse("1 year").in_months, Duration.parse("30 days").in_months
        (Fraction(12, 1), Fraction(72, 73))
        """
        return Fraction(self.months) if self.is_calendar else Fraction(self.days * 12, 365)

    def after(self, day: date, times: int = 1) -> date:
        """The date `times` durations after `day` (before it, when negative), never chained.

        >>> month = Duration.parse("1 month")
        >>> month.after(date(2026, 1, 31)), month.after(date(2026, 1, 31), 2)
        (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))

        Raises:
            ValueError: the date lies outside the years 1 to 9999.
        """
        try:
            if self.is_calendar:
                return plus_months(day, self.months * times)
            return day + timedelta(days=self.days * times)
        except (OverflowError, ValueError) as error:
            raise ValueError(f"{day} and {times} times {self} is no date") from error

    def before(self, day: date) -> date:
        """The date one duration before `day`, clamped in short months."""
        return self.after(day, -1)


@lru_cache(maxsize=1 << 16)
def plus_months(day: date, months: int, on: int | None = None) -> date:
    """The same day of the month (or `on`) some months later, clamped to the month's end.

    The answers are remembered, since a practice asks for the same few thousand dates all day.

    >>> plus_months(date(2026, 1, 31), 1), plus_months(date(2026, 2, 28), 1, on=31)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))

    Raises:
        ValueError: the date lies outside the years 1 to 9999.
    """
    return day + relativedelta(months=months, day=on)


def count_between(step: Duration, start: date, until: date) -> int:
    """How many whole steps from `start` end on or before `until`; 0 if none.

    >>> count_between(Duration.parse("1 month"), date(2026, 1, 31), date(2026, 3, 30))
    1
    """
    if until <= start:
        return 0
    if step.is_calendar:
        months = (until.year - start.year) * 12 + until.month - start.month
        guess = months // step.months
    else:
        guess = (until - start).days // step.days
    return guess if step.after(start, guess) <= until else guess - 1
