"""What is owed and paid: bills, what comes with them, charges, the chase of a declined card."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from memberledger.terms import DunningAction

__all__ = [
    "Bill",
    "Charge",
    "DunningRun",
    "PlannedGrant",
    "PlannedStep",
]


@dataclass(slots=True)
class PlannedGrant:
    """A grant that comes when its bill is paid."""

    benefit: str
    quantity: int
    start: date
    end: date


@dataclass(slots=True)
class Bill:
    """One amount owed: lines of (kind, minor units), asked for in one charge.

    Of dues: `first`, whether an enrollment began with them; `term_ends_on`, the end of the term
    whose first dues they are.
    """

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
    first: bool = False
    term_ends_on: date | None = None

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
            there = amount - self.waived if kind in ("dues", "rest_of_dues") else amount
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
class DunningRun:
    """One chase of a declined card, under the terms at its first decline.

    `suspend_waits`: a suspension fell due in a pause and comes when it ends. `review`: a person
    was asked to decide. Under a policy of the host's own, `planned` is the step that it has found
    (without a day: none), None where it is to be asked; `taken` are the steps so far.
    """

    started_on: date
    plan: str
    declines: list[str] = field(default_factory=list)
    next_step: int = 0
    flagged: bool = False
    suspended: bool = False
    suspend_waits: bool = False
    review: bool = False
    planned: PlannedStep | None = None
    taken: list[tuple[date, tuple[DunningAction, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class PlannedStep:
    """The step of dunning that a policy has found: its day and actions; no day for no step."""

    on: date | None
    do: tuple[DunningAction, ...] = ()
