"""A benefit's own cadence: where its stretches begin, and how many come due in a period."""

from __future__ import annotations

from datetime import date

from memberledger.terms import Benefit
from memberledger.values import Duration, count_between

__all__ = ["POLICY", "base", "due_within"]

POLICY = "cadences/1"


def base(benefit: Benefit, first: date) -> date:
    """The first day of the first stretch of a clock that begins to tick on `first`.

    That day itself, or with `anchor: calendar` the first day of the stretch that runs then,
    counted from the 1st of its month: the running grant comes at once.

    >>> terms = {"every": "1 month", "anchor": "calendar"}
    >>> facial = Benefit(id="facial", kind="service_credit", quantity=1, grants=terms)
    >>> base(facial, date(2026, 1, 20))
    datetime.date(2026, 1, 1)
    >>> terms = {"every": "1 week", "anchor": "calendar"}
    >>> peel = Benefit(id="peel", kind="service_credit", quantity=1, grants=terms)
    >>> base(peel, date(2026, 1, 20))
    datetime.date(2026, 1, 15)
    """
    if benefit.cadence is None or not benefit.on_calendar:
        return first
    month = first.replace(day=1)
    return benefit.cadence.after(month, count_between(benefit.cadence, month, first))


def due_within(
    base: date, step: Duration, since: date | None, start: date, end: date
) -> tuple[int, int]:
    """Which stretches come due in [start, end): (number of the first, how many).

    A stretch comes due on its first day; the one that runs when the clock begins to tick, on that
    day (`since`).

    >>> quarter, first = Duration.parse("3 months"), date(2026, 1, 5)
    >>> due_within(first, quarter, None, first, date(2027, 1, 5))
    (0, 4)
    >>> month, today = Duration.parse("1 month"), date(2026, 1, 20)
    >>> due_within(date(2026, 1, 1), month, today, today, date(2026, 2, 20))
    (0, 2)
    """
    k = max(count_between(step, base, start), 0)
    while step.after(base, k) < start and not (k == 0 and since is not None and since >= start):
        k += 1
    count = 0
    while step.after(base, k + count) < end:
        count += 1
    return k, count
