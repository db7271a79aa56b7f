"""Terms of price and period: when a plan bills, what the first cycles cost, fees, tax, earning."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Day, Rate, Several, Terms

__all__ = [
    "AnchorDay",
    "AnnualFee",
    "FirstPeriod",
    "Introductory",
    "Recognition",
    "Sold",
    "Tax",
    "Taxed",
]

FirstPeriod = Literal["prorated", "full", "free"]


class AnchorDay(Terms):
    """Everybody is billed on one day of the month, clamped in short months.

    Attributes:
        day: 1 to 31.
    """

    day: Annotated[int, Field(ge=1, le=31)]


class Introductory(Terms):
    """The first cycles cost less. Decided when each of these cycles is billed.

    Attributes:
        cycles: how many whole cycles; a first period before the anchor is not one.
        price: what each of them costs, in minor units.
    """

    cycles: Annotated[int, Field(ge=1, le=1200)]
    price: Amount


class AnnualFee(Terms):
    """Owed once a year beside the dues, a line of its own under the same dunning.

    Attributes:
        amount: minor units.
        first: `at_enrollment`, or on the first `anniversary` of it; default anniversary.
    """

    amount: Amount
    first: Literal["at_enrollment", "anniversary"] = "anniversary"


Taxed = Literal["dues", "enrollment_fee", "annual_fee", "fees"]
"""What tax is on: dues and changes of plan; the fee of joining; the annual fee; all other fees."""


class Tax(Terms):
    """Tax, kept apart from every figure of revenue. Decided when a line is billed.

    Attributes:
        rate: percent, up to four decimals: "8.875".
        included: whether prices contain it, or it comes on top; default on top.
        on: what it is on; default everything.
    """

    rate: Rate
    included: bool = False
    on: Several[Taxed] | None = None


class Sold(Terms):
    """When a plan is on sale; outside these days nobody can enroll on it or change to it.

    Attributes:
        from: the first day; default always was.
        until: the first day it is no longer sold; default none.
    """

    first_on: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _is_a_stretch(self) -> Self:
        if self.first_on is not None and self.until is not None and self.until <= self.first_on:
            raise ValueError("sold: until is the first day no longer sold, so it is after from")
        return self


class Recognition(Terms):
    """How dues become revenue. Decided when the dues are paid, and recorded with the payment.

    Attributes:
        method: `ratable` earns all dues by the day; `allocated` splits them over the benefits by
            their `standalone_price`, earned by use, and `access`, earned by the day.
        access: the weight of access for one whole period, in minor units; default 0.
        at_charge: the weight that is earned when the charge is paid, in minor units, of the
            allocated method; default 0.
    """

    method: Literal["ratable", "allocated"] = "ratable"
    access: Amount = 0
    at_charge: Amount | None = None

    @model_validator(mode="after")
    def _has_weights_to_share(self) -> Self:
        if self.at_charge is not None and self.method == "ratable":
            raise ValueError("at_charge is a weight of the method allocated; add it")
        return self
