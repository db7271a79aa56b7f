"""The plan: the terms a practice sells, and that a member's stream keeps word for word."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from memberledger.terms.base import Amount, Id, Period, Terms
from memberledger.terms.benefit import Benefit
from memberledger.terms.billing import AnchorDay, FirstPeriod, Introductory, Recognition
from memberledger.terms.collecting import DunningStep
from memberledger.terms.leaving import Cancellation, Commitment, EarlyTerminationFee
from memberledger.terms.using import Pause, PriceChange, Sharing, TierChange, UseWhile

__all__ = ["Plan"]


class Plan(Terms):
    """What a practice sells. Every field is pinned in the member's stream at enrollment.

    Attributes:
        id: the name programs use.
        version: counts up when the practice changes the plan; a new one reaches existing members
            only by a recorded amendment.
        name: what a person reads; default the id.
        price: dues of one cycle, minor units.
        cycle: the length of a billing period.
        anchor: `enrollment`, or a day of the month on which everybody is billed.
        first_period: what a first period before the anchor day costs; default prorated.
        enrollment_fee: goes with the first dues in one charge; default none.
        late_fee: what the dunning action `late_fee` adds to the oldest dues owed.
        introductory_price: what the first cycles cost.
        benefits: in the order in which people read them.
        term: a commitment; default none.
        early_termination_fee: default none.
        cancellation: default at the period's end, without notice, lots forfeited.
        pause: default not allowed.
        use_while: what can be used while paused, past due or suspended.
        upgrade: how a member moves to this plan from a cheaper one.
        downgrade: how a member moves to this plan from a dearer one.
        dunning: steps after a decline; default none, the member is only past due.
        retries: `ledger` retries as the steps say; `processor` leaves retrying to the processor.
        sharing: default none.
        recognition: how dues are earned; default by the day.
        stackable: whether a price may be lowered by more than one benefit; default the best one.
        price_change: the notice a new price needs; the law of the member's state may ask for more.
    """

    id: Id
    version: Annotated[int, Field(ge=1)] = 1
    name: str | None = None
    price: Amount
    cycle: Period
    anchor: Literal["enrollment"] | AnchorDay = "enrollment"
    first_period: FirstPeriod | None = None
    enrollment_fee: Amount = 0
    late_fee: Amount = 0
    introductory_price: Introductory | None = None
    benefits: tuple[Benefit, ...] = ()
    term: Commitment | None = None
    early_termination_fee: EarlyTerminationFee | None = None
    cancellation: Cancellation = Cancellation()
    pause: Pause | None = None
    use_while: UseWhile = UseWhile()
    upgrade: TierChange = TierChange(when="now")
    downgrade: TierChange = TierChange(when="next_period")
    dunning: tuple[DunningStep, ...] = ()
    retries: Literal["ledger", "processor"] = "ledger"
    sharing: Sharing | None = None
    recognition: Recognition = Recognition()
    stackable: bool = False
    price_change: PriceChange | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _remember(
        cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        """Validate the same words once: a stream repeats its plan, and a ledger repeats streams.

        Only where the reader brings a place to remember in, `plans` of the context.
        """
        known = info.context.get("plans") if isinstance(info.context, dict) else None
        if known is None or not isinstance(value, dict):
            return handler(value)
        words = repr(value)
        plan: Self | None = known.get(words)
        if plan is None:
            plan = handler(value)
            if len(known) < _REMEMBERED_MAX:
                known[words] = plan
        return plan

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        for field in ("benefits", "dunning"):
            if isinstance(value.get(field), list):
                value[field] = tuple(value[field])
        for field, when in (("upgrade", "now"), ("downgrade", "next_period")):
            if isinstance(value.get(field), dict):
                value[field] = {"when": when, **value[field]}
        return value

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for problem in _problems(self):
            raise ValueError(problem)
        return self

    @cached_property
    def by_id(self) -> dict[str, Benefit]:
        """The benefits by their id."""
        return {benefit.id: benefit for benefit in self.benefits}

    @cached_property
    def with_lots(self) -> tuple[Benefit, ...]:
        """The benefits whose grants make lots, in the plan's order."""
        return tuple(benefit for benefit in self.benefits if benefit.has_lots)

    @cached_property
    def monthly_price(self) -> Fraction:
        """The price per month, exact: a year is twelve months, a month 365/12 days."""
        return Fraction(self.price) / self.cycle.in_months

    @cached_property
    def json_keys(self) -> int:
        """How many keys its stored JSON has, the groups of terms in it included."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True).count(b'":')

    @property
    def title(self) -> str:
        """What a person reads."""
        return self.name or self.id


_REMEMBERED_MAX = 10_000
_CENTURY = 1200
"""Months."""


def account_name(benefit: str) -> str:
    """The benefit's part of an account name: `product_credit` is `Product-Credit`."""
    return "-".join(
        part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", benefit) if part
    )


def _problems(plan: Plan) -> list[str]:
    return [problem for rule in _RULES if (problem := rule(plan)) is not None]


def _benefit_ids_are_unique(plan: Plan) -> str | None:
    seen: dict[str, str] = {}
    for benefit in plan.benefits:
        other = seen.setdefault(account_name(benefit.id), benefit.id)
        if other == benefit.id and [b.id for b in plan.benefits].count(other) > 1:
            return f"benefits: {benefit.id!r} is there twice; give each benefit an id of its own"
        if other != benefit.id:
            return (
                f"benefits: {other!r} and {benefit.id!r} would share the account "
                f"{account_name(other)}; rename one of them"
            )
    return None


def _anchor_day_has_months(plan: Plan) -> str | None:
    if isinstance(plan.anchor, AnchorDay):
        if not plan.cycle.is_calendar:
            return "anchor: a day of the month needs a cycle of months or years"
        if plan.pause is not None and plan.pause.billing == "shift":
            return "pause: billing shift would leave the anchor's day; use billing: skip"
    elif plan.first_period is not None:
        return "first_period: only with an anchor day, such as anchor: {day: 1}"
    return None


def _ends_within_a_century(plan: Plan) -> str | None:
    """A date reckoned from any term stays in the calendar."""
    cycle = plan.cycle.in_months
    spans: list[tuple[str, Fraction]] = [("cycle", cycle)]
    if plan.term is not None:
        spans.append(("term", cycle * plan.term.cycles))
    if plan.introductory_price is not None:
        spans.append(("introductory_price", cycle * plan.introductory_price.cycles))
    for benefit in plan.benefits:
        step = benefit.cadence.in_months if benefit.cadence is not None else cycle
        periods = benefit.rollover.periods if benefit.rollover is not None else None
        spans.append((f"benefits: {benefit.id}", step * (1 + (periods or 0))))
    for field, months in spans:
        if months > _CENTURY:
            return f"{field}: longer than a hundred years; write a shorter one"
    return None


def _late_fee_has_an_amount(plan: Plan) -> str | None:
    if any("late_fee" in step.do for step in plan.dunning) and not plan.late_fee:
        return 'dunning: the action late_fee needs the plan\'s late_fee, such as "25.00"'
    return None


def _dunning_counts_up(plan: Plan) -> str | None:
    days = [step.after.in_months for step in plan.dunning]
    if days != sorted(days):
        return "dunning: write the steps in the order of their days"
    return None


_RULES: tuple[Callable[[Plan], str | None], ...] = (
    _benefit_ids_are_unique,
    _anchor_day_has_months,
    _ends_within_a_century,
    _late_fee_has_an_amount,
    _dunning_counts_up,
)
