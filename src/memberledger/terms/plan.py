"""The plan: the terms a practice sells, and that a member's stream keeps word for word."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from memberledger.terms.base import Amount, Id, Period, Several, Terms
from memberledger.terms.benefit import Benefit
from memberledger.terms.billing import (
    AnchorDay,
    AnnualFee,
    FirstPeriod,
    Introductory,
    Recognition,
    Sold,
    Tax,
)
from memberledger.terms.changing import PriceChange, TierChange
from memberledger.terms.collecting import DunningStep
from memberledger.terms.leaving import (
    Cancellation,
    Commitment,
    EarlyTerminationFee,
    Reenrollment,
)
from memberledger.terms.limiting import LateCancel, MissedVisit, Places
from memberledger.terms.own import OwnPolicy, PolicyKind
from memberledger.terms.pausing import Pause
from memberledger.terms.rules import problems
from memberledger.terms.using import Sharing, UseWhile

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
        tier: plans of one tier are billing options of it; default the plan's id.
        level: of the tier; the higher is the upgrade. Default: price per month decides.
        prices: dues by home location; `price` holds for the others. Default one price.
        sold: the days it is on sale; default always.
        sold_at: the locations that sell it; default all.
        redeem_at: where its benefits can be used: `any`, `home`, or a list; default any.
        tax: default none.
        annual_fee: default none.
        returned_payment_fee: what the dunning action of that name adds to the oldest dues owed.
        no_show: what a missed appointment costs; default the units are released, no fee.
        late_cancel: what cancelling an appointment late costs; default nothing.
        reenrollment: coming back after an end; default allowed, with the enrollment fee again.
        dunning_policy: a policy of the host's own that says which step follows a decline, instead
            of the steps of `dunning`; default none.
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
    tier: Id | None = None
    level: Annotated[int, Field(ge=-1000, le=1000)] | None = None
    prices: dict[Id, Amount] | None = None
    sold: Sold | None = None
    sold_at: Several[Id] | None = None
    redeem_at: Places | None = None
    tax: Tax | None = None
    annual_fee: AnnualFee | None = None
    returned_payment_fee: Amount | None = None
    no_show: MissedVisit | None = None
    late_cancel: LateCancel | None = None
    reenrollment: Reenrollment | None = None
    dunning_policy: OwnPolicy | None = None

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
        for problem in problems(self):
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
    def clocks_that_wait(self) -> tuple[Benefit, ...]:
        """The benefits whose own cadence begins only after paid periods."""
        return tuple(benefit for benefit in self.with_lots if benefit.after_cycles)

    @cached_property
    def own_policies(self) -> tuple[tuple[PolicyKind, OwnPolicy], ...]:
        """The policies of the host's own that it names, each with its kind."""
        rollovers = [b.rollover.own for b in self.benefits if b.rollover is not None]
        prorations = [self.upgrade.proration, self.downgrade.proration]
        kinds: tuple[tuple[PolicyKind, Sequence[object]], ...] = (
            ("rollover", rollovers),
            ("proration", prorations),
            ("dunning", [self.dunning_policy]),
        )
        return tuple(
            (kind, own) for kind, named in kinds for own in named if isinstance(own, OwnPolicy)
        )

    @cached_property
    def monthly_price(self) -> Fraction:
        """The price per month, exact: a year is twelve months, a month 365/12 days."""
        return Fraction(self.price) / self.cycle.in_months

    @cached_property
    def json_keys(self) -> int:
        """How many keys its stored JSON has, the groups of terms in it included."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True).count(b'":')

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every location that its terms name, each once, in their order."""
        named = [*(self.prices or ()), *(self.sold_at or ())]
        for rule in (self.redeem_at, *(benefit.redeem_at for benefit in self.benefits)):
            named.extend(rule if isinstance(rule, tuple) else ())
        return tuple(dict.fromkeys(named))

    def priced(self, price: int, *, version: int | None = None, everywhere: bool = False) -> Self:
        """The same terms at another price, minor units.

        Args:
            price: instead of the plan's own.
            version: as another version; default the same.
            everywhere: whether the price holds at every location; default `prices` stand.
        """
        changes: dict[str, Any] = {"price": price, "version": version or self.version}
        if everywhere:
            changes["prices"] = None
        copied = self.model_copy(update=changes)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]  # what was worked out from the old price
        return copied

    @property
    def tier_id(self) -> str:
        """The tier it is a billing option of."""
        return self.tier or self.id

    @property
    def title(self) -> str:
        """What a person reads."""
        return self.name or self.id


_REMEMBERED_MAX = 10_000
