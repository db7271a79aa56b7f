"""How much a command is about: units of a service credit, or money of a value credit."""

from __future__ import annotations

from memberledger.aggregates.member import Work
from memberledger.ledger.checking import Money, amount_of, invalid, quantity_of

__all__ = ["fits_kind", "measured"]


def measured(
    quantity: int | None, amount: Money | None, currency: str, *, signed: bool = False
) -> tuple[int, bool]:
    """How much, and whether it is money: minor units of an amount, else units, 1 if not said."""
    if quantity is not None and amount is not None:
        raise invalid("give a quantity of units or an amount of money, not both")
    if amount is not None:
        return amount_of(amount, currency, signed=signed), True
    return quantity_of(1 if quantity is None else quantity, signed=signed), False


def fits_kind(work: Work, benefit: str, *, money: bool) -> None:
    """Units for a service credit, money for a value credit."""
    kind = work.state.benefit_kind(benefit)
    if kind == "value_credit" and not money:
        raise invalid(f"{benefit} is money; give an amount", benefit=benefit)
    if kind not in (None, "value_credit") and money:
        raise invalid(f"{benefit} is counted in units; give a quantity", benefit=benefit)
