"""Terms of rolling over: what of a grant is still there when its period is over."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from memberledger.terms.base import Span, Terms
from memberledger.terms.own import OwnPolicy, Parameters, PolicyName, PolicyVersion, Says
from memberledger.values import parse_amount

__all__ = ["Limit", "Rollover", "check_limits"]


def _limit(value: Any, info: ValidationInfo) -> Any:
    """Units as a whole number, or money as text when a currency is known."""
    currency = (info.context or {}).get("currency")
    if currency is not None and isinstance(value, str):
        return parse_amount(value, currency)
    return value


_LIMIT_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": r"^\+?[0-9]+(\.[0-9]+)?$"},
        ],
        "examples": [3, "250.00"],
    },
    mode="validation",
)

Limit = Annotated[int, Field(ge=0), BeforeValidator(_limit), _LIMIT_SCHEMA]


class Rollover(Terms):
    """What is left at a period's end carries over, within limits; every limit that is set applies.

    Attributes:
        mode: `none` (a lot ends with its period) or `unlimited`; `limited` when a limit is set.
        carryover_limit: at each period's end at most this much carries over, the oldest lapse.
        max_balance: after any grant at most this much is held, the oldest lapse.
        periods: a lot lives this many periods beyond its own.
        grace: a lot lives this long past its period.
        policy: a rule of the host's own decides what carries over at each period's end, instead of
            a `carryover_limit`; its name, such as `acme.keep-half`.
        version: the version of that policy.
        with: whole numbers and words for that policy.
        says: that policy in a sentence, for the member.
    """

    mode: Literal["none", "unlimited", "limited"] = "limited"
    carryover_limit: Limit | None = None
    max_balance: Limit | None = None
    periods: Annotated[int, Field(ge=1, le=1200)] | None = None
    grace: Span | None = None
    policy: PolicyName | None = None
    version: PolicyVersion | None = None
    parameters: Parameters | None = Field(default=None, alias="with")
    says: Says | None = None

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
        limits = (self.carryover_limit, self.max_balance, self.periods, self.grace, self.policy)
        if (self.mode == "limited") == all(limit is None for limit in limits):
            raise ValueError(
                "a rollover needs a limit: carryover_limit, max_balance, periods or grace; or a "
                "policy of your own"
            )
        if self.periods is not None and self.grace is not None:
            raise ValueError("periods and grace both say when a lot ends; keep one of them")
        if self.policy is not None and self.carryover_limit is not None:
            raise ValueError("the policy and carryover_limit both say what carries over; keep one")
        if (self.policy is None) != (self.version is None):
            raise ValueError("a policy has a name and a version, such as version: 1")
        if self.policy is None and (self.parameters is not None or self.says is not None):
            raise ValueError("`with` and `says` are of a policy; write which policy and version")
        return self

    @cached_property
    def own(self) -> OwnPolicy | None:
        """The policy of the host's own that decides what carries over, or None."""
        if self.policy is None or self.version is None:
            return None
        facts = {"policy": self.policy, "version": self.version}
        return OwnPolicy.model_validate(
            facts
            | ({} if self.parameters is None else {"with": self.parameters})
            | ({} if self.says is None else {"says": self.says})
        )


def check_limits(value: dict[str, Any]) -> None:
    """In a file, limits of money are text and limits of units are whole numbers.

    Raises:
        ValueError: one is the other.
    """
    rollover = value.get("rollover")
    if not isinstance(rollover, dict):
        return
    for name in ("carryover_limit", "max_balance"):
        limit = rollover.get(name)
        if value.get("kind") == "value_credit" and limit is not None and not isinstance(limit, str):
            raise ValueError(f'{name} of money is text; write {name}: "250.00"')
        if value.get("kind") != "value_credit" and isinstance(limit, str):
            raise ValueError(f"{name} of units is a whole number; write {name}: 6")
