"""Terms of a declined card: the dunning steps."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from memberledger.terms.base import Span, Terms

__all__ = ["DunningAction", "DunningStep"]

DunningAction = Literal[
    "notify_email",
    "notify_sms",
    "flag_chart",
    "retry",
    "late_fee",
    "suspend",
    "cancel",
    "write_off",
    "forfeit",
    "review",
    "returned_payment_fee",
]


class DunningStep(Terms):
    """What is done some time after the first failure. Decided on its local date.

    Attributes:
        after: from the day of the first failure; "0 days" is that day.
        do: the actions, in their order, each once; `forfeit` takes what is unused, `review` asks a
            person, `late_fee` and `returned_payment_fee` add the plan's fee to the oldest dues.
    """

    after: Span
    do: tuple[DunningAction, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("do"), list):
            return {**value, "do": tuple(value["do"])}
        return value
