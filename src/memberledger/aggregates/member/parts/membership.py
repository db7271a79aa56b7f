"""The membership itself: its period, pauses, endings, and the commands that were done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = [
    "Ending",
    "Keyed",
    "PastEnd",
    "PauseSpell",
    "Period",
    "PlannedPause",
]


@dataclass(slots=True)
class Period:
    """The running period; `rate` is the price its days count as billed at.

    `until` is the day to which its dues are reckoned, where they are of a part of it.
    """

    n: int
    start: date
    end: date
    whole: int
    rate: int
    bill: int | None
    until: date | None = None


@dataclass(slots=True)
class PauseSpell:
    """A pause; `end` is the first day active again once it is over.

    `extends`: whether the term's end moves by what is paused; `skipped`: whole periods not billed
    so far, and their days; `rescheduled`: whether a change of plan has given other billing dates.
    """

    start: date
    until: date | None
    ends_by: date | None
    billing: Literal["skip", "shift"]
    expiry: Literal["frozen", "running"]
    end: date | None = None
    extends: bool = False
    skipped: int = 0
    skipped_days: int = 0
    rescheduled: bool = False

    def moves(self, day: date) -> tuple[int, int]:
        """By how many days, or else by how many periods, a term's end moves if it ends on a day.

        Periods that were skipped before and after other billing dates are not equally long.
        """
        if self.billing == "shift":
            return (day - self.start).days, 0
        return (self.skipped_days, 0) if self.rescheduled else (0, self.skipped)


@dataclass(slots=True)
class PlannedPause:
    """A pause that was asked for and begins on a later day; `waived` is why a debt is no matter."""

    from_on: date
    until: date | None = None
    waived: str | None = None


@dataclass(slots=True)
class Ending:
    """A cancellation that was requested."""

    requested_on: date
    ends_on: date
    at_period_end: bool
    at_term_end: bool = False
    waived: bool = False


@dataclass(slots=True)
class PastEnd:
    """What an end decided, of a membership that the member has come back from.

    `last_bill` is the last bill of that membership; `benefits` those that went another way;
    `term_ends_on` the end of its first commitment.
    """

    last_bill: int
    after_end: Literal["forfeit", "keep", "usable_for"]
    usable_until: date | None
    benefits: dict[str, tuple[Literal["forfeit", "keep", "usable_for"], date | None]]
    term_ends_on: date | None = None


@dataclass(slots=True)
class Keyed:
    """A command that was done: its request's fingerprint, and its events' versions."""

    request: str
    first: int
    last: int
