"""What changed between two moments, as plain data and as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from memberledger.cli.output import print_table, say
from memberledger.cli.words import plain
from memberledger.projections.difference import BalanceChange, Difference
from memberledger.values import format_amount

__all__ = ["difference_json", "print_difference"]


def difference_json(found: Difference) -> dict[str, Any]:
    """A difference as plain data; money as text, counted benefits as whole numbers."""

    def money(amount: int) -> str:
        return format_amount(amount, found.currency)

    return {
        "member": found.member,
        "currency": found.currency,
        "before": found.before,
        "after": found.after,
        "versions": list(found.versions),
        "facts": {c.name: {"before": c.before, "after": c.after} for c in found.facts},
        "balances": {c.benefit: _balance_json(found, c) for c in found.balances},
        "money": {
            c.name: {"before": money(c.before), "after": money(c.after)} for c in found.money
        },
        "charges": [
            {
                "charge": c.charge,
                "date": c.date,
                "amount": money(c.amount),
                "before": c.before,
                "after": c.after,
            }
            for c in found.charges
        ],
    }


def _balance_json(found: Difference, change: BalanceChange) -> dict[str, Any]:
    def quantity(value: int) -> int | str:
        text = _quantity(found, change.benefit, value)
        return text if change.benefit in found.money_benefits else value

    return {
        "before": quantity(change.before),
        "after": quantity(change.after),
        "reserved_before": quantity(change.reserved_before),
        "reserved_after": quantity(change.reserved_after),
        "lots": [
            {
                "lot": lot.lot,
                "before": quantity(lot.before),
                "after": quantity(lot.after),
                "granted_on": lot.granted_on,
                "expires_on": lot.expires_on,
            }
            for lot in change.lots
        ],
    }


def _quantity(found: Difference, benefit: str, value: int) -> str:
    if benefit in found.money_benefits:
        return format_amount(value, found.currency)
    return str(value)


def print_difference(found: Difference) -> None:
    """A difference as one table; a line where nothing is different."""
    if found.is_empty:
        say("Nothing changed that the card shows.")
        return
    print_table(["What", ">Before", ">After", "About it"], _rows(found))


def _rows(found: Difference) -> Iterator[tuple[object, ...]]:
    for fact in found.facts:
        yield plain(fact.name).capitalize(), _word(fact.before), _word(fact.after), ""
    for benefit in found.balances:
        yield from _rows_of(found, benefit)
    for money in found.money:
        amounts = (format_amount(n, found.currency) for n in (money.before, money.after))
        yield plain(money.name).capitalize(), *amounts, ""
    for charge in found.charges:
        about = f"{format_amount(charge.amount, found.currency)} on {charge.date}"
        yield f"Charge {charge.charge}", charge.before, charge.after, about


def _rows_of(found: Difference, change: BalanceChange) -> Iterator[tuple[object, ...]]:
    def shown(value: int) -> str:
        return _quantity(found, change.benefit, value)

    yield change.benefit, shown(change.before), shown(change.after), ""
    for lot in change.lots:
        end = f"until {lot.expires_on}" if lot.expires_on else "does not expire"
        about = f"from {lot.granted_on}, {end}"
        yield f"  lot {lot.lot}", shown(lot.before), shown(lot.after), about
    if change.reserved_before != change.reserved_after:
        yield "  reserved", shown(change.reserved_before), shown(change.reserved_after), ""


def _word(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, str) else str(value)
