"""Terms of leaving: the commitment, the notice, the fee, and what stays usable afterwards."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from memberledger.terms.base import Amount, Notice, Percent, Stretch, Terms

__all__ = [
    "AfterEnd",
    "Cancellation",
    "Commitment",
    "EarlyTerminationFee",
    "Involuntary",
    "Reenrollment",
    "UsableFor",
]


class Commitment(Terms):
    """A term the member commits to; its end is a date fixed at enrollment.

    Attributes:
        cycles: the term ends when period cycles + 1 would begin.
        at_end: what follows; `month_to_month` goes on without a commitment, `renew` begins an
            equal term, `end` ends the membership, `opt_in` ends it unless the member has asked to
            renew by the term's last day. Decided on the term's last date, before dues. No new
            term begins while a cancellation is pending.
    """

    cycles: Annotated[int, Field(ge=1, le=1200)]
    at_end: Literal["month_to_month", "renew", "end", "opt_in"] = "month_to_month"


class EarlyTerminationFee(Terms):
    """Owed when a membership ends before its term; charged on the last day.

    Attributes:
        kind: `fixed` an amount; `cycles` so many dues, never more than are left;
            `percent_remaining` a part of the dues of the whole periods left; `all_remaining`.
        amount: of `fixed`, minor units.
        cycles: of `cycles`.
        percent: of `percent_remaining`, basis points.
        waived_within: no fee when the request comes within this long of the sale; default none.
        applies: `in_term`, or `always`, also after the term or without one (kinds fixed and
            cycles); default in_term.
    """

    kind: Literal["fixed", "cycles", "percent_remaining", "all_remaining"]
    amount: Amount | None = None
    cycles: Annotated[int, Field(ge=1, le=1200)] | None = None
    percent: Percent | None = None
    waived_within: Stretch | None = None
    applies: Literal["in_term", "always"] | None = None

    @model_validator(mode="after")
    def _has_its_measure(self) -> Self:
        needs = {"fixed": "amount", "cycles": "cycles", "percent_remaining": "percent"}
        needed = needs.get(self.kind)
        for field in ("amount", "cycles", "percent"):
            if (getattr(self, field) is not None) != (field == needed):
                right = f"{needed} and nothing else" if needed else "no measure"
                raise ValueError(f"an early_termination_fee of kind {self.kind} takes {right}")
        if self.applies == "always" and self.kind not in ("fixed", "cycles"):
            raise ValueError(f"{self.kind} is of the dues left in a term; it can't apply always")
        return self


class UsableFor(Terms):
    """Lots stay usable for a while after the end; this shortens a lot and never lengthens it.

    Attributes:
        usable_for: how long.
        from: counted from the `end`, the `request`, the `last_payment` or the `last_billing`
            date; the lots are usable until the end in any case. Default end.
    """

    usable_for: Stretch
    counted_from: Literal["end", "request", "last_payment", "last_billing"] | None = Field(
        default=None, alias="from"
    )


AfterEnd = Literal["forfeit", "keep"] | UsableFor


class Involuntary(Terms):
    """What a `cancel` of dunning does instead of what a requested end does.

    Attributes:
        after_end: what becomes of the lots; default as for a requested end.
        early_termination_fee: whether the fee is owed; default not.
    """

    after_end: AfterEnd | None = None
    early_termination_fee: bool = False


class Cancellation(Terms):
    """How a membership is left. Leaving itself is always possible.

    Attributes:
        notice: from the request; default none.
        effective: `period_end`, the first period end on or after the notice's end and after the
            request; `notice_end`; `immediately`; `term_end`, the first term end on or after the
            notice's end (no term running: as period_end); `month_end`, the first day of a month
            on or after the notice's end and after the request.
        after_end: what becomes of the lots.
        final_dues: `full`, or `by_day` for the days of the last period until the end, of dues not
            yet billed when the request comes; default full.
        involuntary: what is different when dunning ends the membership.
    """

    notice: Notice = Field(default="0 days", validate_default=True)
    effective: Literal["period_end", "notice_end", "immediately", "term_end", "month_end"] = (
        "period_end"
    )
    after_end: AfterEnd = "forfeit"
    final_dues: Literal["full", "by_day"] | None = None
    involuntary: Involuntary | None = None


class Reenrollment(Terms):
    """Coming back after an end, always on the version on sale.

    Attributes:
        allowed: default true.
        enrollment_fee: `again` or `once`; default again.
    """

    allowed: bool = True
    enrollment_fee: Literal["again", "once"] = "again"
