"""What a part of a period costs."""

from __future__ import annotations

from memberledger.values import half_up

__all__ = ["POLICY_BY_DAY", "POLICY_DIFFERENCE", "POLICY_NONE", "by_day", "change_by_day"]

POLICY_BY_DAY = "proration.by_day/1"
POLICY_DIFFERENCE = "proration.difference/1"
POLICY_NONE = "proration.none/1"


def by_day(price: int, days: int, whole: int) -> int:
    """Price x days / days of the whole period, half up to the minor unit.

    >>> by_day(10000, 12, 31)
    3871

    Raises:
        ValueError: `whole` is not positive.
    """
    return half_up(price * days, whole)


def change_by_day(new: int, old: int, days_left: int, whole: int) -> int:
    """What a change of price costs for the days left, minor units; negative is a credit.

    Each side is rounded by itself: round(new x left / whole) - round(old x left / whole), where
    `old` is the price that was billed for those days. The change day is the new price's.

    >>> change_by_day(29900, 19900, 16, 31)
    5161
    """
    return by_day(new, days_left, whole) - by_day(old, days_left, whole)
