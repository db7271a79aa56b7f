"""Terms of one benefit: what is granted, when, how it carries over and when it ends."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, model_validator

from memberledger.terms.base import Amount, Id, Percent, Quantity, Several, Stretch, Terms
from memberledger.terms.granting import GrantEvery, GrantOn, Grants, cadence_of
from memberledger.terms.handing_on import Conversion, Transferable
from memberledger.terms.leaving import AfterEnd
from memberledger.terms.limiting import (
    LateCancel,
    MissedVisit,
    Person,
    Places,
    RedemptionLimit,
    Services,
    Substitution,
)
from memberledger.terms.rollover import Rollover, check_limits
from memberledger.values import Duration

__all__ = ["Benefit", "BenefitKind"]

BenefitKind = Literal["service_credit", "value_credit", "discount", "member_price", "perk"]


class Benefit(Terms):
    """One thing a plan gives.

    Attributes:
        id: the name programs use; unique in its plan and stable across plans.
        kind: `service_credit` counts units, `value_credit` counts money, `discount` and
            `member_price` change a price, `perk` is a promise in words.
        name: what a person reads; default the id.
        quantity: units of one grant of a service credit; on a discount or member price it makes
            that metered: a use takes a unit from a lot.
        amount: minor units of one grant of a value credit; `dues` banks what was paid for the
            period's dues.
        services: what it can be used for, ids or categories of the practice's catalogue; of
            several, the member chooses. Default: a service credit its own id, others all.
        except: what it can't be used for, whatever `services` says.
        grants: `each_period`, `at_enrollment`, `each_term`, a cadence of its own such as
            "1 month", `{every: ...}` with more, or `{occasion: birthday}`.
        trigger: `payment` grants when the period's dues are paid, `period_start` when it begins.
        rollover: see `Rollover`; left out it is none, unless `expires` says how long a lot lives.
        expires: a lot's life from the day of its grant, a duration or so many whole billing periods
            that begin on or after that day; with a rollover the earlier counts.
        priority: lower burns first; default 0.
        standalone_price: weight of one whole grant when dues are allocated, in minor units.
        percent: of a discount, in basis points.
        amount_off: of a discount, minor units per unit sold.
        price: of a member price, minor units per unit sold.
        regular_price_only: whether it lowers a regular price only, never a sale price; default
            no.
        promotional: lots not paid for: no share of the dues, forfeited first, never refunded;
            default no, and yes for an occasion.
        after_end: what becomes of its lots when the membership ends; default the plan's, and
            forfeit for a promotional one. Decided on the day of the end. A price always stops
            at the end, so a metered one has none.
        redemption_limits: how often and how far apart it can be used; default no limit.
        substitution: what else a unit can pay for; default nothing.
        transferable: a unit may be given to another member; default not.
        for: who may use it; default the member and who shares. A `guest` is anybody named.
        converts: a unit may become money in another benefit; default not.
        redeem_at: where it can be used; default as the plan says.
        no_show: what a missed appointment costs; default as the plan says.
        late_cancel: what cancelling an appointment late costs; default as the plan says.
    """

    id: Id
    kind: BenefitKind
    name: str | None = None
    quantity: Quantity | None = None
    amount: Literal["dues"] | Amount | None = None
    services: Services | None = None
    grants: Grants = "each_period"
    trigger: Literal["payment", "period_start"] = "payment"
    rollover: Rollover | None = None
    expires: Stretch | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    standalone_price: Amount = 0
    percent: Percent | None = None
    amount_off: Amount | None = None
    price: Amount | None = None
    excluded: Several[Id] | None = Field(default=None, alias="except")
    regular_price_only: bool | None = None
    promotional: bool | None = None
    after_end: AfterEnd | None = None
    redemption_limits: Several[RedemptionLimit] | None = None
    substitution: Several[Substitution] | None = None
    transferable: Transferable | None = None
    for_whom: Person | Several[Person] | None = Field(default=None, alias="for")
    converts: Conversion | None = None
    redeem_at: Places | None = None
    no_show: MissedVisit | None = None
    late_cancel: LateCancel | None = None

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, dict) and (info.context or {}).get("currency") is not None:
            check_limits(value)
        return value

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        allowed = self._fields_it_takes()
        for field in _KIND_FIELDS:
            if field in self.model_fields_set and field not in allowed:
                if getattr(self, field) == type(self).model_fields[field].default:
                    continue
                word = type(self).model_fields[field].alias or field
                raise ValueError(f"a {self.kind} has no {word}; it takes {_words(allowed)}")
        if self.kind == "service_credit" and self.quantity is None:
            raise ValueError("a service_credit needs a quantity, such as quantity: 1")
        if self.kind == "value_credit" and self.amount is None:
            raise ValueError('a value_credit needs an amount, such as amount: "50.00" or dues')
        if self.kind == "discount" and (self.percent is None) == (self.amount_off is None):
            raise ValueError("a discount needs either percent or amount_off")
        if self.kind == "member_price" and self.price is None:
            raise ValueError('a member_price needs a price, such as price: "12.00"')
        if self.amount == "dues" and self.grants != "each_period":
            raise ValueError("banked dues are granted each_period; leave grants out")
        if self.amount == "dues" and self.promotional:
            raise ValueError("banked dues are paid for; they can't be promotional")
        if self.is_promotional and self.standalone_price:
            raise ValueError("what is promotional has no share of the dues; leave out its price")
        return self

    def _fields_it_takes(self) -> tuple[str, ...]:
        if self.kind in ("discount", "member_price") and self.quantity is not None:
            lots = (field for field in _LOTS if field != "after_end")
            return (*_FIELDS_OF[self.kind], "quantity", *lots)
        return _FIELDS_OF[self.kind]

    @cached_property
    def has_lots(self) -> bool:
        """Whether grants of it make lots."""
        return self.kind in ("service_credit", "value_credit") or self.is_metered

    @cached_property
    def is_metered(self) -> bool:
        """Whether it is a price that takes a unit from a lot each time."""
        return self.kind in ("discount", "member_price") and self.quantity is not None

    @property
    def is_money(self) -> bool:
        """Whether its lots count minor units."""
        return self.kind == "value_credit"

    @cached_property
    def cadence(self) -> Duration | None:
        """Its own cadence, or None when it follows the billing periods or comes once."""
        return cadence_of(self.grants)

    @cached_property
    def after_cycles(self) -> int:
        """Paid periods in a row before its own cadence begins; 0 for at once."""
        return self.every.after_cycles if self.every is not None else 0

    @cached_property
    def times(self) -> int | None:
        """How many grants its own cadence has in one enrollment, or None for no end."""
        return self.every.times if self.every is not None else None

    @cached_property
    def on_calendar(self) -> bool:
        """Whether its own cadence runs from the 1st of the month."""
        return self.every is not None and self.every.anchor == "calendar"

    @property
    def every(self) -> GrantEvery | None:
        """Its cadence with its further terms, where it has any."""
        return self.grants if isinstance(self.grants, GrantEvery) else None

    @property
    def occasion(self) -> GrantOn | None:
        """The occasion it is granted on, or None."""
        return self.grants if isinstance(self.grants, GrantOn) else None

    @cached_property
    def is_promotional(self) -> bool:
        """Whether its lots are not paid for."""
        if self.promotional is None:
            return isinstance(self.grants, GrantOn)
        return self.promotional

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Who may use it: of member, sharers, guest."""
        if self.for_whom is None:
            return ("member", "sharers")
        return (self.for_whom,) if isinstance(self.for_whom, str) else self.for_whom

    def covers(self, service: str, category: str | None = None) -> bool:
        """Whether it can be used for a service, of a category where the catalogue names one."""
        names = (service,) if category is None else (service, category)
        if self.excluded is not None and any(name in self.excluded for name in names):
            return False
        if self.services is None:
            return self.kind in ("discount", "value_credit") or service == self.id
        return self.services == "all" or any(name in self.services for name in names)


_LOTS = (
    "grants",
    "trigger",
    "rollover",
    "expires",
    "priority",
    "standalone_price",
    "promotional",
    "after_end",
    "redemption_limits",
    "transferable",
    "for_whom",
    "redeem_at",
    "no_show",
    "late_cancel",
)
_SCOPE = ("services", "excluded")
_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "service_credit": ("quantity", *_SCOPE, *_LOTS, "substitution", "converts"),
    "value_credit": ("amount", *_SCOPE, *_LOTS),
    "discount": ("percent", "amount_off", "regular_price_only", *_SCOPE),
    "member_price": ("price", "regular_price_only", *_SCOPE),
    "perk": (),
}
_KIND_FIELDS = (
    "quantity",
    "amount",
    *_SCOPE,
    *_LOTS,
    "substitution",
    "converts",
    "percent",
    "amount_off",
    "price",
    "regular_price_only",
)


def _words(fields: tuple[str, ...]) -> str:
    names = [Benefit.model_fields[field].alias or field for field in fields]
    return ", ".join(names) if names else "only an id and a name"
