"""What acts a limit counts: the days of a window around an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from memberledger.terms.base import Window
from memberledger.values import Duration
from memberledger.values.dates import plus_months

__all__ = ["Spans", "bounds"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spans:
    """The billing cycle and the term that hold an act's day, each half open; None where none."""

    cycle: tuple[date, date] | None = None
    term: tuple[date, date] | None = None


def bounds(window: Window, day: date, spans: Spans) -> tuple[date, date]:
    """The days [first, last) in which acts count with an act on `day`.

    A duration is rolling, (day - duration, day]; `cycle` and `term` are the ones that hold the day,
    or the day alone where none does; `calendar_month` and `calendar_year` are the calendar's;
    `membership` is all the time at this practice, across enrollments.

    >>> bounds(Duration.parse("1 month"), date(2026, 3, 10), Spans())
    (datetime.date(2026, 2, 11), datetime.date(2026, 3, 11))
    >>> bounds("calendar_year", date(2026, 3, 10), Spans())
    (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    """
    if isinstance(window, Duration):
        return window.before(day) + _DAY, day + _DAY
    if window == "membership":
        return date.min, date.max
    if window == "calendar_month":
        first = day.replace(day=1)
        return first, plus_months(first, 1)
    if window == "calendar_year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    span = spans.cycle if window == "cycle" else spans.term
    return span if span is not None else (day, day + _DAY)
