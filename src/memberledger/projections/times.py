"""Layers of days: money that is earned as days pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from memberledger.policies.recognition import Balances, balances

__all__ = ["Run", "TimeMoney"]


class Run(NamedTuple):
    """The days a layer still has, as seen from a day on: days `offset` + 1.. of `quantity`."""

    first_day: date
    days: int
    total: int
    quantity: int
    offset: int


@dataclass(slots=True)
class TimeMoney:
    """Money earned by the day over [start, end); shift pauses stand still.

    Attributes:
        name: of its accounts: `Access`, `Enrollment`, `Freeze`, `Annual`.
        stopped_on: the end of the membership; what is left then is broken at once.
    """

    bill: int
    total: int
    start: date
    days: int
    name: str = "Access"
    stopped_on: date | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    @property
    def fee(self) -> bool:
        """Whether the rest is a fee, and not breakage, when it stops early."""
        return self.name != "Access"

    def copy(self) -> TimeMoney:
        """The same layer, to be changed on its own."""
        start, days, stopped = self.start, self.days, self.stopped_on
        return TimeMoney(self.bill, self.total, start, days, self.name, stopped, [*self.pauses])

    def days_over(self, day: date) -> int:
        """How many of its days are fully over at the start of `day`."""
        if day <= self.start:
            return 0
        until = min(day, self.stopped_on) if self.stopped_on is not None else day
        over = (until - self.start).days
        for paused, resumed in self.pauses:
            begin = max(paused, self.start)
            over -= max((min(resumed or until, until) - begin).days, 0)
        return min(max(over, 0), self.days)

    def is_open(self, day: date) -> bool:
        """Whether days of it are left at the start of `day`; what changes later is of no matter."""
        if self.stopped_on is not None and self.stopped_on <= day:
            return False
        return (day - self.start).days < self.days or self.days_over(day) < self.days

    def figures(self, day: date) -> Balances:
        """What is earned, broken and deferred at the start of `day`; the rest of a fee is earned.

        The rest is what is left when it stops.
        """
        return self._figures(day, self.days_over(day))

    def seen(self, day: date) -> tuple[Balances, Run | None]:
        """The figures, and the days it still has from `day` on.

        There are none once all are over or it stopped, and while it stands still.
        """
        over = self.days_over(day)
        now = self._figures(day, over)
        if over >= self.days or not self.total or self._has_stopped(day):
            return now, None
        if self.pauses and any(end is None for _, end in self.pauses):
            return now, None
        return now, Run(max(day, self.start), self.days - over, self.total, self.days, over)

    def _figures(self, day: date, over: int) -> Balances:
        if not self._has_stopped(day):
            if not over:
                return Balances(0, 0, self.total)
            return balances(self.total, self.days, over, 0)
        if self.fee:
            return Balances(self.total, 0, 0)
        return balances(self.total, self.days, over, self.days - over)

    def _has_stopped(self, day: date) -> bool:
        return self.stopped_on is not None and self.stopped_on <= day

    def cut(self, day: date) -> TimeMoney | None:
        """Split at `day`: this keeps the days over, the rest is a new layer; None if all is."""
        over = self.days_over(day)
        earned = balances(self.total, self.days, over, 0).earned
        if over >= self.days:
            return None
        rest = TimeMoney(
            self.bill,
            self.total - earned,
            max(day, self.start),
            self.days - over,
            self.name,
            self.stopped_on,
            [p for p in self.pauses if p[1] is None or p[1] > day],
        )
        self.total, self.days = earned, over
        return rest
