"""Rows of entitlements: lots, balances, uses, and a movement for each change of a lot."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Redemption
from memberledger.projections.entitlements import LotWatch
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = ["BalanceRow", "EntitlementRows", "LotRow", "MovementRow", "RedemptionRow"]


class BalanceRow(NamedTuple):
    """What a member has of one benefit: units, or minor units of a value credit.

    `free` can be used; `reserved` is kept for appointments; `frozen` waits for a dispute.
    `next_expiry_on` is the first day on which something free will be gone, `expiring` how much.
    """

    benefit: str
    kind: str
    free: int
    reserved: int
    frozen: int
    next_expiry_on: date | None
    expiring: int


class LotRow(NamedTuple):
    """One lot and what became of it: quantity is the sum of the counts after it.

    `frozen` while a dispute holds it; `bill` is None for what was not paid for; `void` says why
    nothing comes back to it: ended, refunded or dunning.
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


class MovementRow(NamedTuple):
    """One change of one lot by one event; `change` is of what is free, `balance` what is then."""

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
    """One use, by its key."""

    redemption: str
    benefit: str
    quantity: int
    performed_on: date
    reversed_on: date | None


class EntitlementRows(MemberRows):
    """Lots, balances, movements and uses of one member."""

    BALANCES = RowsOf("balances", BalanceRow, 1)
    LOTS = RowsOf("lots", LotRow, 1)
    MOVEMENTS = RowsOf("movements", MovementRow, 2)
    REDEMPTIONS = RowsOf("redemptions", RedemptionRow, 1)
    tables = (BALANCES, LOTS, MOVEMENTS, REDEMPTIONS)

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._watch = LotWatch()
        self._touched: set[int] = set()
        self._balances: dict[str, BalanceRow] = {}

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """A movement for each lot that changed."""
        for line, moved in enumerate(self._watch.moves(s, event), 1):
            self.changes.put(
                self.MOVEMENTS,
                MovementRow(
                    moved.version,
                    line,
                    position,
                    moved.event,
                    moved.on,
                    event.recorded_at,
                    moved.benefit,
                    moved.lot,
                    moved.kind,
                    moved.quantity,
                    moved.change,
                    moved.balance,
                ),
            )
        self._touched |= self._watch.touched
        if isinstance(event, e.Redeemed | e.RedemptionReversed):
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
    )


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
