"""The shape of a request: types, signs, precision, dates; refused `invalid` before all else."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from memberledger.errors import Refused
from memberledger.projections.mrr import PausedAs
from memberledger.values import parse_amount
from memberledger.values.money import AMOUNT_MAX

__all__ = [
    "DATE_MAX",
    "DATE_MIN",
    "Money",
    "amount_of",
    "checked_date",
    "checked_name",
    "checked_paused",
    "if_said",
    "invalid",
    "quantity_of",
]

Money = str | int
"""An amount: text in major units ("20.00"), or a whole number of minor units (2000)."""

NAME_MAX = 255
DATE_MIN, DATE_MAX = date(1900, 1, 1), date(2999, 12, 31)
"""The dates a practice keeps books for; what is reckoned from them stays in the calendar."""


def invalid(message: str, **facts: object) -> Refused:
    """The refusal of a request's shape."""
    return Refused("invalid", message, **facts)


def checked_name(value: object, what: str) -> str:
    """A reference or a key: text of 1 to 255 characters, none of them a control character."""
    if not isinstance(value, str) or not value or len(value) > NAME_MAX:
        raise invalid(f"{what} is text of 1 to {NAME_MAX} characters", value=str(value)[:80])
    if not value.isprintable() or value != value.strip():
        raise invalid(f"{what} has characters that can't be read", value=ascii(value)[:80])
    return value


def if_said(**details: str | int | None) -> dict[str, object]:
    """Details of a request that were given; one without them stays the request it always was."""
    return {name: value for name, value in details.items() if value is not None}


def amount_of(value: object, currency: str, *, signed: bool = False) -> int:
    """Minor units of an amount; above zero unless `signed`, and never zero."""
    if isinstance(value, str):
        try:
            minor = parse_amount(value, currency)
        except ValueError as error:
            raise invalid(str(error), value=value[:80]) from None
    elif isinstance(value, int) and not isinstance(value, bool):
        minor = value
    else:
        raise invalid(
            f'{value!r} is not an amount; give text such as "20.00", or minor units', value=value
        )
    if minor == 0 or abs(minor) > AMOUNT_MAX or (minor < 0 and not signed):
        raise invalid(
            f"an amount is more than zero, and at most {AMOUNT_MAX} minor units", value=value
        )
    return minor


def quantity_of(value: object, *, signed: bool = False) -> int:
    """A whole number of units; above zero unless `signed`, and never zero."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"{value!r} is not a whole number of units", value=str(value)[:80])
    if value == 0 or abs(value) > AMOUNT_MAX or (value < 0 and not signed):
        raise invalid(f"a quantity is more than zero, and at most {AMOUNT_MAX}", value=value)
    return value


def checked_date(value: object, what: str, *, latest: date | None = None) -> date:
    """A date without a time, not later than `latest`."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise invalid(f"{what} is a date, such as 2026-01-31", value=str(value)[:80])
    if not DATE_MIN <= value <= DATE_MAX:
        raise invalid(f"{what} lies between {DATE_MIN} and {DATE_MAX}", value=value)
    if latest is not None and value > latest:
        raise invalid(f"{what} lies in the future", value=value, today=latest)
    return value


def checked_paused(value: PausedAs) -> PausedAs:
    """A way to tell paused members."""
    if value not in get_args(PausedAs):
        raise invalid(f"paused is one of: {', '.join(get_args(PausedAs))}", value=str(value)[:80])
    return value
