"""Lots: granted, used, given back, reserved, lapsed, forfeited."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from memberledger.aggregates.event import Event
from memberledger.terms import OwnPolicy

__all__ = [
    "Adjusted",
    "BenefitClockStarted",
    "ConvertedLot",
    "Forfeited",
    "GrantDelayed",
    "Granted",
    "GrantedLot",
    "LapseTakenBack",
    "Lapsed",
    "LotExtended",
    "LotsConverted",
    "Redeemed",
    "RedemptionReversed",
    "ReservationReleased",
    "Reserved",
    "RolledOver",
    "Takes",
]

Takes = tuple[tuple[int, int], ...]
"""(lot, quantity) pairs; a quantity is units, or minor units of a value credit."""


class GrantedLot(BaseModel):
    """What one grant gave, with the rules it keeps for life.

    Attributes:
        lot: counts up in the stream.
        benefit, quantity: units, or minor units of a value credit.
        plan: "id@version" of the terms it was granted under.
        start, end: the period, or the stretch of its own cadence, that it is for.
        expires_on: the first day it can no longer be used; None for never.
        priority: lower burns first.
        carryover_limit, max_balance: the caps it counts in.
        share: its part of the money, minor units; 0 when dues are earned by the day.
        converts_on: when what is left becomes money in another benefit.
        promotional: true for what is not paid for.
        rollover: the policy of the host's own that decides what of it carries over.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    lot: int
    benefit: str
    quantity: int
    plan: str
    start: date
    end: date
    expires_on: date | None = None
    priority: int = 0
    carryover_limit: int | None = None
    max_balance: int | None = None
    share: int = 0
    converts_on: date | None = None
    promotional: bool | None = None
    rollover: OwnPolicy | None = None


class Granted(Event):
    """Lots of one bill; `bill` is None where nothing was billed for them.

    Attributes:
        occasion: the occasion that the host told of, where they came for one.
    """

    lots: tuple[GrantedLot, ...]
    bill: int | None = None
    occasion: str | None = None


class BenefitClockStarted(Event):
    """A benefit's own clock began to tick: the paid periods it waited for are over.

    Attributes:
        benefit: whose clock.
        base: the first day of its first stretch, which may have begun before.
    """

    benefit: str
    base: date


class GrantDelayed(Event):
    """A grant with a cadence of its own fell on a day on which it can't come.

    Attributes:
        benefit, start, end: the stretch it is for.
        cause: `unpaid` waits for the bill (for the next one, where `bill` is None), `paused` for
            the end of the pause; `not_billed` never comes, its period was skipped; neither does
            `waived`, the dues of its period were waived without what they give.
    """

    benefit: str
    start: date
    end: date
    cause: Literal["unpaid", "paused", "not_billed", "waived"]
    bill: int | None = None


class RolledOver(Event):
    """At a period's end these lots carried over under a limit, or as a policy decided."""

    benefit: str
    lots: Takes


class Lapsed(Event):
    """A lot's time ran out, or it gave way to a cap."""

    takes: Takes
    cause: Literal["expired", "carryover_limit", "max_balance", "returned"]


class LapseTakenBack(Event):
    """These units have not lapsed after all.

    Attributes:
        takes: the units.
        origin: a late report showed that they had been used before they had `lapsed` or been
            `forfeited`, or the life of their lot was `extended`.
    """

    takes: Takes
    origin: Literal["lapsed", "forfeited", "extended"] = "lapsed"


class LotExtended(Event):
    """Staff gave lots a longer life; `expiries` are (lot, its new expiry)."""

    benefit: str
    expiries: tuple[tuple[int, date], ...]


class Forfeited(Event):
    """Taken by a rule: the end of the membership, a refund, a lost dispute, a dunning step."""

    takes: Takes
    cause: Literal["ended", "refunded", "dispute_lost", "dunning"]


class Adjusted(Event):
    """Staff corrected a balance: up makes a promotional lot, down takes in burn order.

    Attributes:
        benefit, quantity: signed units, or minor units of a value credit.
        takes: from which lots.
        lot, priority: the lot it made.
        expires_on: the first day that lot can no longer be used; None for never.
    """

    benefit: str
    quantity: int
    takes: Takes = ()
    lot: int | None = None
    priority: int = 0
    expires_on: date | None = None


class Redeemed(Event):
    """A benefit was used.

    Attributes:
        redemption: its key, or a number of its own where none was given.
        benefit, quantity: what was used; minor units of a value credit.
        takes: from which lots.
        by: another person the member shares with.
        reserved: whether the takes were reserved under the same key.
        released: what of that reservation was not needed.
        left: what was free to use of the benefit afterwards.
        at: the location where it was done: its revenue is earned there. None where none is known.
        service: what it was used for, where that was said.
        price, value, rest: of a service it does not cover: its price that day, what the units
            paid of it, and what the member paid, minor units. The rest is the checkout's sale.
        fee: instead of the two last: what the member paid for having it covered.
    """

    redemption: str
    benefit: str
    quantity: int
    takes: Takes
    by: str | None = None
    reserved: bool = False
    released: Takes = ()
    left: int = 0
    at: str | None = None
    service: str | None = None
    price: int | None = None
    value: int | None = None
    rest: int | None = None
    fee: int | None = None


class RedemptionReversed(Event):
    """A redemption was undone; the units are back in their lots."""

    redemption: str
    takes: Takes


class Reserved(Event):
    """Units are kept for an appointment on `for_on`, `at` a place and for a `service` if known.

    `by` is who will come, where that was said and is not the member.
    """

    reservation: str
    benefit: str
    takes: Takes
    for_on: date
    at: str | None = None
    service: str | None = None
    by: str | None = None


class ReservationReleased(Event):
    """Reserved units are free again; `cause` says why.

    On the appointment's day the desk learns here that the units can't be used: `suspended`,
    `past_due`, `paused`, `in_notice` (the plan forbids this use in that state), `disputed`.
    """

    reservation: str
    takes: Takes
    cause: Literal[
        "asked",
        "unused",
        "ended",
        "refunded",
        "dispute_lost",
        "lapsed",
        "suspended",
        "past_due",
        "paused",
        "in_notice",
        "disputed",
        "dunning",
    ]


class ConvertedLot(BaseModel):
    """What was free of one lot, now a lot of another benefit; it keeps expiry, charge and rules.

    Attributes:
        lot: the old lot.
        into: the new one.
        benefit, quantity: what it holds; minor units of a value credit.
        share: its part of the old lot's money, minor units.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    lot: int
    into: int
    benefit: str
    quantity: int
    share: int = 0


class LotsConverted(Event):
    """With a change of plan, unused lots of a benefit left became lots of another one."""

    lots: tuple[ConvertedLot, ...]
