"""Terms of staying: pausing, using while something is wrong, changing tier, sharing, new prices."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Period, Span, Terms

__all__ = ["Pause", "PauseLimit", "PriceChange", "Sharing", "TierChange", "UseWhile"]


class PauseLimit(Terms):
    """At most `times` pauses begun in a window `per`, counted back from the day of the request."""

    times: Annotated[int, Field(ge=1, le=1000)]
    per: Period


class Pause(Terms):
    """How a membership is paused; a plan without it can't be.

    Attributes:
        billing: `skip` does not bill periods that start in the pause; `shift` moves the running
            period's end by the days paused.
        expiry: `frozen` moves a lot's expiry by the days paused; `running` leaves it.
        max_length: a pause ends by itself after this; default never.
        limits: how many pauses a window may hold.
        fee: owed on the first day and on each billing date skipped, minor units; default none.
    """

    billing: Literal["skip", "shift"] = "skip"
    expiry: Literal["frozen", "running"] = "frozen"
    max_length: Period | None = None
    limits: tuple[PauseLimit, ...] = ()
    fee: Amount = 0

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("limits"), list):
            return {**value, "limits": tuple(value["limits"])}
        return value


class UseWhile(Terms):
    """Whether lots can be used in a state; judged on the day the service was performed."""

    paused: Literal["all", "none"] = "none"
    past_due: Literal["all", "none"] = "all"
    suspended: Literal["all", "none"] = "none"


class TierChange(Terms):
    """How a member moves to this plan from a cheaper one (`upgrade`) or a dearer one.

    Attributes:
        when: `now` or `next_period`.
        proration: `by_day` for the days left, `difference` of the prices, or `none`.
        entitlements: `difference` tops up what the running period has granted, `full` grants all
            again, `next_period` waits.
    """

    when: Literal["now", "next_period"]
    proration: Literal["by_day", "difference", "none"] = "by_day"
    entitlements: Literal["difference", "full", "next_period"] = "difference"


class Sharing(Terms):
    """Others may use the member's lots.

    Attributes:
        add_on_members: how many people.
        after_cycles: periods that must be over and paid, in an unbroken row.
    """

    add_on_members: Annotated[int, Field(ge=1, le=1000)] = 1
    after_cycles: Annotated[int, Field(ge=0, le=1200)] = 0


class PriceChange(Terms):
    """How long before a new price its notice must reach the member; the law may ask for more."""

    notice: Span
