"""Appointments whose day has come: what the membership forbids by then is released.

A reservation never lengthens a lot, and never opens one that a pause, a debt, a notice or a dispute
closes. The event tells the desk why, and the visit is at the price of anybody.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.eligibility import barred
from memberledger.aggregates.member.parts import Reservation
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies.eligibility import Trouble

__all__ = ["forbidden", "release_forbidden"]


def forbidden(s: MemberState, reservation: Reservation) -> Trouble | Literal["disputed"] | None:
    """Why a reservation can't be used on its day, as it is foreseen; None if it can.

    As where a use is refused, the state comes before the lots.
    """
    trouble = barred(s, reservation.for_on, reservation.for_on, reservation.benefit)
    if trouble is not None:
        return trouble
    frozen = any(s.lots[lot].disputed_on is not None for lot, _ in reservation.takes)
    return "disputed" if frozen else None


def release_forbidden(work: Work, day: date) -> None:
    """At the end of the clock's day, release today's reservations that can't be used."""
    for key, reservation in list(work.state.open_reservations.items()):
        if reservation.for_on > day:
            continue
        cause = forbidden(work.state, reservation)
        if cause is not None:
            work.record(
                e.ReservationReleased,
                day,
                reservation=key,
                takes=reservation.takes,
                cause=cause,
            )
