"""Whether a benefit that is given on an occasion may come now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.policies.windows import Spans, bounds
from memberledger.terms import GrantOn

__all__ = ["POLICY", "may_come"]

POLICY = "occasions/1"


def may_come(terms: GrantOn, came: Sequence[date], day: date, spans: Spans) -> bool:
    """Whether nothing came of it in the window of `day`.

    Args:
        terms: the occasion and its window.
        came: the days on which the benefit was granted, in any enrollment.
        day: the day of the occasion.
        spans: the billing cycle and the term that hold the day.

    >>> birthday = GrantOn(occasion="birthday", per="calendar_year")
    >>> may_come(birthday, [date(2026, 3, 1)], date(2026, 12, 31), Spans())
    False
    >>> may_come(birthday, [date(2026, 3, 1)], date(2027, 1, 1), Spans())
    True
    """
    first, last = bounds(terms.per, day, spans)
    return not any(first <= on < last for on in came)
