"""Where the money is: collected = recognised + deferred + refunded, at every date."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections.layers import BillMoney, LotMoney, Piece, TimeMoney, catch_up
from memberledger.projections.taxes import Taxes

__all__ = ["MemberRevenue", "RevenueFigures", "revenue_of"]


@dataclass(frozen=True, slots=True)
class RevenueFigures:
    """Minor units. `recognised` includes `breakage`; `deferred` includes billing credit.

    No figure has tax in it but `tax`: what was collected for the state, less what went back.
    """

    collected: int = 0
    recognised: int = 0
    breakage: int = 0
    deferred: int = 0
    refunded: int = 0
    tax: int = 0

    def __add__(self, other: RevenueFigures) -> RevenueFigures:
        return RevenueFigures(
            self.collected + other.collected,
            self.recognised + other.recognised,
            self.breakage + other.breakage,
            self.deferred + other.deferred,
            self.refunded + other.refunded,
            self.tax + other.tax,
        )


@dataclass(slots=True)
class MemberRevenue:
    """One member's money, layer by layer. `apply` changes it in place."""

    collected: int = 0
    refunded: int = 0
    held: int = 0
    taxes: Taxes = field(default_factory=Taxes)
    part_paid: dict[int, list[int]] = field(default_factory=dict)
    lots: dict[int, LotMoney] = field(default_factory=dict)
    pools: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    times: list[TimeMoney] = field(default_factory=list)
    fees: dict[int, list[int]] = field(default_factory=dict)
    became: dict[int, list[int]] = field(default_factory=dict)
    broken: int = 0
    gave: bool = False
    used_by_others: int = 0
    pause_fees: set[int] = field(default_factory=set)
    annual_fees: set[int] = field(default_factory=set)
    shift_since: date | None = None
    ended_on: date | None = None

    def apply(self, event: Event) -> None:
        """Post one event; those that move no money change nothing."""
        post = _POST.get(type(event))
        if post is not None:
            post(self, event)

    def unused_money(self, lot: int, units: int) -> int:
        """What of the money of a lot goes with some of its unused units; nothing is changed."""
        taken = copy.deepcopy(self.lots[lot]).take_out(units)
        return sum(piece.total for piece in taken.pieces)

    def figures(self, day: date) -> RevenueFigures:
        """The five figures at the start of `day`: time-based revenue counts days fully over."""
        earned = sum(fee[0] for fee in self.fees.values()) - self.used_by_others
        breakage = self.broken
        deferred = self.held + sum(part[0] for part in self.part_paid.values())
        for lot in self.lots.values():
            for piece in lot.pieces:
                now = piece.figures()
                earned += now.earned
                breakage += now.breakage
                deferred += now.deferred
        for time in self.times:
            now = time.figures(day)
            earned += now.earned + (now.breakage if time.fee else 0)
            breakage += 0 if time.fee else now.breakage
            deferred += now.deferred
        for pools in self.pools.values():
            deferred += sum(sum(pool) for pool in pools.values())
        taxes = self.taxes
        return RevenueFigures(
            self.collected - taxes.collected,
            earned + breakage,
            breakage,
            deferred,
            self.refunded - taxes.refunded,
            taxes.collected - taxes.refunded,
        )


def revenue_of(events: Iterable[Event], day: date) -> RevenueFigures:
    """One member's figures at the start of `day`, from the events given."""
    money = MemberRevenue()
    for event in events:
        money.apply(event)
    return money.figures(day)


def _enrolled(m: MemberRevenue, _event: e.Enrolled) -> None:
    m.ended_on = None


def _charged(m: MemberRevenue, event: e.Charged) -> None:
    m.collected += event.amount
    for bill, amount in event.bills:
        _fund(m, bill, amount)
    m.held += event.credited + event.unapplied


def _credit_used(m: MemberRevenue, event: e.CreditUsed) -> None:
    m.held -= event.amount
    _fund(m, event.bill, event.amount)


def _fund(m: MemberRevenue, bill: int, amount: int) -> None:
    """Money for a bill that is not yet paid in full."""
    m.part_paid.setdefault(bill, [0])[0] += amount


def _settled(m: MemberRevenue, event: e.BillSettled) -> None:
    """The part paid becomes layers, as the payment recorded the split."""
    bill = event.bill
    m.part_paid.pop(bill, None)
    if event.tax:
        m.taxes.collect(event)
    _add_time(
        m,
        bill,
        event.access,
        event.access_start,
        event.access_end,
        event.effective_on,
        fee=bill in m.pause_fees or bill in m.annual_fees,
    )
    _add_time(
        m,
        bill,
        event.enrollment,
        event.enrollment_start,
        event.enrollment_end,
        event.effective_on,
        fee=True,
    )
    for benefit, share in event.shares:
        m.pools.setdefault(bill, {}).setdefault(benefit, []).append(share)
    for lot, share in event.caught_up:
        catch_up(m.lots, m.became, lot, share)
    m.fees.setdefault(bill, [0])[0] += sum(amount for _, amount in event.fees)
    if m.ended_on is not None:
        _break_pools(m)


def _add_time(
    m: MemberRevenue,
    bill: int,
    total: int,
    start: date | None,
    end: date | None,
    paid_on: date,
    *,
    fee: bool = False,
) -> None:
    if not total:
        return
    first = start or paid_on
    days = (end - first).days if end is not None else 1
    pauses: list[tuple[date, date | None]] = []
    if m.shift_since is not None and bill not in m.pause_fees | m.annual_fees:
        pauses.append((m.shift_since, None))
    m.times.append(TimeMoney(bill, total, first, max(days, 1), fee, m.ended_on, pauses))


def _granted(m: MemberRevenue, event: e.Granted) -> None:
    pools = m.pools.get(event.bill, {}) if event.bill is not None else {}
    for lot in event.lots:
        pool = pools.get(lot.benefit)
        share = pool.pop(0) if pool else 0
        m.lots[lot.lot] = LotMoney(event.bill, [Piece(share, lot.quantity)])


def _adjusted(m: MemberRevenue, event: e.Adjusted) -> None:
    if event.lot is not None:
        m.lots[event.lot] = LotMoney(None, [Piece(0, event.quantity)])
    _each(m, event.takes, "break_", 1)


def _converted(m: MemberRevenue, event: e.LotsConverted) -> None:
    for made in event.lots:
        m.became.setdefault(made.lot, []).append(made.into)
        m.lots[made.into] = m.lots[made.lot].take_out(made.quantity)


def _each(m: MemberRevenue, takes: tuple[tuple[int, int], ...], move: str, sign: int) -> None:
    for lot, quantity in takes:
        getattr(m.lots[lot], move)(sign * quantity)


def _redeemed(m: MemberRevenue, event: e.Redeemed) -> None:
    _each(m, event.takes, "use", 1)


def _reversed(m: MemberRevenue, event: e.RedemptionReversed) -> None:
    _each(m, event.takes, "use", -1)


def _leave(m: MemberRevenue, lot: int, units: int, money: int) -> None:
    """Unused units leave with the money that was recorded for them."""
    taken = m.lots[lot].take_out(units)
    rest = sum(piece.total for piece in taken.pieces) - money
    if rest:
        m.lots[lot].pieces[0].total += rest


def _given(m: MemberRevenue, event: e.UnitsGiven) -> None:
    m.gave = True
    for part in event.moved:
        _leave(m, part.lot, part.units, part.money)


def _received(m: MemberRevenue, event: e.UnitsReceived) -> None:
    for part in event.moved:
        m.lots[part.into] = LotMoney(None, [Piece(part.money, part.units)])


def _gifts_taken_back(m: MemberRevenue, event: e.GiftsTakenBack) -> None:
    for (lot, units), (_, money) in zip(event.takes, event.money, strict=True):
        _leave(m, lot, units, money)


def _returned(m: MemberRevenue, event: e.UnitsReturned) -> None:
    for (lot, units), (_, money) in zip(event.takes, event.money, strict=True):
        if units or money:
            m.lots[lot].pieces.append(Piece(money, units))


def _units_converted(m: MemberRevenue, event: e.UnitsConverted) -> None:
    """Units leave with their money, which their new lot keeps."""
    for part in event.lots:
        taken = m.lots[part.source].take_out(part.units)
        money = sum(piece.total for piece in taken.pieces)
        m.lots[part.lot] = LotMoney(taken.bill, [Piece(money, part.quantity)])


def _missed(m: MemberRevenue, event: e.VisitMissed) -> None:
    """What a missed visit forfeits is earned as a fee for it, and is no breakage."""
    _each(m, event.forfeited, "use", 1)


def _excused(m: MemberRevenue, event: e.MissExcused) -> None:
    _each(m, event.takes, "use", -1)


def _broken(m: MemberRevenue, event: e.Lapsed | e.Forfeited) -> None:
    _each(m, event.takes, "break_", 1)


def _taken_back(m: MemberRevenue, event: e.LapseTakenBack) -> None:
    _each(m, event.takes, "break_", -1)


def _paused(m: MemberRevenue, event: e.Paused) -> None:
    if event.billing == "shift":
        m.shift_since = event.effective_on
        for time in m.times:
            if time.bill not in m.annual_fees:  # its year is one of the calendar
                time.pauses.append((event.effective_on, None))


def _fee_billed(m: MemberRevenue, event: e.FeeBilled) -> None:
    if event.kind == "pause_fee":
        m.pause_fees.add(event.bill)
    elif event.kind == "annual_fee":
        m.annual_fees.add(event.bill)


def _resumed(m: MemberRevenue, event: e.Resumed) -> None:
    """What is left of a pause's fee is earned as it ends."""
    for time in m.times:
        if time.bill in m.pause_fees and time.stopped_on is None:
            time.stopped_on = event.effective_on
    if m.shift_since is None:
        return
    for time in m.times:
        time.pauses = [
            (start, event.effective_on if end is None else end) for start, end in time.pauses
        ]
    m.shift_since = None


def _cancelled(m: MemberRevenue, event: e.Cancelled) -> None:
    m.ended_on = event.effective_on
    for time in m.times:
        if time.stopped_on is None:
            time.stopped_on = event.effective_on
    _break_pools(m)


def _break_pools(m: MemberRevenue) -> None:
    """What was paid for grants that will not come is breakage, from the end on."""
    for bill, pools in m.pools.items():
        money = sum(sum(pool) for pool in pools.values())
        if money:
            m.lots[-bill] = LotMoney(bill, [Piece(money, 1, broken=1)])
            pools.clear()


def _reduce(m: MemberRevenue, bill: int, day: date, amount: int) -> None:
    """Take money out of what a bill paid for: what is deferred first, then what was earned.

    Args:
        bill: whose layers.
        day: time layers are cut on this day.
        amount: minor units to take.
    """
    missing = _cut(m, bill, day).lower(day, amount)
    if m.gave:
        m.used_by_others += missing
    else:
        m.broken -= missing


def _cut(m: MemberRevenue, bill: int, day: date) -> BillMoney:
    """Everything a bill paid for, cut so that a refund lowers the right part."""
    lots = [lot for lot in m.lots.values() if lot.bill == bill]
    for lot in lots:
        lot.cut()
    times = [time for time in m.times if time.bill == bill]
    for time in list(times):
        rest = time.cut(day)
        if rest is not None:
            m.times.append(rest)
            times.append(rest)
    pieces = [piece for lot in lots for piece in lot.pieces]
    pools = [*m.pools.get(bill, {}).values()]
    if bill in m.part_paid:
        pools.insert(0, m.part_paid[bill])
    return BillMoney(pieces, times, pools, m.fees.setdefault(bill, [0]))


def _money_back(m: MemberRevenue, event: e.Refunded | e.DisputeLost) -> None:
    m.refunded += event.amount
    over = event.from_credit + event.from_unapplied
    m.held -= over
    for bill, amount in event.bills:
        tax = m.taxes.give_back(bill, amount)
        m.taxes.refunded += tax
        _reduce(m, bill, event.effective_on, amount - tax)


def _credit_given(m: MemberRevenue, event: e.CreditGiven) -> None:
    tax = m.taxes.give_back(event.bill, event.amount)
    m.taxes.collected -= tax
    _reduce(m, event.bill, event.effective_on, event.amount - tax)
    m.held += event.amount


_POST: dict[type[Event], Callable[[MemberRevenue, Any], None]] = {
    e.Enrolled: _enrolled,
    e.FeeBilled: _fee_billed,
    e.Charged: _charged,
    e.CreditUsed: _credit_used,
    e.CreditGiven: _credit_given,
    e.BillSettled: _settled,
    e.Granted: _granted,
    e.Adjusted: _adjusted,
    e.LotsConverted: _converted,
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _reversed,
    e.UnitsConverted: _units_converted,
    e.UnitsGiven: _given,
    e.UnitsReceived: _received,
    e.GiftsTakenBack: _gifts_taken_back,
    e.UnitsReturned: _returned,
    e.VisitMissed: _missed,
    e.MissExcused: _excused,
    e.Lapsed: _broken,
    e.Forfeited: _broken,
    e.LapseTakenBack: _taken_back,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Cancelled: _cancelled,
    e.Refunded: _money_back,
    e.DisputeLost: _money_back,
}
