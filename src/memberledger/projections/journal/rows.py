"""The two kinds of row of the journal: lines of events, and money that moves day by day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from memberledger.values import half_up

__all__ = ["Posting", "Spread"]


class Posting(NamedTuple):
    """One line of one event.

    Attributes:
        version: of the event in its member's stream.
        line: counts from 1 within the event.
        effective_on: it counts in every view at a day on or after it.
        booked_on: the accounting date; what ends on a day belongs to the day before.
        account: such as `Liabilities:Deferred:Facial`.
        amount: minor units, debit positive; never 0.
        bill, lot, charge: whose it is, where it is one's.
    """

    version: int
    line: int
    effective_on: date
    booked_on: date
    account: str
    amount: int
    bill: int | None = None
    lot: int | None = None
    charge: str | None = None


class Spread(NamedTuple):
    """Money that moves from `debit` to `credit` day by day.

    Once u of its days are over it has moved `sign` x (C(offset + u) - C(offset)), with C(u) =
    total x u / quantity, half up. A day counts once it is over: a view at D counts days before D.

    Attributes:
        version: of the event in its member's stream.
        line: counts from 1 within the event's spreads.
        first_day, days: when it runs.
        total: of its layer, minor units.
        quantity: all days of its layer.
        offset: days of the layer before `first_day`.
        sign: 1, or -1 for what a later event takes back of an earlier spread.
        debit, credit: the accounts.
        bill: whose layer it is.
    """

    version: int
    line: int
    first_day: date
    days: int
    total: int
    quantity: int
    offset: int
    sign: int
    debit: str
    credit: str
    bill: int | None = None

    @property
    def last_day(self) -> date:
        """The day with which it is over."""
        return date.fromordinal(self.first_day.toordinal() + self.days - 1)

    def moved(self, day: date) -> int:
        """Minor units that have moved at the start of `day`.

        >>> month = Spread(1, 1, date(2026, 1, 10), 31, 1592, 31, 0, 1, "Liabilities", "Income")
        >>> month.moved(date(2026, 1, 10)), month.moved(date(2026, 2, 1))
        (0, 1130)
        """
        over = min((day - self.first_day).days, self.days)
        if over <= 0:
            return 0
        if over == self.quantity:
            return self.sign * self.total
        until = half_up(self.total * (self.offset + over), self.quantity)
        return self.sign * (until - half_up(self.total * self.offset, self.quantity))
