"""Rows of entitlements: lots, balances, uses, and a movement for each change of a lot."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS, MemberState
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Redemption
from memberledger.projections.entitlements import QUIET, LotWatch
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = [
    "BalanceRow",
    "EntitlementRows",
    "Expiring",
    "LotRow",
    "MovementRow",
    "RedemptionRow",
    "balances_of",
    "expiring_of",
    "lots_of",
]


_USES = (e.Redeemed, e.RedemptionReversed)


class BalanceRow(NamedTuple):
    """What a member has of one benefit; there is a row once something of it was granted.

    Quantities are units, or minor units of a value credit.

    Attributes:
        benefit: its id.
        kind: `service_credit`, or `value_credit`, which is money; `units` where no terms know it.
        free: can be used.
        reserved: kept for appointments.
        frozen: waits for the end of a dispute.
        next_expiry_on: the first day on which something that is free will be gone; None where
            nothing has a last day.
        expiring: how much of what is free will be gone on that day.
    """

    benefit: str
    kind: str
    free: int
    reserved: int
    frozen: int
    next_expiry_on: date | None
    expiring: int


class LotRow(NamedTuple):
    """One lot and what became of it; `quantity` is the sum of the counts from `redeemed` to `free`.

    Quantities are units, or minor units of a value credit.

    Attributes:
        lot: its number, counted from 1 for each member.
        benefit: the benefit it is of.
        plan: whose terms it follows, as `id@version`.
        granted_on: the day of its grant.
        expires_on: the first day on which it can't be used; None where it has none of its own.
        quantity: how much was granted.
        redeemed: used, and not reversed.
        reserved: kept for appointments.
        lapsed: gone with time.
        forfeited: taken, such as at the end of the membership.
        converted: became another benefit.
        given: went to another member.
        free: the rest.
        frozen: whether a dispute holds it, so that what is free can't be used.
        promotional: whether it was given for nothing.
        bill: the number of the bill that paid for it; None for what was not paid for.
        void: why nothing comes back to it, `ended`, `refunded` or `dunning`; None where it can.
        start: the first day it is for.
        giver: who gave it to this member; None for what was granted here.
        share: its part of the dues, minor units; 0 where they are earned by the day.
    """

    lot: int
    benefit: str
    plan: str
    granted_on: date
    expires_on: date | None
    quantity: int
    redeemed: int
    reserved: int
    lapsed: int
    forfeited: int
    converted: int
    given: int
    free: int
    frozen: bool
    promotional: bool
    bill: int | None
    void: str | None
    start: date
    giver: str | None
    share: int


class MovementRow(NamedTuple):
    """One change of one lot by one event.

    Quantities are units, or minor units of a value credit.

    Attributes:
        version: of the event in the member's stream, counted from 1.
        line: tells apart the changes of one event, counted from 1.
        position: of the event in the ledger.
        event: its name, such as `Redeemed`.
        effective_on: the local day it counts from.
        recorded_at: when it was recorded.
        benefit: the benefit that changed.
        lot: the lot that changed.
        kind: what happened to it, such as `grant`, `redeem` or `lapse`.
        quantity: how much, never negative.
        change: of what is free to use.
        balance: what of the benefit is free to use afterwards.
    """

    version: int
    line: int
    position: int
    event: str
    effective_on: date
    recorded_at: datetime
    benefit: str
    lot: int
    kind: str
    quantity: int
    change: int
    balance: int


class RedemptionRow(NamedTuple):
    """One use.

    Attributes:
        redemption: the key it was done under.
        benefit: what was used.
        quantity: units, or minor units of a value credit.
        performed_on: the local day of the visit.
        reversed_on: the day it was taken back; None where it stands.
    """

    redemption: str
    benefit: str
    quantity: int
    performed_on: date
    reversed_on: date | None


class Expiring(NamedTuple):
    """What is free to use and will be gone.

    Attributes:
        expires_on: the first day on which it can't be used.
        member: whose it is.
        benefit: its id.
        kind: `service_credit`, or `value_credit`, which is money.
        quantity: units, or minor units of a value credit.
    """

    expires_on: date
    member: str
    benefit: str
    kind: str
    quantity: int


class EntitlementRows(MemberRows):
    """Lots, balances, movements and uses of one member."""

    BALANCES = RowsOf("balances", BalanceRow, 1)
    LOTS = RowsOf("lots", LotRow, 1)
    MOVEMENTS = RowsOf("movements", MovementRow, 2)
    REDEMPTIONS = RowsOf("redemptions", RedemptionRow, 1)
    tables = (BALANCES, LOTS, MOVEMENTS, REDEMPTIONS)
    heeds = frozenset(MEMBER_EVENTS) - QUIET | {e.BillSettled}

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._watch = LotWatch()
        self._touched: set[int] = set()
        self._balances: dict[str, BalanceRow] = {}

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """A movement for each lot that changed."""
        moves = self._watch.moves(s, event)
        if moves:
            tail = position, type(event).__name__, event.effective_on, event.recorded_at
            version = s.version
            self.changes.add(
                self.MOVEMENTS, [(version, n, *tail, *move) for n, move in enumerate(moves, 1)]
            )
        self._touched.update(self._watch.touched)
        if isinstance(event, e.BillSettled):
            self._touched.update(lot for lot, _ in event.caught_up)
        elif isinstance(event, _USES):
            used = s.redemptions[event.redemption]
            self.changes.put(self.REDEMPTIONS, RedemptionRow(event.redemption, *_use(used)))

    def finish(self, s: MemberState) -> None:
        """The lots that changed, and the balances they are part of."""
        if not self._touched:
            return
        for lot in sorted(self._touched):
            self.changes.put(self.LOTS, _lot_row(s, lot))
        benefits = {s.lots[lot].benefit for lot in self._touched}
        self._touched.clear()
        for benefit in sorted(benefits):
            row = _balance_row(s, benefit)
            if self._balances.get(benefit) != row:
                self._balances[benefit] = row
                self.changes.put(self.BALANCES, row)


def _use(used: Redemption) -> tuple[str, int, date, date | None]:
    return used.benefit, used.quantity, used.performed_on, used.reversed_on


def _lot_row(s: MemberState, number: int) -> LotRow:
    lot = s.lots[number]
    return LotRow(
        number,
        lot.benefit,
        lot.plan,
        lot.granted_on,
        lot.expires_on,
        lot.quantity,
        lot.redeemed,
        lot.reserved,
        lot.lapsed,
        lot.forfeited,
        lot.converted,
        lot.given,
        lot.free,
        lot.disputed_on is not None,
        lot.promotional,
        lot.bill,
        lot.void,
        lot.start,
        lot.giver,
        lot.share,
    )


def lots_of(s: MemberState) -> list[LotRow]:
    """The rows of a member's lots, by number."""
    return [_lot_row(s, lot) for lot in sorted(s.lots)]


def balances_of(s: MemberState) -> dict[str, BalanceRow]:
    """The rows of a member's balances, by benefit."""
    return {
        benefit: _balance_row(s, benefit)
        for benefit in sorted({lot.benefit for lot in s.lots.values()})
    }


def expiring_of(s: MemberState, until: date) -> list[Expiring]:
    """What of a member is free to use and gone on a day or before, the first to go first."""
    found: dict[tuple[date, str], int] = {}
    for lot in s.open_lots.values():
        if lot.usable and lot.expires_on is not None and lot.expires_on <= until:
            key = lot.expires_on, lot.benefit
            found[key] = found.get(key, 0) + lot.usable
    return [
        Expiring(on, s.member, benefit, s.benefit_kind(benefit) or "units", quantity)
        for (on, benefit), quantity in sorted(found.items())
    ]


def _balance_row(s: MemberState, benefit: str) -> BalanceRow:
    free = reserved = frozen = expiring = 0
    first: date | None = None
    for lot in s.open_lots.values():
        if lot.benefit != benefit:
            continue
        usable = lot.usable
        free += usable
        reserved += lot.reserved
        if lot.disputed_on is not None:
            frozen += max(lot.free, 0)
        if usable and lot.expires_on is not None:
            if first is None or lot.expires_on < first:
                first, expiring = lot.expires_on, 0
            expiring += usable if lot.expires_on == first else 0
    kind = s.benefit_kind(benefit) or "units"
    return BalanceRow(benefit, kind, free, reserved, frozen, first, expiring)
