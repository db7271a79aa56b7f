"""Collections: how many dues fail at the first attempt, and what of them is recovered and when.

Sources: Stripe's recovery analytics for what counts (the share of the recurring volume that fails
at first, the share of it that is paid later by any means, without the first payment); the edges are
our own judgement, written beside each figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from memberledger.projections.rates import Ratio
from memberledger.projections.rows.bills import BillEntryRow, BillRow
from memberledger.values import half_up

__all__ = ["MemberBills", "Recovery", "RecoveryMonth", "recovery_of"]


class MemberBills(NamedTuple):
    """A member's bills, and the entries of them in any order."""

    bills: Sequence[BillRow]
    entries: Sequence[BillEntryRow]


@dataclass(frozen=True, slots=True)
class RecoveryMonth:
    """The failed dues that were due in one month.

    Attributes:
        month: its first day.
        recovered: of what failed, minor units.
        age: days from the latest due date among them to the day of asking: a young month is not
            done yet.
    """

    month: date
    recovered: Ratio
    age: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """Dues whose first attempt fell in a window, as far as was known of them on a later day.

    Volumes are the dues in minor units without tax, less what billing credit had paid before.

    Attributes:
        failed: volume whose first attempt was declined, of the volume first attempted.
        failed_count: the same in bills.
        recovered: of the failed volume, paid later by any means and not given back.
        recovered_count: bills whose dues are recovered in full, of the bills that failed.
        days: for each of these, the days from its due date to its payment, ascending.
        months: the failed dues by the month they were due in, the oldest first.
    """

    failed: Ratio
    failed_count: Ratio
    recovered: Ratio
    recovered_count: Ratio
    days: tuple[int, ...]
    months: tuple[RecoveryMonth, ...]

    @property
    def median_days(self) -> str | None:
        """The median of `days`, exact: "6" or "6.5"; None where nothing is recovered."""
        if not self.days:
            return None
        twice = self.days[(len(self.days) - 1) // 2] + self.days[len(self.days) // 2]
        return f"{twice // 2}{'.5' if twice % 2 else ''}"


def recovery_of(members: Iterable[MemberBills], first: date, until: date, as_of: date) -> Recovery:
    """Failure and recovery of the dues first attempted in [first, until), as of the end of a day.

    An attempt is a charge that was paid or declined. Not in it: the first dues above zero of an
    enrollment, fees, upgrade charges, and dues that billing credit, a waiver or a write-off covered
    before anything was attempted. A decline whose charge succeeded after all was none.

    Recovered is what was paid after the failure by a charge or billing credit, less what was
    refunded or lost in a dispute since; what is waived or written off is not. A payment pays the
    dues with their tax first and late fees last; a part of it counts as a part of the dues, half up
    to the minor unit.

    >>> from datetime import date
    >>> march = date(2026, 3, 5)
    >>> dues = BillRow(2, "dues", 1, False, march, "glow@1", 19900, 0, 0, *[0] * 7, None)
    >>> declined = BillEntryRow(8, 2, march, "declined", 19900, "ch_1")
    >>> paid = BillEntryRow(9, 2, date(2026, 3, 13), "paid", 19900, "ch_2")
    >>> found = recovery_of(
    ...     [MemberBills([dues], [declined, paid])], date(2026, 3, 1), date(2026, 4, 1), date.max
    ... )
    >>> found.failed.percent, found.recovered.percent, found.median_days
    ('100.00', '100.00', '8')
    """
    tried: list[_Tried] = []
    for member in members:
        entries: dict[int, list[BillEntryRow]] = {}
        for entry in member.entries:
            if entry.effective_on <= as_of:
                entries.setdefault(entry.bill, []).append(entry)
        for bill in member.bills:
            one = _tried(bill, entries.get(bill.bill, []))
            if one is not None and first <= one.on < until:
                tried.append(one)
    return _told(tried, as_of)


class _Tried(NamedTuple):
    """Dues with a first attempt; volumes are net, minor units."""

    on: date
    due_on: date
    volume: int
    failed: bool
    recovered: int
    paid_on: date | None


def _tried(bill: BillRow, entries: list[BillEntryRow]) -> _Tried | None:
    """What became of one bill; None where it does not count or nothing was attempted."""
    if bill.kind != "dues" or bill.first or bill.net <= 0:
        return None
    entries.sort(key=lambda entry: (entry.effective_on, entry.version))
    succeeded = {entry.charge for entry in entries if entry.what == "paid"}
    whole = bill.net + bill.enrollment_fee + bill.tax

    def dues_in(gross: int) -> int:
        return half_up(bill.net * min(max(gross, 0), whole), whole)

    attempt: BillEntryRow | None = None
    before = after = 0
    paid_on: date | None = None
    for entry in entries:
        declined = entry.what == "declined" and entry.charge not in succeeded
        if attempt is None and (declined or entry.what == "paid"):
            attempt = entry
        if attempt is None:
            before += entry.amount if entry.what in _COVERS else 0
        elif entry.what in _SIGN:
            after += _SIGN[entry.what] * entry.amount
            if paid_on is None and before + after >= whole:
                paid_on = entry.effective_on
    volume = bill.net - dues_in(before)
    if attempt is None or volume <= 0:
        return None
    recovered = max(dues_in(before + after) - dues_in(before), 0)
    full = paid_on if recovered == volume else None
    failed = attempt.what == "declined"
    return _Tried(attempt.effective_on, bill.due_on, volume, failed, recovered, full)


_COVERS = ("credit", "waived", "written_off")
_SIGN = {"paid": 1, "credit": 1, "refunded": -1, "lost": -1}


def _told(tried: list[_Tried], as_of: date) -> Recovery:
    failed = [one for one in tried if one.failed]
    again = [one for one in failed if one.paid_on is not None]
    months: dict[date, list[_Tried]] = {}
    for one in failed:
        months.setdefault(one.due_on.replace(day=1), []).append(one)
    return Recovery(
        Ratio(sum(one.volume for one in failed), sum(one.volume for one in tried)),
        Ratio(len(failed), len(tried)),
        _recovered(failed),
        Ratio(len(again), len(failed)),
        tuple(sorted((one.paid_on - one.due_on).days for one in again if one.paid_on)),
        tuple(
            RecoveryMonth(month, _recovered(ones), (as_of - max(one.due_on for one in ones)).days)
            for month, ones in sorted(months.items())
        ),
    )


def _recovered(failed: list[_Tried]) -> Ratio:
    return Ratio(sum(one.recovered for one in failed), sum(one.volume for one in failed))
