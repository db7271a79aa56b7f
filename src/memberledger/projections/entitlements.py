"""Every change of every lot, with the event that made it: a balance is the sum of its movements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e

__all__ = ["QUIET", "EntitlementMovement", "LotWatch", "Move", "entitlement_movements"]

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


class EntitlementMovement(NamedTuple):
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
    converted: int = 0
    given: int = 0
    disputed_on: date | None = None
    expires_on: date | None = None
    void: str | None = None

    @property
    def free(self) -> int:
        """Neither used, nor kept, nor gone, frozen or not."""
        gone = self.redeemed + self.reserved + self.lapsed + self.forfeited
        return max(self.quantity - gone - self.converted - self.given, 0)

    @property
    def usable(self) -> int:
        """What can be used of it."""
        return 0 if self.disputed_on is not None else self.free


_NOTHING = _Counters()
_of_lot = attrgetter(*_Counters._fields)
_UNTOUCHED = _NOTHING[1:8]
"""What a new lot has of all between its quantity and its last day."""

Move = tuple[str, int, "Kind", int, int, int]
"""Benefit, lot, what happened, quantity, change of what is free to use, what is free afterwards."""

_Part = tuple[Kind, int, int]
"""What happened, how much of it, and by how much what is free changed."""

QUIET = frozenset(
    {
        e.ConsentRecorded,
        e.NoticeSent,
        e.NothingChanged,
        e.MemberErased,
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

_OF_CLOSED_LOTS = (
    e.Refunded,
    e.Disputed,
    e.DisputeWon,
    e.DisputeLost,
    e.Cancelled,
    e.Resumed,
    e.LotExtended,
    e.GiftsFrozen,
    e.GiftsThawed,
    e.GiftsTakenBack,
)
"""Events that may change a lot that was closed before and is closed after."""


def _of_takes(event: Any) -> Sequence[int]:
    takes = event.takes
    return (takes[0][0],) if len(takes) == 1 else sorted({lot for lot, _ in takes})


def _redeemed(event: e.Redeemed) -> Sequence[int]:
    if not event.released:
        return _of_takes(event)
    return sorted({lot for lot, _ in (*event.takes, *event.released)})


_NAMED: dict[type[Event], Callable[[Any], Sequence[int]]] = {
    e.Granted: lambda event: sorted(grant.lot for grant in event.lots),
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _of_takes,
    e.Reserved: _of_takes,
    e.ReservationReleased: _of_takes,
    e.Lapsed: _of_takes,
    e.LapseTakenBack: _of_takes,
    e.Forfeited: _of_takes,
    e.RolledOver: lambda event: sorted({lot for lot, _ in event.lots}),
}
"""Events that name every lot they change; others may have changed any that is open."""


class LotWatch:
    """Follows one member's lots, event by event.

    Attributes:
        touched: the lots that the last event changed.
    """

    def __init__(self) -> None:
        self.touched: list[int] = []
        self._known: dict[int, _Counters] = {}
        self._open: set[int] = set()
        self._balances: dict[str, int] = {}

    def moves(self, s: MemberState, event: Event) -> list[Move]:
        """What one event changed of each lot, by number; `s` is the state after it."""
        kind = type(event)
        self.touched = touched = []
        moved: list[Move] = []
        if kind in QUIET:
            return moved
        rolled = dict(event.lots) if isinstance(event, e.RolledOver) else None
        known, balances, lots = self._known, self._balances, s.lots
        for number in self._looked_at(s, event):
            lot, old = lots[number], known.get(number, _NOTHING)
            new = _Counters._make(_of_lot(lot))
            changed: Sequence[_Part] = ()
            if new != old:
                changed = _changes(old, new)
                known[number] = new
                touched.append(number)
            if rolled and number in rolled:
                changed = (*changed, ("roll", rolled[number], 0))
            benefit = lot.benefit
            for what, quantity, change in changed:
                left = balances[benefit] = balances.get(benefit, 0) + change
                moved.append((benefit, number, what, quantity, change, left))
        return moved

    def _looked_at(self, s: MemberState, event: Event) -> Sequence[int]:
        """The lots that the event may have changed, by number: those open before, or after it."""
        named = _NAMED.get(type(event))
        if named is not None:
            lots = named(event)
            self._open.update(lots)
            return lots
        before, self._open = self._open, set(s.open_lots)
        closed = isinstance(event, _OF_CLOSED_LOTS)
        return sorted(s.lots if closed else before | self._open)


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
        head = s.version, type(event).__name__, event.effective_on
        moved += [EntitlementMovement._make((*head, *move)) for move in watch.moves(s, event)]
    return [each for each in moved if benefit in (None, each.benefit)]


def _changes(old: _Counters, new: _Counters) -> Sequence[_Part]:
    """The parts of a change, which add up to the change of what is free; a frozen lot has none."""
    quantity = new.quantity
    if old is _NOTHING and new[1:8] == _UNTOUCHED:
        return (("grant", quantity, quantity),)
    parts = _of_use(old, new)
    if old[3:] != new[3:]:
        _add_the_rest(parts, old, new)
    if old.quantity != quantity:
        granted = quantity - old.quantity
        parts.insert(0, ("grant", granted, granted))
    if parts:
        rest = new.usable - old.usable
        for _, _, change in parts:
            rest -= change
        if rest:
            kind, quantity, change = parts[-1]
            parts[-1] = (kind, quantity, change + rest)
    return parts


def _of_use(old: _Counters, new: _Counters) -> list[_Part]:
    """What was used and kept, as (kind, quantity, change of what is free)."""
    parts: list[_Part] = []
    redeemed, reserved = new.redeemed - old.redeemed, new.reserved - old.reserved
    if redeemed > 0:
        from_reserve = min(redeemed, -reserved) if reserved < 0 else 0
        parts.append(("redeem", redeemed, from_reserve - redeemed))
        reserved += from_reserve
    elif redeemed < 0:
        parts.append(("reverse", -redeemed, -redeemed))
    if reserved > 0:
        parts.append(("reserve", reserved, -reserved))
    elif reserved < 0:
        parts.append(("release", -reserved, -reserved))
    return parts


def _add_the_rest(parts: list[_Part], old: _Counters, new: _Counters) -> None:
    """What else happened, in the same form."""
    lapsed, forfeited = new.lapsed - old.lapsed, new.forfeited - old.forfeited
    if lapsed:
        parts.append(("lapse" if lapsed > 0 else "lapse taken back", abs(lapsed), -lapsed))
    if forfeited:
        kind: Kind = "forfeit" if forfeited > 0 else "forfeit taken back"
        parts.append((kind, abs(forfeited), -forfeited))
    if new.converted > old.converted:
        parts.append(("convert", new.converted - old.converted, old.converted - new.converted))
    if new.given != old.given:
        change = old.given - new.given
        parts.append(("give" if change < 0 else "give taken back", abs(change), change))
    if new.expires_on != old.expires_on and old.quantity:
        parts.append(("extend", new.free, 0))
    free, frozen = new.free, new.disputed_on is not None
    if free and frozen != (old.disputed_on is not None):
        parts.append(("freeze", free, -free) if frozen else ("thaw", free, free))
