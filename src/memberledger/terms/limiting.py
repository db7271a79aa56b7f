"""Terms of use: how often, how far apart, for which other service, for whom, where, and missed."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Id, Percent, Period, Quantity, Several, Terms, Window

__all__ = [
    "LateCancel",
    "MissedFee",
    "MissedVisit",
    "Person",
    "Places",
    "RedemptionLimit",
    "Services",
    "Substitution",
]

Services = Several[Id] | Literal["all"]
"""Ids or categories of the practice's catalogue, or all."""

Places = Several[Id] | Literal["any", "home"]
"""Locations of the practice, any of them, or the member's home location."""

Person = Literal["member", "sharers", "guest"]


class RedemptionLimit(Terms):
    """Either so many uses in a window, or so long between two uses; judged by the day performed.

    Reversed uses do not count; reservations count on their day, and every person sharing counts.

    Attributes:
        quantity: units, at most this many in `per`; default 1.
        per: the window.
        wait: no other use within this long before or after.
    """

    quantity: Quantity | None = None
    per: Window | None = None
    wait: Period | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.per is None) == (self.wait is None):
            raise ValueError("a redemption limit has either per or wait, such as wait: 14 days")
        if self.wait is not None and self.quantity is not None:
            raise ValueError("wait is between any two uses; leave quantity out")
        return self

    @property
    def most(self) -> int:
        """How many units the window may hold."""
        return self.quantity or 1


class Substitution(Terms):
    """A unit used for another service than its own. Decided at redemption, with the day's price.

    Attributes:
        value: what one unit pays towards the other service, minor units; the member pays the rest
            and nothing comes back.
        fee: or: the unit covers the other service for this fee, minor units.
        services: the other services; default all that the unit does not cover itself.
        except: services it can't be used for, whatever `services` says.
    """

    value: Amount | None = None
    fee: Amount | None = None
    services: Services = "all"
    excluded: Several[Id] | None = Field(default=None, alias="except")

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.value is None) == (self.fee is None):
            raise ValueError('a substitution has either a value or a fee, such as value: "150.00"')
        return self


class MissedFee(Terms):
    """A part of the price that the host gives for the missed visit, basis points."""

    percent: Percent


class MissedVisit(Terms):
    """What a missed appointment costs. Decided when the host says that it was missed.

    The fee is charged to the card, never from a credit, and does not make dues past due.

    Attributes:
        units: `release` gives the reserved units back, `forfeit` takes them; default release.
        fee: minor units for the visit, or `{percent: 50}` of the price the host gives.
    """

    units: Literal["release", "forfeit"] = "release"
    fee: Annotated[Amount | MissedFee | None, Field(union_mode="left_to_right")] = None


class LateCancel(MissedVisit):
    """What cancelling an appointment late costs; the host's clock judges, the ledger is told.

    Attributes:
        within: how long before the appointment is late, in words for people, such as "24 hours".
    """

    within: Annotated[str, Field(min_length=1, max_length=40)] | None = None
