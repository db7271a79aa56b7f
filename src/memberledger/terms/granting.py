"""Terms of granting: a cadence of its own, or an occasion the host tells of."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag

from memberledger.terms.base import Id, Period, Terms, Window
from memberledger.values import Duration

__all__ = ["GrantEvery", "GrantOn", "Grants"]


class GrantEvery(Terms):
    """A benefit's own clock. Decided on each of its dates, when the period that holds it is paid.

    Attributes:
        every: the stretch from one grant to the next.
        after_cycles: billing periods over and paid, in an unbroken row, before the first grant;
            default 0, which is at once.
        times: how many grants in all in one enrollment; default no end.
        anchor: `enrollment` counts from the first day of membership (or the day `after_cycles` is
            met); `calendar` from the 1st of the month, the running month's grant at once.
            Default enrollment.
    """

    every: Period
    after_cycles: Annotated[int, Field(ge=0, le=1200)] = 0
    times: Annotated[int, Field(ge=1, le=1200)] | None = None
    anchor: Literal["enrollment", "calendar"] = "enrollment"


class GrantOn(Terms):
    """Granted when the host says that an occasion has come, at most once in a window.

    Attributes:
        occasion: a word the host uses, such as `birthday`; no birth date is kept.
        per: the window that holds at most one; default the calendar year.
    """

    occasion: Id
    per: Window = "calendar_year"


def _form(value: Any) -> str:
    """Which of the forms a value has, so that a mistake is told of that form alone."""
    if isinstance(value, GrantOn) or (isinstance(value, dict) and "occasion" in value):
        return "GrantOn"
    if isinstance(value, GrantEvery | dict):
        return "GrantEvery"
    return "form-word" if value in get_args(_Word) else "form-period"


_Word = Literal["each_period", "at_enrollment", "each_term"]

Grants = Annotated[
    Annotated[_Word, Tag("form-word")]
    | Annotated[Period, Tag("form-period")]
    | Annotated[GrantEvery, Tag("GrantEvery")]
    | Annotated[GrantOn, Tag("GrantOn")],
    Discriminator(_form),
]
"""When a benefit is granted; a duration alone is a cadence from the first day of membership."""


def cadence_of(grants: Grants) -> Duration | None:
    """The stretch of a cadence of its own, or None."""
    if isinstance(grants, GrantEvery):
        return grants.every
    return grants if isinstance(grants, Duration) else None
