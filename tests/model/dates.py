"""Dates of the model: spans such as "1 month", and a schedule of periods.

A span is (count, unit) with unit "days", "months" or "cycles". A schedule is (anchor, day of the
month or None, cycle): period n begins n cycles after the anchor, clamped to the month's end, and
always counted from the anchor.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

__all__ = [
    "Schedule",
    "Span",
    "begin_of",
    "days",
    "in_months",
    "month_day",
    "next_anchor_day",
    "plus",
    "plus_many",
    "span",
]

Span = tuple[int, str]
Schedule = tuple[date, int | None, Span]

_UNITS = {"day": (1, "days"), "week": (7, "days"), "month": (1, "months"), "year": (12, "months")}


def span(text: str | int) -> Span:
    """ "2 weeks" is (14, "days"), "1 year" is (12, "months"), "1 cycle" is (1, "cycles")."""
    found = re.fullmatch(r"\s*(\d+)\s+(day|week|month|year|cycle)s?\s*", str(text))
    assert found, text
    if found[2] == "cycle":
        return int(found[1]), "cycles"
    times, unit = _UNITS[found[2]]
    return int(found[1]) * times, unit


def month_day(year: int, month: int, day: int) -> date:
    """The day of the month, or the month's last one; the month may be beyond 12 or below 1."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def plus(start: date, length: Span) -> date:
    """The day so much later."""
    return plus_many(start, length, 1)


def plus_many(start: date, length: Span, times: int, day: int | None = None) -> date:
    count, unit = length
    if unit == "days":
        return start + timedelta(days=count * times)
    assert unit == "months", length
    return month_day(start.year, start.month + count * times, day or start.day)


def begin_of(schedule: Schedule, n: int) -> date:
    """The first day of period n."""
    anchor, day, cycle = schedule
    return plus_many(anchor, cycle, n, day)


def next_anchor_day(day: date, of_month: int) -> date:
    """The first date on or after the day that has that day of the month, clamped."""
    this = month_day(day.year, day.month, of_month)
    return this if this >= day else month_day(day.year, day.month + 1, of_month)


def in_months(length: Span) -> Fraction:
    """How many months a span is; a day is 12/365 of one."""
    count, unit = length
    return Fraction(count) if unit == "months" else Fraction(count * 12, 365)


def days(start: date, end: date) -> int:
    return (end - start).days
