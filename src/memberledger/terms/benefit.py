"""Terms of one benefit: what is granted, when, how it carries over and when it ends."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from memberledger.terms.base import Amount, Id, Percent, Period, Quantity, Span, Terms
from memberledger.values import Duration, parse_amount

__all__ = ["Benefit", "BenefitKind", "Rollover"]

BenefitKind = Literal["service_credit", "value_credit", "discount", "member_price", "perk"]


def _limit(value: Any, info: ValidationInfo) -> Any:
    """Units as a whole number, or money as text when a currency is known."""
    currency = (info.context or {}).get("currency")
    if currency is not None and isinstance(value, str):
        return parse_amount(value, currency)
    return value


Limit = Annotated[int, Field(ge=0), BeforeValidator(_limit)]


class Rollover(Terms):
    """What is left at a period's end carries over, within limits; every limit that is set applies.

    Attributes:
        mode: `none` (a lot ends with its period) or `unlimited`; `limited` when a limit is set.
        carryover_limit: at each period's end at most this much carries over, the oldest lapse.
        max_balance: after any grant at most this much is held, the oldest lapse.
        periods: a lot lives this many periods beyond its own.
        grace: a lot lives this long past its period.
    """

    mode: Literal["none", "unlimited", "limited"] = "limited"
    carryover_limit: Limit | None = None
    max_balance: Limit | None = None
    periods: Annotated[int, Field(ge=1, le=1200)] | None = None
    grace: Span | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value not in ("none", "unlimited"):
                raise ValueError(
                    f"{value!r} is no rollover; write none, unlimited, or one of "
                    "{carryover_limit: 3}, {max_balance: 6}, {periods: 2}, {grace: 7 days}"
                )
            return {"mode": value}
        return value

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        limits = (self.carryover_limit, self.max_balance, self.periods, self.grace)
        if (self.mode == "limited") == all(limit is None for limit in limits):
            raise ValueError(
                "a rollover needs a limit: carryover_limit, max_balance, periods or grace"
            )
        if self.periods is not None and self.grace is not None:
            raise ValueError("periods and grace both say when a lot ends; keep one of them")
        return self


class Benefit(Terms):
    """One thing a plan gives.

    Attributes:
        id: the name programs use; unique in its plan and stable across plans.
        kind: `service_credit` counts units, `value_credit` counts money, `discount` and
            `member_price` change a price, `perk` is a promise in words.
        name: what a person reads; default the id.
        quantity: units of one grant of a service credit.
        amount: minor units of one grant of a value credit; `dues` banks what the period billed.
        services: what it can be used for; of several, the member chooses. Default: its own id.
        grants: `each_period`, `at_enrollment`, or a cadence of its own such as "1 month".
        trigger: `payment` grants when the period's dues are paid, `period_start` when it begins.
        rollover: see `Rollover`; left out it is none, unless `expires` says how long a lot lives.
        expires: a lot's life from the day of its grant; with a rollover the earlier counts.
        priority: lower burns first; default 0.
        standalone_price: weight of one whole grant when dues are allocated, in minor units.
        percent: of a discount, in basis points.
        amount_off: of a discount, minor units per unit sold.
        price: of a member price, minor units per unit sold.
    """

    id: Id
    kind: BenefitKind
    name: str | None = None
    quantity: Quantity | None = None
    amount: Literal["dues"] | Amount | None = None
    services: tuple[Id, ...] | Literal["all"] | None = None
    grants: Literal["each_period", "at_enrollment"] | Period = "each_period"
    trigger: Literal["payment", "period_start"] = "payment"
    rollover: Rollover | None = None
    expires: Period | None = None
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    standalone_price: Amount = 0
    percent: Percent | None = None
    amount_off: Amount | None = None
    price: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, dict):
            return value
        if (info.context or {}).get("currency") is not None:
            _check_limits(value)
        if isinstance(value.get("services"), list):
            return {**value, "services": tuple(value["services"])}
        return value

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        allowed = _FIELDS_OF[self.kind]
        for field in _KIND_FIELDS:
            if field in self.model_fields_set and field not in allowed:
                if getattr(self, field) == type(self).model_fields[field].default:
                    continue
                raise ValueError(f"a {self.kind} has no {field}; it takes {_words(allowed)}")
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
        return self

    @property
    def has_lots(self) -> bool:
        """Whether grants of it make lots."""
        return self.kind in ("service_credit", "value_credit")

    @property
    def is_money(self) -> bool:
        """Whether its lots count minor units."""
        return self.kind == "value_credit"

    @property
    def cadence(self) -> Duration | None:
        """Its own cadence, or None when it follows the billing periods or comes once."""
        return self.grants if isinstance(self.grants, Duration) else None

    def covers(self, service: str) -> bool:
        """Whether it can be used for a service."""
        if self.services is None:
            return self.kind in ("discount", "value_credit") or service == self.id
        return self.services == "all" or service in self.services


def _check_limits(value: dict[str, Any]) -> None:
    """In a file, limits of money are text and limits of units are whole numbers."""
    rollover = value.get("rollover")
    if not isinstance(rollover, dict):
        return
    for name in ("carryover_limit", "max_balance"):
        limit = rollover.get(name)
        if value.get("kind") == "value_credit" and limit is not None and not isinstance(limit, str):
            raise ValueError(f'{name} of money is text; write {name}: "250.00"')
        if value.get("kind") == "service_credit" and isinstance(limit, str):
            raise ValueError(f"{name} of units is a whole number; write {name}: 6")


_LOTS = ("services", "grants", "trigger", "rollover", "expires", "priority", "standalone_price")
_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "service_credit": ("quantity", *_LOTS),
    "value_credit": ("amount", *_LOTS),
    "discount": ("percent", "amount_off", "services"),
    "member_price": ("price", "services"),
    "perk": (),
}
_KIND_FIELDS = ("quantity", "amount", *_LOTS, "percent", "amount_off", "price")


def _words(fields: tuple[str, ...]) -> str:
    return ", ".join(fields) if fields else "only an id and a name"
