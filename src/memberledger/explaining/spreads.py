"""Money that is earned by the day: which of its days passed in a window, and what they earned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from memberledger.explaining.arithmetic import Sums
from memberledger.projections.journal import Spread

__all__ = ["joined", "passed_in"]


def joined(spreads: Iterable[Spread]) -> list[Spread]:
    """Spreads, each that a later event took the rest of cut where it did.

    A spread and the one that takes back its rest earn together what its first days do, exactly,
    since what days earn is counted from the first day of their layer.
    """
    kept: list[Spread] = []
    for spread in spreads:
        whole = _whole_of(kept, spread) if spread.sign < 0 else None
        if whole is None:
            kept.append(spread)
            continue
        kept.remove(whole)
        days = spread.offset - whole.offset
        if days:
            kept.append(whole._replace(days=days))
    return kept


def _whole_of(kept: list[Spread], rest: Spread) -> Spread | None:
    """The spread of which this takes back the days from its first on to the last."""
    for spread in kept:
        same = (spread.total, spread.quantity) == (rest.total, rest.quantity)
        if (
            same
            and spread.sign > 0
            and (spread.debit, spread.credit, spread.bill) == (rest.debit, rest.credit, rest.bill)
            and spread.offset + spread.days == rest.offset + rest.days
            and (rest.first_day - spread.first_day).days == rest.offset - spread.offset
            and rest.offset >= spread.offset
        ):
            return spread
    return None


def passed_in(
    spread: Spread, first: date, until: date, currency: str
) -> tuple[int, str, tuple[str, ...]] | None:
    """What the days of a window earned: minor units, in words, and the arithmetic.

    None where none of its days are in the window, or they earn nothing.
    """
    amount = spread.moved(until) - spread.moved(first)
    start = max(first, spread.first_day)
    end = min(until, spread.last_day + timedelta(days=1))
    if start >= end or not amount:
        return None
    was = spread.offset + (start - spread.first_day).days
    now = spread.offset + (end - spread.first_day).days
    days = now - was
    text = f"{days} {'day' if days == 1 else 'days'}, {start} until {end}"
    if spread.bill is not None:
        text += f", of bill {spread.bill}"
    sums = Sums(currency)
    how = sums.so_far(spread.total, was, now, spread.quantity, spread.sign * amount)
    if spread.sign < 0:
        return amount, f"{text}, taken back", (f"less {how}",)
    return amount, text, (how,)
