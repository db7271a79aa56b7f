"""The parts of a member's state; each is changed in place by `evolve` only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from memberledger.values import Duration

__all__ = [
    "Bill",
    "Cadence",
    "Charge",
    "Delayed",
    "DunningRun",
    "Ending",
    "Gift",
    "Keyed",
    "Lot",
    "Missed",
    "PauseSpell",
    "Period",
    "PlannedGrant",
    "PlannedPause",
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
    an end of the membership forfeited, on `ended_on`.
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
class PlannedGrant:
    """A grant that comes when its bill is paid."""

    benefit: str
    quantity: int
    start: date
    end: date


@dataclass(slots=True)
class Bill:
    """One amount owed: lines of (kind, minor units), asked for in one charge."""

    id: int
    kind: Literal[
        "dues",
        "change",
        "pause_fee",
        "annual_fee",
        "early_termination_fee",
        "no_show_fee",
        "late_cancel_fee",
        "rest_of_dues",
    ]
    due_on: date
    plan: str
    lines: dict[str, int]
    n: int | None = None
    start: date | None = None
    end: date | None = None
    paid: int = 0
    funding: dict[str, int] = field(default_factory=dict)
    settled_on: date | None = None
    written_off: int = 0
    refunded: int = 0
    credited: int = 0
    attempts: tuple[date, ...] = ()
    grants: tuple[PlannedGrant, ...] = ()
    pool: dict[str, list[int]] = field(default_factory=dict)
    void: bool = False
    waived: int = 0
    no_grants: bool = False
    until: date | None = None

    @property
    def amount(self) -> int:
        """All its lines."""
        return sum(self.lines.values())

    @property
    def owed(self) -> int:
        """What is still to pay."""
        return self.amount - self.paid - self.written_off - self.waived

    @property
    def money(self) -> dict[str, int]:
        """What of each line is paid once the bill is: less what was waived, refunded, credited.

        What was waived is of the dues; what went back is taken from the lines in their order.
        """
        gone, lines = self.refunded + self.credited, {}
        for kind, amount in self.lines.items():
            there = amount - self.waived if kind == "dues" else amount
            part = min(gone, there)
            lines[kind] = there - part
            gone -= part
        return lines

    @property
    def chased(self) -> bool:
        """Whether a decline starts dunning; a fee of a missed visit makes nothing past due."""
        return self.kind not in ("no_show_fee", "late_cancel_fee")


@dataclass(slots=True)
class Charge:
    """An attempt the processor answered."""

    id: str
    amount: int
    on: date
    outcome: Literal["paid", "failed"]
    credited: int = 0
    unapplied: int = 0
    refunded: int = 0
    dispute: Literal["open", "won", "lost"] | None = None
    disputed_on: date | None = None


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
class Cadence:
    """A benefit's own clock: stretch k begins at base + k steps; `k` is the next to grant.

    `since` is the day it began to tick, where the running stretch had begun before.
    """

    base: date
    step: Duration
    k: int = 0
    since: date | None = None

    @property
    def due_on(self) -> date:
        """The day the next grant comes due."""
        start = self.step.after(self.base, self.k)
        return start if self.since is None else max(start, self.since)


@dataclass(slots=True)
class Delayed:
    """A cadence grant that waits: for the end of a pause, or for a bill (None: the next one)."""

    benefit: str
    start: date
    end: date
    cause: Literal["unpaid", "paused"]
    bill: int | None


@dataclass(slots=True)
class DunningRun:
    """One chase of a declined card, under the terms at its first decline.

    `suspend_waits`: a suspension fell due in a pause and comes when it ends. `review`: a person
    was asked to decide.
    """

    started_on: date
    plan: str
    declines: list[str] = field(default_factory=list)
    next_step: int = 0
    flagged: bool = False
    suspended: bool = False
    suspend_waits: bool = False
    review: bool = False


@dataclass(slots=True)
class PauseSpell:
    """A pause; `end` is the first day active again once it is over.

    `extends`: whether the term's end moves by what is paused; `skipped`: periods not billed so far.
    """

    start: date
    until: date | None
    ends_by: date | None
    billing: Literal["skip", "shift"]
    expiry: Literal["frozen", "running"]
    end: date | None = None
    extends: bool = False
    skipped: int = 0


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
    origin: Literal["member", "stop_order"]
    at_term_end: bool = False
    waived: bool = False


@dataclass(slots=True)
class PastEnd:
    """What an end decided, of a membership that the member has come back from.

    `last_bill` is the last bill of that membership; `benefits` those that went another way.
    """

    last_bill: int
    after_end: Literal["forfeit", "keep", "usable_for"]
    usable_until: date | None
    benefits: dict[str, tuple[Literal["forfeit", "keep", "usable_for"], date | None]]


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


@dataclass(slots=True)
class Keyed:
    """A command that was done: its request's fingerprint, and its events' versions."""

    request: str
    first: int
    last: int
