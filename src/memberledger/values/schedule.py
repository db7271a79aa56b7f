"""When periods begin: anchor + n cycles, clamped to the month's end and never chained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from memberledger.values.dates import Duration, count_between, plus_months

__all__ = ["Schedule"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Half-open periods [start(n), start(n + 1)) for n from 0.

    Attributes:
        anchor: the day period 0 begins.
        cycle: the length of a period.
        day: the day of the month that months clamp to, where it is later than the anchor's
            (a member billed on the 31st whose first month had 28 days).
    """

    anchor: date
    cycle: Duration
    day: int | None = None

    def start(self, n: int) -> date:
        """The first day of period `n`.

        >>> monthly = Schedule(date(2026, 1, 31), Duration.parse("1 month"))
        >>> [monthly.start(n).isoformat() for n in range(4)]
        ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']
        """
        if self.day is None or not self.cycle.is_calendar:
            return self.cycle.after(self.anchor, n)
        return plus_months(self.anchor, self.cycle.months * n, self.day)

    def index_at(self, day: date) -> int:
        """The number of the period that holds `day`; -1 before the anchor."""
        if day < self.anchor:
            return -1
        n = count_between(self.cycle, self.anchor, day)
        return n if self.start(n) <= day else n - 1  # the month may end later than the anchor's

    def first_start_on_or_after(self, day: date) -> date:
        """The first period start that is not before `day`."""
        n = self.index_at(day)
        start = self.start(max(n, 0))
        return start if start >= day else self.start(n + 1)

    @classmethod
    def on_day(cls, first: date, cycle: Duration, day: int) -> Schedule:
        """Periods that begin on a `day` of the month, from the first such day on or after `first`.

        >>> Schedule.on_day(date(2026, 1, 20), Duration.parse("1 month"), 1).anchor
        datetime.date(2026, 2, 1)
        """
        anchor = plus_months(first, 0, day)
        if anchor < first:
            anchor = plus_months(first, 1, day)
        return cls(anchor, cycle, day)

    def before_anchor(self) -> date:
        """The day one cycle before the anchor: where the whole period of a first stub begins."""
        if self.day is None or not self.cycle.is_calendar:
            return self.cycle.before(self.anchor)
        return plus_months(self.anchor, -self.cycle.months, self.day)

    def until(self, start: date, end: date) -> int:
        """How many whole periods that begin on or after `start` end on or before `end`."""
        first = self.first_start_on_or_after(start)
        n = self.index_at(first)
        count = 0
        while self.start(n + count + 1) <= end:
            count += 1
        return count

    def next_day_after(self, day: date) -> date:
        """The first period start after `day`."""
        return self.first_start_on_or_after(day + timedelta(days=1))
