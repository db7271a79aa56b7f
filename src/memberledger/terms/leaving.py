"""Terms of leaving: the commitment, the notice, the fee, and what stays usable afterwards."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Percent, Period, Span, Terms

__all__ = ["AfterEnd", "Cancellation", "Commitment", "EarlyTerminationFee", "UsableFor"]


class Commitment(Terms):
    """A term the member commits to; its end is a date fixed at enrollment.

    Attributes:
        cycles: the term ends when period cycles + 1 would begin.
        at_end: what follows; `month_to_month` goes on without a commitment.
    """

    cycles: Annotated[int, Field(ge=1, le=1200)]
    at_end: Literal["month_to_month"] = "month_to_month"


class EarlyTerminationFee(Terms):
    """Owed when a membership ends before its term; charged on the last day.

    Attributes:
        kind: `fixed` an amount; `cycles` so many dues, never more than are left;
            `percent_remaining` a part of the dues of the whole periods left; `all_remaining`.
        amount: of `fixed`, minor units.
        cycles: of `cycles`.
        percent: of `percent_remaining`, basis points.
    """

    kind: Literal["fixed", "cycles", "percent_remaining", "all_remaining"]
    amount: Amount | None = None
    cycles: Annotated[int, Field(ge=1, le=1200)] | None = None
    percent: Percent | None = None

    @model_validator(mode="after")
    def _has_its_measure(self) -> Self:
        needs = {"fixed": "amount", "cycles": "cycles", "percent_remaining": "percent"}
        needed = needs.get(self.kind)
        for field in ("amount", "cycles", "percent"):
            if (getattr(self, field) is not None) != (field == needed):
                right = f"{needed} and nothing else" if needed else "no measure"
                raise ValueError(f"an early_termination_fee of kind {self.kind} takes {right}")
        return self


class UsableFor(Terms):
    """Lots stay usable for a while after the end; this shortens a lot and never lengthens it."""

    usable_for: Period


AfterEnd = Literal["forfeit", "keep"] | UsableFor


class Cancellation(Terms):
    """How a membership is left. Leaving itself is always possible.

    Attributes:
        notice: from the request; default none.
        effective: `period_end`, the first period end on or after the notice's end and after the
            request; `notice_end`; or `immediately`.
        after_end: what becomes of the lots.
    """

    notice: Span = Field(default="0 days", validate_default=True)
    effective: Literal["period_end", "notice_end", "immediately"] = "period_end"
    after_end: AfterEnd = "forfeit"
