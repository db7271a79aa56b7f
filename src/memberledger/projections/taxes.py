"""Tax: collected once a bill is paid in full, and given back with what is refunded of the bill."""

from __future__ import annotations

from dataclasses import dataclass, field

from memberledger.aggregates.member import events as e
from memberledger.policies import tax

__all__ = ["Taxes"]


@dataclass(frozen=True, slots=True)
class _BillTax:
    """A bill's tax within its gross amount, and how much of the two went back."""

    tax: int
    gross: int
    back: int = 0
    given: int = 0


@dataclass(slots=True)
class Taxes:
    """One member's tax, minor units.

    Attributes:
        collected: with bills paid in full, less what became billing credit again.
        refunded: given back with refunds and lost disputes.
    """

    collected: int = 0
    refunded: int = 0
    bills: dict[int, _BillTax] = field(default_factory=dict)

    def collect(self, event: e.BillSettled) -> None:
        """A bill with tax is paid in full."""
        part = event.tax or 0
        lines = (*event.shares, *event.caught_up, *event.fees)
        net = event.access + event.enrollment + sum(amount for _, amount in lines)
        self.bills[event.bill] = _BillTax(part, net + part)
        self.collected += part

    def give_back(self, bill: int, amount: int) -> int:
        """The tax within an amount that goes back; 0 of a bill without tax, or not yet paid."""
        held = self.bills.get(bill)
        if held is None:
            return 0
        back = held.back + amount
        given = tax.given_back(held.tax, held.gross, back)
        self.bills[bill] = _BillTax(held.tax, held.gross, back, given)
        return given - held.given
