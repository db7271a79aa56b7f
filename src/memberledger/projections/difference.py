"""What changed for a member between two moments: state, dates, balances with their lots, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.member import MemberState
from memberledger.projections.card import ChargeLine, LotLine, MemberCard, member_card

__all__ = [
    "BalanceChange",
    "ChargeChange",
    "Difference",
    "FactChange",
    "LotChange",
    "MoneyChange",
    "Seen",
    "difference_of",
    "seen",
]

_FACTS = (
    "status",
    "standing",
    "flagged",
    "review",
    "plan",
    "enrolled_on",
    "waiting_plan",
    "pause_from",
    "paused_until",
    "ends_on",
    "last_refill",
)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of the member's card that is another one now; `name` is the card's attribute."""

    name: str
    before: str | bool | date | None
    after: str | bool | date | None


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """An amount that is another one now, minor units.

    Attributes:
        name: `owed`, `billing_credit`, `collected` (all charges that were paid), `refunded`, or
            `next_charge`.
    """

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LotChange:
    """What can be used of a lot, before and after; units, or minor units of a value credit."""

    lot: int
    before: int
    after: int
    granted_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """What is free to use of a benefit, and what is reserved, before and after.

    Attributes:
        lots: those of which something else can be used, or which now end on another day.
    """

    benefit: str
    before: int
    after: int
    reserved_before: int
    reserved_after: int
    lots: tuple[LotChange, ...]


@dataclass(frozen=True, slots=True)
class ChargeChange:
    """A charge that came, or whose outcome is another one now; `before` is None for a new one."""

    charge: str
    date: date
    amount: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different between two moments of one member; empty tuples where nothing is.

    Attributes:
        before, after: the two moments, a local date (its end) or the number of an event.
        versions: the events that count at one of the moments and not at the other.
        money_benefits: the benefits that count money, in minor units.
    """

    member: str
    currency: str
    before: date | int
    after: date | int
    versions: tuple[int, ...]
    facts: tuple[FactChange, ...]
    balances: tuple[BalanceChange, ...]
    money: tuple[MoneyChange, ...]
    charges: tuple[ChargeChange, ...]
    money_benefits: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether all is as it was."""
        return not (self.facts or self.balances or self.money or self.charges)


@dataclass(frozen=True, slots=True)
class Seen:
    """A member at one moment: the card, and what was paid and went back in all, minor units."""

    card: MemberCard
    collected: int
    refunded: int


def seen(s: MemberState) -> Seen:
    """What of a folded state is compared; it may be the state before all events."""
    charges = s.charges.values()
    paid = sum(charge.amount for charge in charges if charge.outcome == "paid")
    return Seen(member_card(s), paid, sum(charge.refunded for charge in charges))


def difference_of(
    old: Seen, new: Seen, before: date | int, after: date | int, versions: tuple[int, ...]
) -> Difference:
    """Compare one member at two moments.

    Args:
        old, new: what was seen then.
        before, after: what to call the moments.
        versions: the events between them.
    """
    was, now = old.card, new.card
    return Difference(
        member=now.member or was.member,
        currency=now.currency or was.currency,
        before=before,
        after=after,
        versions=versions,
        facts=tuple(_facts(was, now)),
        balances=tuple(_balances(was, now)),
        money=tuple(_money(old, new)),
        charges=tuple(_charges(was, now)),
        money_benefits=was.money | now.money,
    )


def _facts(was: MemberCard, now: MemberCard) -> list[FactChange]:
    found = []
    for name in _FACTS:
        old, new = getattr(was, name), getattr(now, name)
        if old != new:
            found.append(FactChange(name, old, new))
    days = [card.next_charge[0] if card.next_charge else None for card in (was, now)]
    if days[0] != days[1]:
        found.append(FactChange("next_charge_on", *days))
    return found


def _money(old: Seen, new: Seen) -> list[MoneyChange]:
    was, now = old.card, new.card
    pairs = (
        MoneyChange("owed", was.owed, now.owed),
        MoneyChange("billing_credit", was.billing_credit, now.billing_credit),
        MoneyChange("collected", old.collected, new.collected),
        MoneyChange("refunded", old.refunded, new.refunded),
        MoneyChange("next_charge", _next_amount(was), _next_amount(now)),
    )
    return [pair for pair in pairs if pair.before != pair.after]


def _next_amount(card: MemberCard) -> int:
    return card.next_charge[1] if card.next_charge is not None else 0


def _balances(was: MemberCard, now: MemberCard) -> list[BalanceChange]:
    found = []
    for benefit in dict.fromkeys([*now.balance, *was.balance]):
        lots = tuple(_lots(_of(was, benefit), _of(now, benefit)))
        change = BalanceChange(
            benefit,
            was.balance.get(benefit, 0),
            now.balance.get(benefit, 0),
            was.reserved.get(benefit, 0),
            now.reserved.get(benefit, 0),
            lots,
        )
        moved = change.before != change.after or change.reserved_before != change.reserved_after
        if moved or lots:
            found.append(change)
    return found


def _of(card: MemberCard, benefit: str) -> dict[int, LotLine]:
    return {line.lot: line for line in card.lots if line.benefit == benefit}


def _lots(was: dict[int, LotLine], now: dict[int, LotLine]) -> list[LotChange]:
    found = []
    for lot in sorted({*was, *now}):
        old, new = was.get(lot), now.get(lot)
        line = new or was[lot]
        left = old.remaining if old else 0, new.remaining if new else 0
        moved = old is not None and new is not None and old.expires_on != new.expires_on
        if left[0] != left[1] or moved:
            found.append(LotChange(lot, *left, line.granted_on, line.expires_on))
    return found


def _charges(was: MemberCard, now: MemberCard) -> list[ChargeChange]:
    old, new = _by_id(was), _by_id(now)
    found = []
    for charge in dict.fromkeys([*old, *new]):
        a, b = old.get(charge), new.get(charge)
        line = b or old[charge]
        outcomes = a.outcome if a else None, b.outcome if b else None
        if outcomes[0] != outcomes[1]:
            found.append(ChargeChange(charge, line.date, line.amount, *outcomes))
    return found


def _by_id(card: MemberCard) -> dict[str, ChargeLine]:
    return {line.charge: line for line in card.charges}
