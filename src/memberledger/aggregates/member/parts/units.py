"""What a member holds and used: lots, clocks of grants, uses, appointments, gifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from memberledger.terms import OwnPolicy
from memberledger.values import Duration

__all__ = [
    "Cadence",
    "Delayed",
    "Gift",
    "Lot",
    "Missed",
    "Redemption",
    "Reservation",
]


@dataclass(slots=True)
class Lot:
    """What one grant gave.

    granted = redeemed + reserved + lapsed + forfeited + converted + given + free, always.

    Quantities are units, or minor units of a value credit. `bill` is None for a promotional lot.
    `converted` became another benefit, `converts_on` is when the rest does; `share` is its part of
    the money, minor units. `given` went to another member; `giver` is whom it came from.
    `void` lots take nothing back: what a reversal returns is forfeited at once. `ended` counts what
    an end of the membership forfeited, on `ended_on`. `rollover` is the policy of the host's own
    that decides what of it carries over, `carried_on` the day on which it last did.
    """

    id: int
    benefit: str
    plan: str
    quantity: int
    granted_on: date
    expires_on: date | None
    start: date
    end: date
    priority: int = 0
    bill: int | None = None
    carryover_limit: int | None = None
    max_balance: int | None = None
    promotional: bool = False
    redeemed: int = 0
    reserved: int = 0
    lapsed: int = 0
    forfeited: int = 0
    converted: int = 0
    given: int = 0
    giver: str | None = None
    converts_on: date | None = None
    share: int = 0
    lapses: tuple[tuple[date, int], ...] = ()
    ended: int = 0
    ended_on: date | None = None
    disputed_on: date | None = None
    void: Literal["ended", "refunded", "dunning"] | None = None
    rollover: OwnPolicy | None = None
    carried_on: date | None = None

    @property
    def free(self) -> int:
        """Neither used, nor kept for an appointment, nor gone."""
        used = self.redeemed + self.reserved + self.lapsed + self.forfeited
        return self.quantity - used - self.converted - self.given

    @property
    def usable(self) -> int:
        """Free, and not frozen by a dispute."""
        return 0 if self.disputed_on is not None else max(self.free, 0)

    @property
    def is_adjustment(self) -> bool:
        """Whether staff gave it by hand: it is for no stretch, and no rule of a plan counts it."""
        return self.promotional and self.start == self.end

    def lapsed_since(self, day: date) -> int:
        """What has lapsed after `day` and was not taken back."""
        return max(sum(quantity for on, quantity in self.lapses if on > day), 0)


@dataclass(slots=True)
class Gift:
    """Units of `lot` given to another member on a day, there `into`; `over` once they are back."""

    to: str
    benefit: str
    on: date
    lot: int
    into: int
    units: int
    over: bool = False


@dataclass(slots=True)
class Cadence:
    """A benefit's own clock: stretch k begins at base + k steps; `k` is the next to grant.

    `since` is the day it began to tick, where the running stretch had begun before. `moved`: by a
    `shift` pause, so that a stretch ends where the first one begins.
    """

    base: date
    step: Duration
    k: int = 0
    since: date | None = None
    moved: bool = False

    @property
    def due_on(self) -> date:
        """The day the next grant comes due."""
        start = self.step.after(self.base, self.k)
        return start if self.since is None else max(start, self.since)


@dataclass(slots=True)
class Delayed:
    """A cadence grant that waits: for the end of a pause, or for a bill (None: the next one).

    `plan` is the one it came due under, whose terms it comes by.
    """

    benefit: str
    start: date
    end: date
    cause: Literal["unpaid", "paused"]
    bill: int | None
    plan: str


@dataclass(slots=True)
class Redemption:
    """A use, by its key."""

    benefit: str
    quantity: int
    takes: tuple[tuple[int, int], ...]
    performed_on: date
    reversed_on: date | None = None


@dataclass(slots=True)
class Reservation:
    """Units kept for an appointment; `takes` is what is still kept.

    `unused` is what the clock released the day after; `service` what it is for and `by` who will
    come, where that is said.
    """

    benefit: str
    takes: tuple[tuple[int, int], ...]
    for_on: date
    open: bool = True
    unused: tuple[tuple[int, int], ...] = ()
    at: str | None = None
    service: str | None = None
    by: str | None = None


@dataclass(slots=True)
class Missed:
    """A visit that did not take place, by its reservation's key; `takes` was forfeited."""

    cause: Literal["no_show", "late_cancel"]
    takes: tuple[tuple[int, int], ...]
    bill: int | None
    excused_on: date | None = None
