"""Terms of handing on: giving a unit to another member, or turning it into money."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from memberledger.terms.base import Amount, Id, Several, Stretch, Terms
from memberledger.terms.limiting import RedemptionLimit

__all__ = ["Conversion", "Transferable"]


class Transferable(Terms):
    """A unit may be given to another member, once. Decided at the transfer.

    Attributes:
        expires: from the day of the transfer; the earlier of this and the lot's own expiry holds.
            Default the lot's own.
        limits: how many units in a window, as `redemption_limits`.
    """

    expires: Stretch | None = None
    limits: Several[RedemptionLimit] | None = None


class Conversion(Terms):
    """A unit becomes money in another benefit; the new lot keeps cost and kind of the unit.

    Attributes:
        to: a value credit of the plan.
        at: what one unit becomes, minor units.
        when: `on_request`, or `period_end` for all that is left when the lot's period ends;
            default on_request.
    """

    to: Id
    at: Amount
    when: Literal["on_request", "period_end"] = "on_request"

    @model_validator(mode="after")
    def _is_worth_something(self) -> Self:
        if self.at == 0:
            raise ValueError('a unit becomes more than nothing; write what, such as at: "99.00"')
        return self
