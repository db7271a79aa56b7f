"""Where the time of day comes from: the machine, or a hand that sets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from memberledger.errors import Refused

__all__ = ["Clock", "SetClock", "end_of", "machine_clock", "zone"]

Clock = Callable[[], datetime]
"""Gives an aware instant."""


def machine_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        Refused: `invalid` for any other name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise Refused(
            "invalid", f"{name!r} is no IANA time zone; write one such as America/Denver"
        ) from None


def end_of(day: date, timezone: str) -> datetime:
    """The instant, in UTC, with which a local day is over.

    >>> end_of(date(2026, 1, 31), "America/Denver").isoformat()
    '2026-02-01T07:00:00+00:00'
    """
    midnight = datetime.combine(day + timedelta(days=1), time())
    return midnight.replace(tzinfo=zone(timezone)).astimezone(UTC)


class SetClock:
    """A clock that stands at noon of the day it was set to, in one time zone."""

    def __init__(self, timezone: str, day: date) -> None:
        self.zone = zone(timezone)
        self.day = day

    def __call__(self) -> datetime:
        """Noon of the day, in UTC."""
        return datetime.combine(self.day, time(12), self.zone).astimezone(UTC)
