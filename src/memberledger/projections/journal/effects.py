"""What one event changes, as lines and runs of days, seen from any day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings, Line, Touched
from memberledger.projections.layers import LotMoney
from memberledger.projections.times import Run, TimeMoney

__all__ = ["Change", "Signed", "change_at"]

Signed = tuple[Run, int, str, int]
"""A run of days, 1 or -1, the name of its accounts, the bill."""
Change = tuple[list[Line], list[Signed]]

_NOTHING = (0, 0, 0, 0)


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
    return [*lines, *_of_days(touched.times, money.times, day)], _runs(
        touched.times, money.times, day
    )


def _of_lots(before: Mapping[int, LotMoney | None], after: Mapping[int, LotMoney]) -> list[Line]:
    """Of each lot, the difference of its balances: what was deferred, then where it went."""
    lines: list[Line] = []
    for number, old in before.items():
        lot = after[number]
        was, now = old.worth() if old is not None else _NOTHING, lot.worth()
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
) -> list[Line]:
    """Of the layers of each bill and account, the same; a cut alone makes no difference."""
    moved: dict[tuple[int, str], list[int]] = {}
    for time, sign in _sides(before, after):
        if time.total:
            now, sums = time.figures(day), moved.setdefault((time.bill, time.name), [0, 0, 0])
            for i, part in enumerate((now.deferred, now.earned, now.breakage)):
                sums[i] -= sign * part
    lines: list[Line] = []
    for (bill, name), sums in moved.items():
        named = (*accounts.time_accounts(name), accounts.BREAKAGE)
        lines += [(named[i], part, bill, None, None) for i, part in enumerate(sums) if part]
    return lines


def _runs(
    before: Mapping[int, TimeMoney | None], after: Mapping[int, TimeMoney], day: date
) -> list[Signed]:
    """The days that are left of each, less those that were; what stays is not told."""
    found: list[Signed] = []
    for time, sign in _sides(before, after):
        run = time.run(day)
        if run is not None:
            opposite = (run, -sign, time.name, time.bill)
            if opposite in found:
                found.remove(opposite)
            else:
                found.append((run, sign, time.name, time.bill))
    return found


def _sides(
    before: Mapping[int, TimeMoney | None], after: Mapping[int, TimeMoney]
) -> Iterable[tuple[TimeMoney, int]]:
    for number, old in before.items():
        if old is not None:
            yield old, -1
        yield after[number], 1
