"""Every change of every lot, with the event that made it: a balance is the sum of its movements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Lot

__all__ = ["EntitlementMovement", "LotWatch", "entitlement_movements"]

Kind = Literal[
    "grant",
    "redeem",
    "reverse",
    "reserve",
    "release",
    "lapse",
    "lapse taken back",
    "forfeit",
    "forfeit taken back",
    "freeze",
    "thaw",
    "convert",
    "give",
    "give taken back",
    "roll",
    "extend",
]


@dataclass(frozen=True, slots=True)
class EntitlementMovement:
    """One change of one lot by one event; quantities are units, or minor units of a value credit.

    Attributes:
        version: of the event in its stream, counted from 1.
        event: its name, such as `Redeemed`.
        on: the local date it is effective on.
        kind: what happened to the lot.
        quantity: how much, never negative.
        change: by how much what is free to use changed; the balance is the sum of these.
        balance: what of the benefit is free to use after the event.
    """

    version: int
    event: str
    on: date
    benefit: str
    lot: int
    kind: Kind
    quantity: int
    change: int
    balance: int


class _Counters(NamedTuple):
    """A lot's counters before an event; 0 for a lot there was not."""

    quantity: int = 0
    redeemed: int = 0
    reserved: int = 0
    lapsed: int = 0
    forfeited: int = 0
    disputed: bool = False
    usable: int = 0
    converted: int = 0
    given: int = 0
    expires_on: date | None = None
    void: str | None = None

    @property
    def free(self) -> int:
        """Neither used, nor kept, nor gone, frozen or not."""
        gone = (
            self.redeemed
            + self.reserved
            + self.lapsed
            + self.forfeited
            + self.converted
            + self.given
        )
        return max(self.quantity - gone, 0)

    @classmethod
    def of(cls, lot: Lot) -> _Counters:
        return cls(
            lot.quantity,
            lot.redeemed,
            lot.reserved,
            lot.lapsed,
            lot.forfeited,
            lot.disputed_on is not None,
            lot.usable,
            lot.converted,
            lot.given,
            lot.expires_on,
            lot.void,
        )


_QUIET = frozenset(
    {
        e.ConsentRecorded,
        e.NoticeSent,
        e.NothingChanged,
        e.DuesBilled,
        e.FeeBilled,
        e.Charged,
        e.ChargeFailed,
        e.CreditUsed,
        e.BillSettled,
        e.DunningStarted,
        e.DunningStepTaken,
    }
)
"""Events that change no lot, so that no lot need be looked at."""

_OF_CLOSED_LOTS = (e.Refunded, e.Disputed, e.DisputeWon, e.DisputeLost, e.Cancelled)
"""Events that may change a lot that was closed before and is closed after."""


class LotWatch:
    """Follows one member's lots, event by event.

    Attributes:
        touched: the lots that the last event changed.
    """

    def __init__(self) -> None:
        self.touched: set[int] = set()
        self._known: dict[int, _Counters] = {}
        self._open: set[int] = set()
        self._balances: dict[str, int] = {}

    def moves(self, s: MemberState, event: Event) -> list[EntitlementMovement]:
        """The movements of one event; `s` is the state after it."""
        self.touched = set()
        if type(event) in _QUIET:
            return []
        looked_at = (
            s.lots if isinstance(event, _OF_CLOSED_LOTS) else self._open | s.open_lots.keys()
        )
        self._open = set(s.open_lots)
        rolled = dict(event.lots) if isinstance(event, e.RolledOver) else {}
        moved: list[EntitlementMovement] = []
        for lot_id in sorted(looked_at):
            lot, old = s.lots[lot_id], self._known.get(lot_id, _Counters())
            new = _Counters.of(lot)
            changed = _changes(old, new) if new != old else []
            if lot_id in rolled:
                changed.append(("roll", rolled[lot_id], 0))
            if new != old:
                self._known[lot_id] = new
                self.touched.add(lot_id)
            for kind, quantity, change in changed:
                left = self._balances.get(lot.benefit, 0) + change
                self._balances[lot.benefit] = left
                name, on = type(event).__name__, event.effective_on
                moved.append(
                    EntitlementMovement(
                        s.version, name, on, lot.benefit, lot_id, kind, quantity, change, left
                    )
                )
        return moved


def entitlement_movements(
    events: Iterable[Event], benefit: str | None = None
) -> list[EntitlementMovement]:
    """The movements of a member's lots, in the order in which they were recorded.

    Args:
        events: the member's, oldest first.
        benefit: of one benefit, or of all.
    """
    s, watch = MemberState(), LotWatch()
    moved: list[EntitlementMovement] = []
    for event in events:
        apply(s, event)
        moved.extend(watch.moves(s, event))
    return [each for each in moved if benefit in (None, each.benefit)]


def _changes(old: _Counters, new: _Counters) -> list[tuple[Kind, int, int]]:
    """The parts of a change, which add up to the change of what is free; a frozen lot has none."""
    parts = list(_parts(old, new))
    if parts:
        kind, quantity, change = parts[-1]
        rest = new.usable - old.usable - sum(change for _, _, change in parts)
        parts[-1] = (kind, quantity, change + rest)
    return parts


def _parts(old: _Counters, new: _Counters) -> Iterator[tuple[Kind, int, int]]:
    """What happened, as (kind, quantity, change of what is free)."""
    granted = new.quantity - old.quantity
    if granted:
        yield "grant", granted, granted
    redeemed, reserved = new.redeemed - old.redeemed, new.reserved - old.reserved
    if redeemed > 0:
        from_reserve = min(redeemed, max(-reserved, 0))
        yield "redeem", redeemed, from_reserve - redeemed
        reserved += from_reserve
    elif redeemed < 0:
        yield "reverse", -redeemed, -redeemed
    if reserved > 0:
        yield "reserve", reserved, -reserved
    elif reserved < 0:
        yield "release", -reserved, -reserved
    lapsed, forfeited = new.lapsed - old.lapsed, new.forfeited - old.forfeited
    if lapsed:
        yield ("lapse" if lapsed > 0 else "lapse taken back"), abs(lapsed), -lapsed
    if forfeited:
        yield ("forfeit" if forfeited > 0 else "forfeit taken back"), abs(forfeited), -forfeited
    if new.converted > old.converted:
        yield "convert", new.converted - old.converted, old.converted - new.converted
    if new.given != old.given:
        change = old.given - new.given
        yield ("give" if change < 0 else "give taken back"), abs(change), change
    if new.expires_on != old.expires_on and old.quantity:
        yield "extend", new.free, 0
    if new.free and new.disputed != old.disputed:
        yield ("freeze", new.free, -new.free) if new.disputed else ("thaw", new.free, new.free)
