"""Terms of price and period: when a plan bills, what the first cycles cost, how dues are earned."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from memberledger.terms.base import Amount, Terms

__all__ = ["AnchorDay", "FirstPeriod", "Introductory", "Recognition"]

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


class Recognition(Terms):
    """How dues become revenue. Decided when the dues are paid, and recorded with the payment.

    Attributes:
        method: `ratable` earns all dues by the day; `allocated` splits them over the benefits by
            their `standalone_price`, earned by use, and `access`, earned by the day.
        access: the weight of access for one whole period, in minor units; default 0.
    """

    method: Literal["ratable", "allocated"] = "ratable"
    access: Amount = 0
