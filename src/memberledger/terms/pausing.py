"""Terms of pausing: how long, how often, from when, and what it costs."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Notice, Stretch, Terms, Window
from memberledger.values import Duration

__all__ = ["Pause", "PauseFee", "PauseLimit"]


class PauseLimit(Terms):
    """At most so many pauses, or so much paused time, in a window.

    Attributes:
        times: pauses begun in the window, by their first day.
        length: paused days in the window; months as counted from the first paused day in it.
        per: the window.
    """

    times: Annotated[int, Field(ge=1, le=1000)] | None = None
    length: Stretch | None = None
    per: Window

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.times is None) == (self.length is None):
            raise ValueError("a limit of pauses has either times or length, such as times: 2")
        if isinstance(self.length, Duration) and self._is_always_kept(self.length):
            raise ValueError(f"a pause never fills {self.length} in {self.per}; write less")
        return self

    def _is_always_kept(self, length: Duration) -> bool:
        calendar = {"calendar_month": 1, "calendar_year": 12}
        if isinstance(self.per, Duration):
            return length.in_months >= self.per.in_months
        return self.per in calendar and length.in_months >= calendar[self.per]


class PauseFee(Terms):
    """What a pause costs.

    Attributes:
        amount: minor units.
        per: `pause`, once on its first day; `cycle`, on the first day and on each date on which
            dues would have fallen; default cycle.
    """

    amount: Amount
    per: Literal["pause", "cycle"] = "cycle"


class Pause(Terms):
    """How a membership is paused; a plan without it can't be.

    Attributes:
        billing: `skip` does not bill periods that start in the pause; `shift` moves the running
            period's end by the days paused.
        expiry: `frozen` moves a lot's expiry by the days paused; `running` leaves it.
        max_length: a pause ends by itself after this; default never.
        limits: how many pauses, or how much paused time, a window may hold; a pause without an
            `until` ends when the first limit is used up.
        fee: minor units on the first day and on each billing date skipped, or
            `{amount, per: pause}`; default none.
        after_cycles: periods over and paid, in an unbroken row, before the first pause; default 0.
        starts: `now`, or `next_period`; default now.
        notice: from the request to the first day at the earliest; default none.
        term: whether the commitment's end stays (`unchanged`) or moves by the days shifted or the
            periods skipped (`extended`); default unchanged.
    """

    billing: Literal["skip", "shift"] = "skip"
    expiry: Literal["frozen", "running"] = "frozen"
    max_length: Stretch | None = None
    limits: tuple[PauseLimit, ...] = ()
    fee: Annotated[Amount | PauseFee, Field(union_mode="left_to_right")] = 0
    after_cycles: Annotated[int, Field(ge=0, le=1200)] | None = None
    starts: Literal["now", "next_period"] | None = None
    notice: Notice | None = None
    term: Literal["unchanged", "extended"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("limits"), list):
            return {**value, "limits": tuple(value["limits"])}
        return value

    @property
    def fee_amount(self) -> int:
        """Minor units of one fee; 0 for none."""
        return self.fee.amount if isinstance(self.fee, PauseFee) else self.fee

    @property
    def fee_is_once(self) -> bool:
        """Whether the fee is of the pause, not of each billing date in it."""
        return isinstance(self.fee, PauseFee) and self.fee.per == "pause"
