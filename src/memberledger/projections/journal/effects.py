"""What one event changes, as lines and runs of days, seen from any day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings, Line, Touched
from memberledger.projections.layers import LotMoney, Worth
from memberledger.projections.times import Run, TimeMoney

__all__ = ["Change", "Signed", "change_at"]

Signed = tuple[Run, int, str, int]
"""A run of days, 1 or -1, the name of its accounts, the bill."""
Change = tuple[list[Line], list[Signed]]


def change_at(touched: Touched, money: Holdings, day: date) -> Change:
    """The difference that an event makes to all balances, from a day on.

    Args:
        touched: what the event changed.
        money: the holdings after it.
        day: on or after every event that the holdings are made of.
    """
    lines = touched.lines
    if touched.lots:
        lines = [*lines, *_of_lots(touched.lots, money.lots)]
    if not touched.times:
        return lines, []
    moved, runs = _of_days(touched.times, money.times, day)
    return [*lines, *moved], runs


def _of_lots(before: Mapping[int, Worth], after: Mapping[int, LotMoney]) -> list[Line]:
    """Of each lot, the difference of its balances: what was deferred, then where it went."""
    lines: list[Line] = []
    for number, was in before.items():
        lot = after[number]
        now = lot.worth()
        if was == now:
            continue
        bill, own = lot.bill, number if number > 0 else None
        for account, i in (
            (accounts.deferred(lot.benefit), 3),
            (accounts.earned(lot.benefit), 0),
            (accounts.NO_SHOW, 1),
            (accounts.BREAKAGE, 2),
        ):
            if was[i] != now[i]:
                lines.append((account, was[i] - now[i], bill, own, None))
    return lines


def _of_days(
    before: Mapping[int, TimeMoney | None], after: Mapping[int, TimeMoney], day: date
) -> Change:
    """Of the layers of each bill and account, the same; a cut alone makes no difference.

    The days that are left of each, less those that were; what stays is not told.
    """
    moved: dict[tuple[int, str], list[int]] = {}
    runs: list[Signed] = []
    for time, sign in _sides(before, after):
        if not time.total:
            continue
        now, run = time.seen(day)
        sums = moved.setdefault((time.bill, time.name), [0, 0, 0])
        sums[0] -= sign * now.deferred
        sums[1] -= sign * now.earned
        sums[2] -= sign * now.breakage
        if run is not None:
            opposite = (run, -sign, time.name, time.bill)
            if opposite in runs:
                runs.remove(opposite)
            else:
                runs.append((run, sign, time.name, time.bill))
    lines: list[Line] = []
    for (bill, name), sums in moved.items():
        named = (*accounts.time_accounts(name), accounts.BREAKAGE)
        lines += [(named[i], part, bill, None, None) for i, part in enumerate(sums) if part]
    return lines, runs


def _sides(
    before: Mapping[int, TimeMoney | None], after: Mapping[int, TimeMoney]
) -> Iterable[tuple[TimeMoney, int]]:
    for number, old in before.items():
        if old is not None:
            yield old, -1
        yield after[number], 1
