"""The engine of revenue: layers of money over units or days, changed by counters.

A layer's balances are functions of its counters (`policies.recognition.balances`), so a redemption
posts the difference they make. Before money leaves a layer other than by use or lapse, it is cut
into what is used, what is broken and what is left, so that a refund lowers the right part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from memberledger.policies.recognition import Balances, balances, reduce_layers
from memberledger.projections.times import TimeMoney
from memberledger.values import half_up

__all__ = ["NOTHING", "BillMoney", "LotMoney", "Piece", "Worth"]

Worth = tuple[int, int, int, int]
"""Minor units: earned by use, by missed visits, broken, deferred."""

NOTHING: Worth = (0, 0, 0, 0)
"""What no lot is worth."""


@dataclass(slots=True)
class Piece:
    """Money over a quantity, of which `used` is earned and `broken` lapsed or forfeited.

    Of what is used, `missed` was not: it is earned as a fee for visits that did not take place.
    """

    total: int
    quantity: int
    used: int = 0
    broken: int = 0
    missed: int = 0

    @property
    def left(self) -> int:
        """Neither used nor broken."""
        return self.quantity - self.used - self.broken

    def room(self, counter: str) -> int:
        """By how much a counter can rise; what is missed is a part of what is used."""
        return self.used - self.missed if counter == "missed" else self.left

    def figures(self) -> Balances:
        """What is earned, broken and deferred."""
        return balances(self.total, self.quantity, self.used, self.broken)

    def earned_by_use(self) -> int:
        """What of the earned is not for missed visits."""
        used = max(self.used - self.missed, 0)
        return balances(self.total, self.quantity, used, 0).earned


@dataclass(slots=True)
class LotMoney:
    """The money of one lot of a benefit; `bill` is None for a promotional one.

    `benefit` is empty for what was paid for grants that will not come.
    """

    bill: int | None
    pieces: list[Piece]
    benefit: str = ""

    def copy(self) -> LotMoney:
        """The same money, to be changed on its own."""
        pieces = [Piece(p.total, p.quantity, p.used, p.broken, p.missed) for p in self.pieces]
        return LotMoney(self.bill, pieces, self.benefit)

    def worth(self) -> Worth:
        """Where its money is."""
        earned = missed = broken = deferred = 0
        for piece in self.pieces:
            if not (piece.used or piece.broken):
                deferred += piece.total
            elif piece.total:
                now = piece.figures()
                earned += now.earned
                broken += now.breakage
                deferred += now.deferred
                if piece.missed:
                    missed += now.earned - piece.earned_by_use()
        return earned - missed, missed, broken, deferred

    def miss(self, quantity: int) -> None:
        """Units of visits that did not take place; below zero they are excused."""
        self._move("used", quantity)
        self._move("missed", quantity)

    def use(self, quantity: int) -> None:
        """Units used, from the older piece first; below zero they are given back."""
        self._move("used", quantity)

    def break_(self, quantity: int) -> None:
        """Units lapsed or forfeited; below zero a lapse is taken back."""
        self._move("broken", quantity)

    def leave(self, quantity: int) -> None:
        """Units that go with the money that was refunded for them, so nothing of them is broken.

        Money that is left when no unit is, such as of a bill that another charge paid a part of,
        is broken with the last of them; so is what is still to come for a lot without any yet.
        """
        self.cut()
        wanted = quantity
        for piece in self.pieces:
            units = min(max(piece.left, 0), wanted)
            wanted -= units
            if units and (units == piece.quantity or not piece.total):
                piece.broken += units
            else:
                piece.quantity -= units
        if wanted:
            self.break_(wanted)

    def fill(self, money: int) -> None:
        """Money for a lot that had none: over all its units, whatever became of them."""
        if len(self.pieces) > 1 and not any(piece.total for piece in self.pieces):
            whole = Piece(0, 0)
            for piece in self.pieces:
                whole.quantity += piece.quantity
                whole.used += piece.used
                whole.broken += piece.broken
                whole.missed += piece.missed
            self.pieces = [whole]
        self.pieces[0].total += money

    def _move(self, counter: str, quantity: int) -> None:
        left = quantity
        for piece in self.pieces:
            held = getattr(piece, counter)
            part = -min(-left, held) if left < 0 else min(left, max(piece.room(counter), 0))
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
        return LotMoney(self.bill, taken, self.benefit)

    def cut(self) -> None:
        """Split into used, broken and unused pieces; posts nothing."""
        pieces = []
        for piece in self.pieces:
            now = piece.figures()
            if piece.used:
                used = Piece(now.earned, piece.used, piece.used, 0, piece.missed)
                pieces.append(used)
            if piece.broken:
                pieces.append(Piece(now.breakage, piece.broken, broken=piece.broken))
            if piece.left or not (piece.used or piece.broken):
                pieces.append(Piece(now.deferred, piece.left))
        self.pieces = pieces


@dataclass(slots=True)
class BillMoney:
    """Everything one bill paid for, after a cut.

    Attributes:
        units: of its lots, and lists of money of grants still to come, or of a bill not yet paid in
            full; cents that are left over go to the earlier.
        times: its layers of days, after them.
        fee: what was earned at once, one figure.
    """

    units: list[Piece | list[int]]
    times: list[TimeMoney]
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
        for each in self.units if deferred else [*self.units, self.fee]:
            if isinstance(each, Piece):
                if (each.left > 0) == deferred and each.total > 0:
                    yield _Slot(each.total, each)
            elif deferred or each is self.fee:
                for i, value in enumerate(each):
                    if value > 0:
                        yield _Slot(value, each, i)
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
