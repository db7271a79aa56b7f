"""Durations counted in billing periods: "1 cycle" is the first whole period from a day on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memberledger.values.dates import Duration
from memberledger.values.schedule import Schedule

__all__ = ["Cycles", "span_after"]

_FORM = re.compile(r"([0-9]{1,4}) cycles?")


@dataclass(frozen=True, slots=True)
class Cycles:
    """A count of whole billing periods."""

    count: int

    @classmethod
    def parse(cls, text: str) -> Cycles | None:
        """Read "1 cycle"; None for anything else.

        >>> Cycles.parse("2 cycles"), Cycles.parse("2 months")
        (Cycles(count=2), None)
        """
        match = _FORM.fullmatch(text)
        return cls(int(match[1])) if match else None

    def __str__(self) -> str:
        return f"{self.count} cycle{'' if self.count == 1 else 's'}"


def span_after(
    span: Duration | Cycles, day: date, schedule: Schedule, begun: Iterable[date] = ()
) -> date:
    """The first day after a duration that begins on `day`.

    Cycles count whole periods that begin on or after the day: with periods from the 5th, one cycle
    from the 7th of March is over on the 5th of May; from the 5th of March, on the 5th of April.

    Args:
        begun: the days on which periods began, where the day may lie before the schedule's anchor:
            a pause that shifts, or a change of plan, gave the later ones another anchor.

    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> span_after(Cycles(1), date(2026, 3, 7), monthly)
    datetime.date(2026, 5, 5)
    >>> shifted = Schedule(date(2026, 3, 15), Duration.parse("1 month"))
    >>> span_after(Cycles(1), date(2026, 1, 5), shifted, [date(2026, 1, 5), date(2026, 2, 5)])
    datetime.date(2026, 2, 5)

    Raises:
        ValueError: the date lies outside the years 1 to 9999.
    """
    if isinstance(span, Duration):
        return span.after(day)
    if not span.count:
        return day
    earlier = sorted(start for start in begun if day <= start < schedule.anchor)
    if len(earlier) > span.count:
        return earlier[span.count]
    first = schedule.first_start_on_or_after(day)
    return schedule.start(schedule.index_at(first) + span.count - len(earlier))
