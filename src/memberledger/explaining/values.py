"""An explanation is a value: a figure, and the parts that add up to it."""

from __future__ import annotations

from dataclasses import dataclass

from memberledger.history import Entry

__all__ = ["Explanation", "Part", "Rule", "adds_up"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy that decided, as the event names it: `proration.by_day/1`, and what it says."""

    policy: str
    says: str


@dataclass(frozen=True, slots=True)
class Part:
    """One link of the chain.

    Attributes:
        amount: signed, in the unit of the explanation; None where a word is explained.
        says: what it is.
        entry: the event it comes from: version, position, dates, who, why; None for a sum.
        rule: the policy that decided it, where the event names one.
        arithmetic: how the amount comes about, with its inputs.
        parts: what it is made of; where there are any, they add up to the amount.
        member: whose it is, where the explanation is of several.
    """

    amount: int | None
    says: str
    entry: Entry | None = None
    rule: Rule | None = None
    arithmetic: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a number that a view shows is what it is.

    Attributes:
        subject: what is explained: "balance of facial of ana".
        figure: units or minor units, which the amounts of the parts add up to; or a word.
        unit: the currency, where it is money; else a benefit, or nothing for a word.
        currency: of the practice.
        parts: the chain, oldest first.
        notes: what else a reader would ask.
    """

    subject: str
    figure: int | str
    unit: str
    currency: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether the figure is minor units of the currency."""
        return self.unit == self.currency and isinstance(self.figure, int)

    @property
    def adds_up(self) -> bool:
        """Whether the parts add up to the figure, and so on down; a word is no sum."""
        if isinstance(self.figure, str):
            return all(adds_up(part) for part in self.parts)
        return sum(part.amount or 0 for part in self.parts) == self.figure and all(
            adds_up(part) for part in self.parts
        )


def adds_up(part: Part) -> bool:
    """Whether a part's own parts add up to it, and so on down."""
    whole = not part.parts or sum(each.amount or 0 for each in part.parts) == (part.amount or 0)
    return whole and all(adds_up(each) for each in part.parts)
