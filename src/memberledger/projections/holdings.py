"""What of a member's money is where, layer by layer, and what an event changes of it.

Every change is told where somebody `watch`es: lines that are posted at once, what the lots were
worth, and the layers of days as they were before they were touched. So the cost of an event is that
of the layers it touches, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from memberledger.projections.layers import NOTHING, LotMoney, Worth
from memberledger.projections.taxes import Taxes
from memberledger.projections.times import TimeMoney

__all__ = ["Holdings", "Line", "Touched"]

Line = tuple[str, int, int | None, int | None, str | None]
"""Account, minor units (debit positive), bill, lot, charge."""


@dataclass(slots=True)
class Touched:
    """What one event changed.

    Attributes:
        lines: posted at once.
        lots: what each was worth before; nothing where it is new.
        times: as they were before; None for one that is new.
    """

    lines: list[Line] = field(default_factory=list)
    lots: dict[int, Worth] = field(default_factory=dict)
    times: dict[int, TimeMoney | None] = field(default_factory=dict)

    def forget(self) -> None:
        """Nothing is changed by the next event yet; the lines are those of who has them."""
        self.lines = []
        self.lots.clear()
        self.times.clear()


@dataclass(slots=True)
class Holdings:
    """One member's money, changed in place.

    Attributes:
        held: billing credit.
        part_paid: money of bills that are not paid in full, in one figure each.
        pools: by bill and benefit, money of grants still to come.
        times: layers of days, by a number of their own.
        fees: by bill and kind, what was earned when it was paid.
        became: the lots that a lot was turned into.
        broken: breakage beyond that of the lots and days, below zero.
        gave: the benefit last given to another member; None where nothing ever was.
        used_by_others: earned by others, on units that were given away and are refunded.
        ended_on: the end of the membership, while it is over.
        past_ends: of those before the one that goes on, the last bill and the end.
        fees_over: by bill of a pause's fee, the day on which that pause ended.
        stood: the `shift` pauses that are over, each with its end.
        unpaid: by bill of dues not paid in full, the end of its period as it was billed.
        benefits: of the plan in force, in its order.
        order: by bill, the benefits of its plan in their order.
        disputed: by charge, what an open dispute holds.
        shared: of a branch, the lots that are still those of the holdings it was taken from.
        touched: what the event at hand changes, where somebody asks.
    """

    collected: int = 0
    refunded: int = 0
    held: int = 0
    taxes: Taxes = field(default_factory=Taxes)
    part_paid: dict[int, list[int]] = field(default_factory=dict)
    lots: dict[int, LotMoney] = field(default_factory=dict)
    pools: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    times: dict[int, TimeMoney] = field(default_factory=dict)
    fees: dict[int, dict[str, int]] = field(default_factory=dict)
    became: dict[int, tuple[int, ...]] = field(default_factory=dict)
    broken: int = 0
    gave: str | None = None
    used_by_others: int = 0
    pause_fees: set[int] = field(default_factory=set)
    annual_fees: set[int] = field(default_factory=set)
    fees_over: dict[int, date] = field(default_factory=dict)
    shift_since: date | None = None
    ended_on: date | None = None
    past_ends: tuple[tuple[int, date], ...] = ()
    stood: tuple[tuple[date, date], ...] = ()
    unpaid: dict[int, date] = field(default_factory=dict)
    last_bill: int = 0
    benefits: tuple[str, ...] = ()
    order: dict[int, tuple[str, ...]] = field(default_factory=dict)
    disputed: dict[str, int] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    touched: Touched | None = None

    def watch(self, change: Callable[[], None]) -> Touched:
        """Make a change, and say what it touched."""
        self.touched = touched = Touched()
        try:
            change()
        finally:
            self.touched = None
        return touched

    def branch(self) -> Self:
        """The same holdings for a change that is watched, and that leaves these as they are."""
        other = copy(self)
        other.taxes = copy(self.taxes)
        other.taxes.bills = dict(self.taxes.bills)
        other.part_paid = {bill: [*part] for bill, part in self.part_paid.items()}
        other.pools = {
            bill: {benefit: [*pool] for benefit, pool in pools.items()}
            for bill, pools in self.pools.items()
        }
        other.lots, other.times = dict(self.lots), dict(self.times)
        other.shared = set(self.lots)
        other.fees = {bill: dict(fees) for bill, fees in self.fees.items()}
        other.became = dict(self.became)
        other.unpaid = dict(self.unpaid)
        other.pause_fees, other.annual_fees = set(self.pause_fees), set(self.annual_fees)
        other.fees_over = dict(self.fees_over)
        other.order = dict(self.order)
        other.disputed = dict(self.disputed)
        return other

    def post(
        self,
        account: str,
        amount: int,
        bill: int | None = None,
        lot: int | None = None,
        charge: str | None = None,
    ) -> None:
        """A line; debit positive, nothing for nothing."""
        if self.touched is not None and amount:
            self.touched.lines.append((account, amount, bill, lot, charge))

    def end_of(self, bill: int) -> date | None:
        """The end of the membership that a bill is of; None where that goes on."""
        for last_bill, day in self.past_ends:
            if bill <= last_bill:
                return day
        return self.ended_on

    def lot(self, number: int) -> LotMoney:
        """A lot that is about to change."""
        held = self.lots[number]
        if self.touched is not None and number not in self.touched.lots:
            self.touched.lots[number] = held.worth()
        if number in self.shared:
            self.shared.remove(number)
            held = self.lots[number] = held.copy()
        return held

    def put_lot(self, number: int, lot: LotMoney) -> None:
        """A lot that is new."""
        if self.touched is not None and number not in self.touched.lots:
            before = self.lots.get(number)
            self.touched.lots[number] = before.worth() if before is not None else NOTHING
        self.shared.discard(number)
        self.lots[number] = lot

    def time(self, number: int) -> TimeMoney:
        """A layer of days that is about to change."""
        held = self.times[number]
        if self.touched is not None and number not in self.touched.times:
            self.touched.times[number] = held
            held = self.times[number] = held.copy()
        return held

    def put_time(self, time: TimeMoney) -> None:
        """A layer of days that is new."""
        number = len(self.times)
        self.times[number] = time
        if self.touched is not None:
            self.touched.times[number] = None

    def open_times(self, day: date) -> Iterator[TimeMoney]:
        """The layers that have days left at the start of `day`, each about to change."""
        for number, time in list(self.times.items()):
            if time.is_open(day):
                yield self.time(number)
