"""A host's proration policy: what a change of plan in a running period costs or gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from memberledger.policies.own.given import NOTHING, Given

__all__ = ["ChangeCost", "ProrationFacts", "problem"]


@dataclass(frozen=True, slots=True)
class ProrationFacts:
    """What a proration policy knows; amounts are minor units of `currency`, without tax on top.

    Attributes:
        on: the day of the change, which is the new plan's.
        direction: `up` or `down`.
        left, plan: "id@version" of the terms left and of those moved to.
        billed: the price of a whole period that the days left were billed at.
        price: the new plan's price of a whole period.
        start, end: the running period, half open; a membership that ends in it ends there.
        days_left: of the running period, the day of the change included.
        whole: days of the whole period; days of a pause that shifts billing are in neither number.
        currency: ISO 4217 code.
        given: the `with` of the terms.
    """

    on: date
    direction: Literal["up", "down"]
    left: str
    plan: str
    billed: int
    price: int
    start: date
    end: date
    days_left: int
    whole: int
    currency: str
    given: Given = NOTHING


@dataclass(frozen=True, slots=True)
class ChangeCost:
    """What a change now costs, minor units; negative is a credit.

    Attributes:
        amount: from minus what a period was billed at to the new plan's price of one. A credit is
            never more than was paid for the period, whatever is decided.
        rate: the price of a whole period at which the days left count as billed from now on, which
            the next change reckons from; default the new price, and the old one where the change
            costs nothing.
    """

    amount: int
    rate: int | None = None

    def billed_at(self, facts: ProrationFacts) -> int:
        """The price at which the days left count as billed from now on."""
        if self.rate is not None:
            return self.rate
        return facts.price if self.amount else facts.billed


def problem(facts: ProrationFacts, decision: object) -> str | None:
    """How a decision breaks the law of proration; None where it holds.

    A whole number of minor units, from giving back a whole period to charging a whole new one, and
    a rate between the two prices.
    """
    if not isinstance(decision, ChangeCost):
        return f"answered {repr(decision)[:80]}, not a ChangeCost"
    amount, rate = decision.amount, decision.rate
    if type(amount) is not int:
        return f"costs {amount!r}, which is no whole number of minor units"
    if not -facts.billed <= amount <= facts.price:
        return (
            f"costs {amount}; a change gives back at most the {facts.billed} that was billed and "
            f"costs at most the new price {facts.price}"
        )
    if rate is None:
        return None
    if type(rate) is not int:
        return f"counts the days left at {rate!r}, which is no whole number of minor units"
    if not min(facts.billed, facts.price) <= rate <= max(facts.billed, facts.price):
        return f"counts the days left at {rate}, not between {facts.billed} and {facts.price}"
    return None
