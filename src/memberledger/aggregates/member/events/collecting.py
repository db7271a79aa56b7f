"""Money coming in, and what follows when it does not."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.event import Event
from memberledger.terms import DunningAction

__all__ = [
    "BillSettled",
    "CardReplaced",
    "ChargeFailed",
    "Charged",
    "CreditGiven",
    "CreditUsed",
    "DuesWaived",
    "DunningEnded",
    "DunningStarted",
    "DunningStepPlanned",
    "DunningStepTaken",
    "LateFeeAssessed",
    "ReturnedPaymentFeeAssessed",
    "Suspended",
    "WaiverRecorded",
    "WrittenOff",
]


class Charged(Event):
    """The processor took money.

    Attributes:
        charge: the processor's id; it belongs to the practice.
        amount: gross, minor units.
        bills: (bill, amount) that it pays, oldest first.
        credited: what was more than is owed, now billing credit.
        unapplied: what was more than is owed and is left unapplied (a mirror's reading).
        asked: whether the ledger asked for it.
    """

    charge: str
    amount: int
    bills: tuple[tuple[int, int], ...] = ()
    credited: int = 0
    unapplied: int = 0
    asked: bool = False


class ChargeFailed(Event):
    """The processor declined.

    Attributes:
        bill: what it was for; None when nothing was owed.
        code: the processor's word.
        severity: soft may be tried again, hard needs a new card, stop is a request to cancel.
    """

    charge: str
    amount: int
    bill: int | None = None
    code: str
    severity: Literal["soft", "hard", "stop"]
    asked: bool = False


class CardReplaced(Event):
    """A new card; what a hard decline stopped may be tried again."""


class CreditGiven(Event):
    """Billing credit from what was paid for a period, such as by a downgrade now."""

    amount: int
    bill: int


class CreditUsed(Event):
    """Billing credit paid (part of) a bill; `sources` are (charge it came from, amount)."""

    bill: int
    amount: int
    sources: tuple[tuple[str, int], ...]


class BillSettled(Event):
    """A bill is paid in full: its money is split once and for all.

    Attributes:
        method: ratable, allocated, or at_once (fees).
        access, access_start, access_end: money earned by the day over the stretch.
        shares: (benefit, money of one grant), one per grant of the stretch, earliest first.
        caught_up: (lot, money) of lots that were granted before the payment.
        enrollment, enrollment_start, enrollment_end: the enrollment fee, earned by the day.
        fees: (kind, money) earned at once; `at_charge` is the part of the dues that is.
        tax: what is owed to the state, and never earned.
    """

    bill: int
    method: Literal["ratable", "allocated"]
    access: int = 0
    access_start: date | None = None
    access_end: date | None = None
    shares: tuple[tuple[str, int], ...] = ()
    caught_up: tuple[tuple[int, int], ...] = ()
    enrollment: int = 0
    enrollment_start: date | None = None
    enrollment_end: date | None = None
    fees: tuple[tuple[str, int], ...] = ()
    tax: int | None = None


class LateFeeAssessed(Event):
    """A late fee was added to the oldest dues owed; `tax` comes on top of the amount."""

    bill: int
    amount: int
    tax: int | None = None


class ReturnedPaymentFeeAssessed(Event):
    """A fee for a returned payment was added to the oldest dues owed; `tax` comes on top."""

    bill: int
    amount: int
    tax: int | None = None


class WaiverRecorded(Event):
    """The dues of a period to come, the one that begins on or holds `on`, will be waived.

    Attributes:
        on: the date.
        grants: whether the period gives what it would.
    """

    on: date
    grants: bool


class DuesWaived(Event):
    """Dues that are owed will not be collected; they count as paid.

    Attributes:
        bill: whose dues.
        amount: what is not collected, minor units; what was paid before stays paid.
        grants: whether the period gives what it would.
        tax: what is not collected with it.
    """

    bill: int
    amount: int
    tax: int | None = None
    grants: bool


class WrittenOff(Event):
    """What was owed on these bills, (bill, amount), is given up."""

    bills: tuple[tuple[int, int], ...]


class DunningStarted(Event):
    """The first decline when nothing was owed, or dues that a refused card can't be asked for.

    Attributes:
        plan: the terms whose steps it takes.
        bill: what is owed.
        charge: the decline it began with, or the last one before it, which stands.
    """

    plan: str
    bill: int
    charge: str


class DunningStepPlanned(Event):
    """A policy of the host's own found the next step of this run.

    Attributes:
        on: the day it will be taken; None where no step follows.
        actions: what is done then, in their order.
    """

    on: date | None = None
    actions: tuple[DunningAction, ...] = ()


class DunningStepTaken(Event):
    """The step due on this date was taken: `actions`, in their order.

    Attributes:
        step: its place in the plan's list, or among those that a policy found, from 0.
        left_out: actions that were not taken, such as a retry after a hard decline.
    """

    step: int
    actions: tuple[DunningAction, ...]
    left_out: tuple[DunningAction, ...] = ()


class Suspended(Event):
    """Redemption and billing stop until what is owed is paid."""


class DunningEnded(Event):
    """Nothing is owed any more, or the decline it began with was none; good standing, no flag."""

    cause: Literal["paid", "written_off", "no_decline"]
