"""A host's rollover policy: which part of what is left is kept as a period ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memberledger.policies.own.given import NOTHING, Given

__all__ = ["Keep", "LotLeft", "RolloverFacts", "lapses", "problem"]


@dataclass(frozen=True, slots=True)
class LotLeft:
    """What is left of one grant; quantities are units, or minor units of a value credit.

    Attributes:
        lot: its number in the member's stream.
        granted_on: the day of the grant.
        start, end: the period, or the stretch of its own cadence, that it was granted for.
        expires_on: the first day it can no longer be used; None for never. It lies after the day
            of the decision: what had ended by then has lapsed before.
        quantity: what was granted.
        free: what is neither used, nor reserved, nor gone.
        reserved: what is kept for appointments; it stays, whatever is decided.
    """

    lot: int
    granted_on: date
    start: date
    end: date
    expires_on: date | None
    quantity: int
    free: int
    reserved: int


@dataclass(frozen=True, slots=True)
class RolloverFacts:
    """What a rollover policy knows: one benefit's lots of the same terms, as a period ends.

    Attributes:
        on: the first day of the next period.
        benefit: its id.
        plan: "id@version" of the terms the lots were granted under.
        money: whether quantities are minor units.
        currency: ISO 4217 code.
        lots: what is left, the oldest first; never disputed, promotional by hand, or a gift.
        given: the `with` of the terms.
    """

    on: date
    benefit: str
    plan: str
    money: bool
    currency: str
    lots: tuple[LotLeft, ...]
    given: Given = NOTHING

    @property
    def free(self) -> int:
        """What is free in all lots together."""
        return sum(lot.free for lot in self.lots)

    @property
    def reserved(self) -> int:
        """What is reserved in all lots together."""
        return sum(lot.reserved for lot in self.lots)


@dataclass(frozen=True, slots=True)
class Keep:
    """What carries over: (lot, how much of what is free in it); all other free units lapse."""

    lots: tuple[tuple[int, int], ...] = ()

    @classmethod
    def newest(cls, facts: RolloverFacts, quantity: int) -> Keep:
        """So much of what is free, the newest first, so that the oldest lapses.

        >>> day = date(2026, 2, 5)
        >>> lots = (
        ...     LotLeft(1, day, day, day, None, 2, 2, 0),
        ...     LotLeft(2, day, day, day, None, 2, 2, 0),
        ... )
        >>> facts = RolloverFacts(day, "facial", "glow@1", False, "USD", lots)
        >>> Keep.newest(facts, 3)
        Keep(lots=((1, 1), (2, 2)))
        """
        kept, left = [], quantity
        for lot in reversed(facts.lots):
            part = min(lot.free, left)
            if part > 0:
                kept.append((lot.lot, part))
                left -= part
        return cls(tuple(reversed(kept)))

    @classmethod
    def everything(cls, facts: RolloverFacts) -> Keep:
        """All that is free."""
        return cls.newest(facts, facts.free)


def problem(facts: RolloverFacts, decision: object) -> str | None:
    """How a decision breaks the law of rollover; None where it holds.

    Of each lot that was asked about, once, a whole number from zero to what is free in it.
    """
    if not isinstance(decision, Keep):
        return f"answered {_short(decision)}, not a Keep"
    free = {lot.lot: lot.free for lot in facts.lots}
    seen: set[int] = set()
    for pair in _pairs(decision.lots):
        if pair is None:
            return f"answered {_short(decision.lots)}, not pairs of whole numbers (lot, quantity)"
        lot, quantity = pair
        if lot not in free:
            return f"keeps of lot {lot}, which it was not asked about"
        if lot in seen:
            return f"names lot {lot} twice"
        if not 0 <= quantity <= free[lot]:
            return f"keeps {quantity} of lot {lot}, in which {free[lot]} are free"
        seen.add(lot)
    return None


def _pairs(lots: object) -> Iterable[tuple[int, int] | None]:
    if not isinstance(lots, tuple):
        return (None,)
    return (
        pair
        if isinstance(pair, tuple) and len(pair) == 2 and all(type(part) is int for part in pair)
        else None
        for pair in lots
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def lapses(facts: RolloverFacts, decision: Keep) -> tuple[tuple[int, int], ...]:
    """What does not carry over, as (lot, quantity), in the order of the facts."""
    kept = dict(decision.lots)
    gone = ((lot.lot, lot.free - kept.get(lot.lot, 0)) for lot in facts.lots)
    return tuple((lot, quantity) for lot, quantity in gone if quantity)
