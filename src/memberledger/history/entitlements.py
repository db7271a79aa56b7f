"""Sentences about lots: granted, used, given back, reserved, lapsed, forfeited."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names, day_in_words
from memberledger.history.table import Table

__all__ = ["ENTITLEMENTS"]


def _granted(event: e.Granted, names: Names) -> str:
    parts = []
    for lot in event.lots:
        told = names.quantity(lot.benefit, lot.quantity)
        if lot.expires_on is not None:
            told += f" (until {day_in_words(lot.expires_on, event.effective_on)})"
        parts.append(told)
    bill = f" for bill {event.bill}" if event.bill is not None else ""
    if event.occasion is not None:
        bill = f" for {event.occasion}"
    return f"Granted{bill}: {', '.join(parts) or 'nothing'}"


def _grant_delayed(event: e.GrantDelayed, _names: Names) -> str:
    start = day_in_words(event.start, event.effective_on)
    why = {
        "unpaid": "waits until the dues are paid",
        "paused": "waits for the end of the pause",
        "not_billed": "does not come, since its period is not billed",
        "waived": "does not come, since the dues of its period were waived without it",
    }
    return f"The grant of {event.benefit} for {start} {why[event.cause]}"


def _rolled_over(event: e.RolledOver, names: Names) -> str:
    total = names.quantity(event.benefit, sum(quantity for _, quantity in event.lots))
    return f"Carried over {total} from {names.from_lots(event.lots, event.effective_on)}"


def _lapsed(event: e.Lapsed, names: Names) -> str:
    why = {
        "expired": "its time ran out",
        "carryover_limit": "more than carries over",
        "max_balance": "more than can be held",
        "returned": "given back after its time",
    }
    return f"Lapsed {names.takes(event.takes, event.effective_on)}: {why[event.cause]}"


def _lapse_taken_back(event: e.LapseTakenBack, names: Names) -> str:
    if event.origin == "extended":
        return f"Is there again: {names.takes(event.takes, event.effective_on)}, which had lapsed"
    word = "lapsed" if event.origin == "lapsed" else "been forfeited"
    return (
        f"Had not {word} after all: {names.takes(event.takes, event.effective_on)}, "
        "used before and reported late"
    )


def _benefit_clock_started(event: e.BenefitClockStarted, _names: Names) -> str:
    first = day_in_words(event.base, event.effective_on)
    return f"The periods that {event.benefit} waited for are paid; it comes from {first} on"


def _lot_extended(event: e.LotExtended, names: Names) -> str:
    until = day_in_words(event.expiries[0][1], event.effective_on)
    lots = ", ".join(f"lot {lot}" for lot, _ in event.expiries)
    return f"{event.benefit} lives longer: {lots} until {until}"


def _forfeited(event: e.Forfeited, names: Names) -> str:
    why = {
        "ended": "the membership is over",
        "refunded": "its charge was refunded",
        "dispute_lost": "its charge was lost in a dispute",
        "dunning": "what is owed was not paid",
    }
    return f"Forfeited {names.takes(event.takes, event.effective_on)}: {why[event.cause]}"


def _adjusted(event: e.Adjusted, names: Names) -> str:
    if event.quantity > 0:
        life = "which never expires"
        if event.expires_on is not None:
            life = f"until {day_in_words(event.expires_on, event.effective_on)}"
        return f"Corrected up by {names.quantity(event.benefit, event.quantity)}, {life}"
    down = names.quantity(event.benefit, -event.quantity)
    return f"Corrected down by {down} from {names.from_lots(event.takes, event.effective_on)}"


def _lots_converted(event: e.LotsConverted, names: Names) -> str:
    old = names.takes([(made.lot, made.quantity) for made in event.lots], event.effective_on)
    became = " and ".join(dict.fromkeys(made.benefit for made in event.lots))
    return f"{old} became {became}"


def _redeemed(event: e.Redeemed, names: Names) -> str:
    used = names.quantity(event.benefit, event.quantity)
    told = f"Redeemed {used} from {names.from_lots(event.takes, event.effective_on)}"
    if event.by is not None:
        told += f" by {event.by}"
    if event.at is not None:
        told += f" at {event.at}"
    if event.service is not None:
        told += f" for {event.service}"
    if event.fee is not None:
        told += f" with a fee of {names.amount(event.fee)}"
    elif event.value is not None and event.rest is not None:
        told += f", of which it pays {names.amount(event.value)} and the member "
        told += names.amount(event.rest)
    if event.reserved:
        told += ", as reserved"
    return f"{told} ({event.redemption})"


def _redemption_reversed(event: e.RedemptionReversed, names: Names) -> str:
    back = names.takes(event.takes, event.effective_on)
    return f"Redemption {event.redemption} was reversed: {back} came back"


def _reserved(event: e.Reserved, names: Names) -> str:
    quantity = names.quantity(event.benefit, sum(quantity for _, quantity in event.takes))
    for_on = day_in_words(event.for_on, event.effective_on)
    lots = names.from_lots(event.takes, event.effective_on)
    place = f" at {event.at}" if event.at is not None else ""
    service = f" and {event.service}" if event.service is not None else ""
    who = f" by {event.by}" if event.by is not None else ""
    told = f"Reserved {quantity} for {for_on}{place}{service}{who} from {lots}"
    return f"{told} ({event.reservation})"


def _reservation_released(event: e.ReservationReleased, names: Names) -> str:
    why = {
        "asked": "given back",
        "unused": "not used on its day",
        "ended": "the membership is over",
        "refunded": "its charge was refunded",
        "dispute_lost": "its charge was lost in a dispute",
        "lapsed": "its lot lapsed",
        "suspended": "no use while suspended",
        "past_due": "no use while past due",
        "paused": "no use while paused",
        "in_notice": "no use once the membership is to end",
        "disputed": "its charge is disputed",
        "dunning": "what is owed was not paid",
    }
    free = names.takes(event.takes, event.effective_on)
    return f"Reservation {event.reservation} released {free}: {why[event.cause]}"


ENTITLEMENTS: Table = {
    e.Granted: _granted,
    e.BenefitClockStarted: _benefit_clock_started,
    e.GrantDelayed: _grant_delayed,
    e.RolledOver: _rolled_over,
    e.Lapsed: _lapsed,
    e.LapseTakenBack: _lapse_taken_back,
    e.LotExtended: _lot_extended,
    e.Forfeited: _forfeited,
    e.Adjusted: _adjusted,
    e.LotsConverted: _lots_converted,
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _redemption_reversed,
    e.Reserved: _reserved,
    e.ReservationReleased: _reservation_released,
}
