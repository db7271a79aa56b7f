"""The engine of revenue: layers of money over units or days, changed by counters.

A layer's balances are functions of its counters (`policies.recognition.balances`), so a redemption
posts the difference they make. Before money leaves a layer other than by use or lapse, it is cut
into what is used, what is broken and what is left, so that a refund lowers the right part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from memberledger.policies.recognition import Balances, balances, reduce_layers
from memberledger.values import half_up, split

__all__ = ["BillMoney", "LotMoney", "Piece", "TimeMoney", "catch_up"]


@dataclass(slots=True)
class Piece:
    """Money over a quantity, of which `used` is earned and `broken` lapsed or forfeited."""

    total: int
    quantity: int
    used: int = 0
    broken: int = 0

    @property
    def left(self) -> int:
        """Neither used nor broken."""
        return self.quantity - self.used - self.broken

    def figures(self) -> Balances:
        """What is earned, broken and deferred."""
        return balances(self.total, self.quantity, self.used, self.broken)


@dataclass(slots=True)
class LotMoney:
    """The money of one lot; `bill` is None for a promotional one."""

    bill: int | None
    pieces: list[Piece]

    def use(self, quantity: int) -> None:
        """Units used, from the older piece first; below zero they are given back."""
        self._move("used", quantity)

    def break_(self, quantity: int) -> None:
        """Units lapsed or forfeited; below zero a lapse is taken back."""
        self._move("broken", quantity)

    def _move(self, counter: str, quantity: int) -> None:
        left = quantity
        for piece in self.pieces:
            held = getattr(piece, counter)
            part = min(left, max(piece.left, 0)) if left > 0 else -min(-left, held)
            setattr(piece, counter, held + part)
            left -= part
        if left and self.pieces:
            last = self.pieces[-1]
            setattr(last, counter, getattr(last, counter) + left)

    def take_out(self, quantity: int) -> LotMoney:
        """Unused units with their money, half up to the minor unit a piece, for another lot."""
        self.cut()
        taken: list[Piece] = []
        wanted = quantity
        for piece in self.pieces:
            units = min(piece.left, wanted)
            if units > 0:
                money = half_up(piece.total * units, piece.quantity)
                taken.append(Piece(money, units))
                piece.total, piece.quantity = piece.total - money, piece.quantity - units
                wanted -= units
        return LotMoney(self.bill, taken)

    def cut(self) -> None:
        """Split into used, broken and unused pieces; posts nothing."""
        pieces = []
        for piece in self.pieces:
            now = piece.figures()
            if piece.used:
                pieces.append(Piece(now.earned, piece.used, used=piece.used))
            if piece.broken:
                pieces.append(Piece(now.breakage, piece.broken, broken=piece.broken))
            if piece.left or not (piece.used or piece.broken):
                pieces.append(Piece(now.deferred, piece.left))
        self.pieces = pieces


@dataclass(slots=True)
class TimeMoney:
    """Money earned by the day over [start, end); shift pauses stand still.

    Attributes:
        fee: the rest is a fee and not breakage when it stops early (an enrollment fee).
        stopped_on: the end of the membership; what is left then is broken at once.
    """

    bill: int
    total: int
    start: date
    days: int
    fee: bool = False
    stopped_on: date | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    def days_over(self, day: date) -> int:
        """How many of its days are fully over at the start of `day`."""
        until = min(day, self.stopped_on) if self.stopped_on is not None else day
        over = (until - self.start).days
        for paused, resumed in self.pauses:
            begin = max(paused, self.start)
            over -= max((min(resumed or until, until) - begin).days, 0)
        return min(max(over, 0), self.days)

    def figures(self, day: date) -> Balances:
        """What is earned, broken and deferred at the start of `day`."""
        over = self.days_over(day)
        stopped = self.stopped_on is not None and day >= self.stopped_on
        return balances(self.total, self.days, over, self.days - over if stopped else 0)

    def cut(self, day: date) -> TimeMoney | None:
        """Split at `day`: this keeps the days over, the rest is a new layer; None if all is."""
        over = self.days_over(day)
        earned = balances(self.total, self.days, over, 0).earned
        if over >= self.days:
            return None
        rest = TimeMoney(
            self.bill,
            self.total - earned,
            max(day, self.start),
            self.days - over,
            self.fee,
            self.stopped_on,
            [p for p in self.pauses if p[1] is None or p[1] > day],
        )
        self.total, self.days = earned, over
        return rest


@dataclass(slots=True)
class BillMoney:
    """Everything one bill paid for, after a cut.

    Attributes:
        pieces: of its lots.
        times: its layers of days.
        pools: money of grants still to come, or of a bill not yet paid in full.
        fee: what was earned at once, one figure.
    """

    pieces: list[Piece]
    times: list[TimeMoney]
    pools: list[list[int]]
    fee: list[int]

    def lower(self, day: date, amount: int) -> int:
        """Take minor units out, by `policies.recognition.reduce_layers`: the deferred part first.

        Returns:
            What could not be taken: 0 unless all of it holds less than `amount`.
        """
        deferred = [*self._slots(day, deferred=True)]
        earned = [*self._slots(day, deferred=False)]
        held = [slot.value for slot in deferred], [slot.value for slot in earned]
        taken = min(amount, sum(held[0]) + sum(held[1]))
        lowered = reduce_layers(*held, taken)
        for slot, part in zip([*deferred, *earned], lowered, strict=True):
            slot.lower(part)
        return amount - taken

    def _slots(self, day: date, *, deferred: bool) -> Iterator[_Slot]:
        for piece in self.pieces:
            if (piece.left > 0) == deferred and piece.total > 0:
                yield _Slot(piece.total, piece)
        for pool in [*self.pools] if deferred else [self.fee]:
            for i, value in enumerate(pool):
                if value > 0:
                    yield _Slot(value, pool, i)
        for time in self.times:
            running = time.figures(day).deferred > 0
            if running == deferred and time.total > 0:
                yield _Slot(time.total, time)


@dataclass(slots=True)
class _Slot:
    value: int
    holder: Piece | TimeMoney | list[int]
    index: int = 0

    def lower(self, amount: int) -> None:
        if isinstance(self.holder, list):
            self.holder[self.index] -= amount
        else:
            self.holder.total -= amount


def catch_up(lots: dict[int, LotMoney], became: dict[int, list[int]], lot: int, share: int) -> None:
    """Money for a lot that came before it was paid, shared by units with what it became."""
    if lot not in became:
        lots[lot].pieces[0].total += share
        return
    same = [lot]
    for each in same:
        same.extend(became.get(each, ()))
    pieces = [piece for each in same for piece in lots[each].pieces]
    for piece, part in zip(pieces, split(share, [p.quantity for p in pieces]), strict=True):
        piece.total += part
