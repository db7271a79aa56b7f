"""Membership itself: enrolling, periods, changing plan, leaving."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.event import Event
from memberledger.terms import Plan

__all__ = [
    "CancellationRequested",
    "CancellationWithdrawn",
    "Cancelled",
    "ConsentRecorded",
    "Downgraded",
    "DuesBilled",
    "Enrolled",
    "FeeBilled",
    "NothingChanged",
    "NoticeSent",
    "PeriodSkipped",
    "PlanChangeRequested",
    "PlanChangeWithdrawn",
    "PlanSwitched",
    "Shared",
    "Upgraded",
]

AfterEndWord = Literal["forfeit", "keep", "usable_for"]


class Enrolled(Event):
    """A member joined, on the terms in `plan`, word for word.

    Attributes:
        practice, member: references; no personal data.
        enrollment: 1 for the first time, counts up when a member comes back.
        currency: ISO 4217 code of every amount in the stream.
        first_on: the first day of the first period (the stub's, where there is one).
        anchor, anchor_day: when whole periods begin.
        term_ends_on: the end of the commitment, a date that stands.
        state: ISO 3166-2 code of the member's state, where known, for notices.
        processor_customer: the processor's reference.
        home: the home location, where the practice has several.
        starts_on: the first day of membership, where that is later than the enrollment.
        list_price: what was on sale, minor units, where another price was agreed with the member.
        waived: what this member does not pay.
    """

    practice: str
    member: str
    enrollment: int
    plan: Plan
    currency: str
    first_on: date
    anchor: date
    anchor_day: int | None = None
    term_ends_on: date | None = None
    state: str | None = None
    processor_customer: str | None = None
    home: str | None = None
    starts_on: date | None = None
    list_price: int | None = None
    waived: tuple[Literal["enrollment_fee"], ...] | None = None


class ConsentRecorded(Event):
    """The member agreed to a text: its SHA-256, its version, and where they did."""

    terms_hash: str
    text_version: str
    channel: str


class NoticeSent(Event):
    """A notice reached the member, such as of a new price."""

    kind: str
    channel: str | None = None
    delivered_on: date


class Shared(Event):
    """Another person, a reference, may use the member's lots."""

    person: str


class DuesBilled(Event):
    """A period began and its dues are owed.

    Attributes:
        bill: counts up in the stream.
        n: the number of the period in its schedule; -1 for a first period before the anchor.
        start, end: half open.
        whole: days over which a by-day amount in the period is reckoned.
        rate: the price of a whole period at which its days count as billed, minor units.
        dues, enrollment_fee: what is owed, in one charge, without tax.
        tax: what is owed with them.
        plan: "id@version" of the terms it is billed on.
        until: the day to which the dues are reckoned, where the membership ends inside the period.
    """

    bill: int
    n: int
    start: date
    end: date
    whole: int
    rate: int
    dues: int
    enrollment_fee: int = 0
    tax: int | None = None
    plan: str
    until: date | None = None


class PeriodSkipped(Event):
    """A period began that is not billed, since the member is paused or suspended."""

    n: int
    start: date
    end: date
    cause: Literal["paused", "suspended"]


class FeeBilled(Event):
    """A fee is owed beside the dues; what has [start, end) is earned over it.

    `rest_of_dues` is what was left out of dues billed by the day to an end, and is owed after all
    since the member stays.
    """

    bill: int
    kind: Literal[
        "pause_fee",
        "early_termination_fee",
        "no_show_fee",
        "late_cancel_fee",
        "annual_fee",
        "rest_of_dues",
    ]
    amount: int
    tax: int | None = None
    start: date | None = None
    end: date | None = None


class PlanChangeRequested(Event):
    """A change of plan waits for the next billing date; it replaces a waiting one.

    Attributes:
        plan: the terms moved to.
        from_on: where set, it waits for the first period start on or after this day.
    """

    plan: Plan
    from_on: date | None = None


class PlanChangeWithdrawn(Event):
    """The waiting change of plan is no longer wanted."""


class _PlanChanged(Event):
    """The member is on other terms from this day.

    Attributes:
        plan: the new terms, word for word.
        left: "id@version" of the terms left.
        now: in the running period, or at its end.
        tax: what is owed with `billed`, which is without it.
        billed: what the change costs now, minor units; a bill of its own where positive.
        bill: that bill.
        credit: billing credit given, minor units.
        used: what units used were charged before the credit, minor units, where the plan says so.
        rate: the price at which the days left now count as billed.
        start, end, days_left, whole: the running period's part that is reckoned.
        grants: (benefit, quantity, first and last day of its period) that come when it is paid.
        anchor, anchor_day: the new schedule, where the change makes one.
        first_on: first day of a stub before the new anchor.
        term: `restart` where the commitment begins anew; else it stands.
        term_ends_on: the end of the commitment begun anew, where there is one.
    """

    plan: Plan
    left: str
    now: bool
    billed: int = 0
    tax: int | None = None
    bill: int | None = None
    credit: int = 0
    rate: int | None = None
    start: date | None = None
    end: date | None = None
    days_left: int | None = None
    whole: int | None = None
    grants: tuple[tuple[str, int, date, date], ...] = ()
    anchor: date | None = None
    anchor_day: int | None = None
    used: int | None = None
    term: Literal["restart"] | None = None
    term_ends_on: date | None = None


class Upgraded(_PlanChanged):
    """To a higher plan: of a higher level, or as dear per month or dearer."""


class Downgraded(_PlanChanged):
    """To a lower plan: of a lower level, or cheaper per month."""


class PlanSwitched(_PlanChanged):
    """To another billing option of the same tier, which is neither up nor down."""


class CancellationRequested(Event):
    """The membership will end.

    Attributes:
        ends_on: the first day it is over.
        at_period_end: whether the day moves with a period that a pause moves.
        origin: the member, or a stop order that the card's bank passed on.
        at_term_end: whether it is a term's end, so not early.
        waived: why the early-termination fee is waived, where somebody waived it.
    """

    ends_on: date
    at_period_end: bool
    origin: Literal["member", "stop_order"] = "member"
    at_term_end: bool | None = None
    waived: str | None = None


class CancellationWithdrawn(Event):
    """The member stays."""


class Cancelled(Event):
    """The membership is over from this day.

    Attributes:
        cause: as requested, by a dunning step, or since the term is over.
        after_end: what becomes of the lots: forfeit, keep, or usable_for.
        expiries: (lot, its new expiry) of the lots that stay usable for a while.
        usable_until: the first day on which such a lot can no longer be used.
        benefits: (benefit, its own after_end, its own usable_until) where it differs.
        void: the lots that are gone for good, where not all go the same way.
    """

    cause: Literal["requested", "dunning", "term_over"]
    after_end: AfterEndWord
    expiries: tuple[tuple[int, date], ...] = ()
    usable_until: date | None = None
    benefits: tuple[tuple[str, AfterEndWord, date | None], ...] | None = None
    void: tuple[int, ...] | None = None


class NothingChanged(Event):
    """A keyed command was accepted and had nothing to do; its key is kept."""
