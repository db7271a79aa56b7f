"""Expectations against what the ledger says: (field, expected, got), only what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from memberledger.projections import MemberCard, RevenueFigures
from memberledger.values import format_amount

__all__ = ["compare_member", "compare_revenue"]

Found = tuple[str, Any, Any]


def compare_revenue(figures: RevenueFigures, wanted: Any, currency: str) -> Iterator[Found]:
    """Each figure that is expected, in major units."""
    if not isinstance(wanted, dict):
        yield "revenue", wanted, "a mapping of figures"
        return
    for name, expected in wanted.items():
        value = getattr(figures, str(name), None)
        got = format_amount(value, currency) if isinstance(value, int) else "no such figure"
        yield f"revenue.{name}", expected, got


def compare_member(card: MemberCard, wanted: Any) -> Iterator[Found]:
    """Each field of a member that is expected."""
    if not isinstance(wanted, dict):
        yield "member", wanted, "a mapping of fields"
        return
    for name, expected in wanted.items():
        reader = _READERS.get(str(name))
        if reader is None:
            yield str(name), expected, f"no such field; there are {', '.join(_READERS)}"
        else:
            yield from reader(card, str(name), expected)


def _plain(attribute: str) -> Callable[[MemberCard, str, Any], Iterator[Found]]:
    def read(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
        yield name, _day(expected), getattr(card, attribute)

    return read


def _money(attribute: str) -> Callable[[MemberCard, str, Any], Iterator[Found]]:
    def read(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
        yield name, expected, format_amount(getattr(card, attribute), card.currency)

    return read


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _quantity(card: MemberCard, benefit: str, value: int, expected: Any) -> Any:
    """Units as a number, money as text; what never existed is none of either."""
    if benefit in card.money or (benefit not in card.balance and isinstance(expected, str)):
        return format_amount(value, card.currency)
    return value


def _amounts(attribute: str) -> Callable[[MemberCard, str, Any], Iterator[Found]]:
    def read(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
        if not isinstance(expected, dict):
            yield name, expected, "a mapping of benefits"
            return
        values = getattr(card, attribute)
        for benefit, wanted in expected.items():
            got = _quantity(card, str(benefit), values.get(benefit, 0), wanted)
            yield f"{name}.{benefit}", wanted, got

    return read


def _written(expected: Any, got: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Two lists, with only the fields that are written; other lengths are shown whole."""
    if not isinstance(expected, list) or len(expected) != len(got):
        return expected, got
    wanted, found = [], []
    for item, real in zip(expected, got, strict=True):
        if not isinstance(item, dict):
            return expected, got
        wanted.append({key: _day(value) for key, value in item.items()})
        found.append({key: real.get(key, "no such field") for key in item})
    return wanted, found


def _lots(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
    got = [
        {
            "benefit": lot.benefit,
            "remaining": _quantity(card, lot.benefit, lot.remaining, None),
            "expires_on": lot.expires_on,
            "granted_on": lot.granted_on,
            "promotional": lot.promotional,
        }
        for lot in card.lots
    ]
    yield (name, *_written(expected, got))


def _charges(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
    got = [
        {
            "date": charge.date,
            "amount": format_amount(charge.amount, card.currency),
            "outcome": charge.outcome,
            "charge": charge.charge,
        }
        for charge in card.charges
    ]
    yield (name, *_written(expected, got))


def _next_charge(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
    if card.next_charge is None or not isinstance(expected, dict):
        yield name, expected, card.next_charge
        return
    day, amount = card.next_charge
    got = {"date": day, "amount": format_amount(amount, card.currency)}
    yield (
        name,
        {key: _day(value) for key, value in expected.items()},
        {key: got.get(key, "no such field") for key in expected},
    )


def _redeemed_from(card: MemberCard, name: str, expected: Any) -> Iterator[Found]:
    if not isinstance(expected, dict):
        yield name, expected, "a mapping of keys"
        return
    for key, wanted in expected.items():
        takes = card.redeemed_from.get(str(key))
        if takes is None:
            yield f"{name}.{key}", wanted, None
            continue
        money = str(key) in card.money_redemptions
        got = [
            {
                "granted_on": day,
                "quantity": format_amount(quantity, card.currency) if money else quantity,
            }
            for day, quantity in takes
        ]
        yield (f"{name}.{key}", *_written(wanted, got))


_READERS: dict[str, Callable[[MemberCard, str, Any], Iterator[Found]]] = {
    "status": _plain("status"),
    "standing": _plain("standing"),
    "plan": _plain("plan"),
    "balance": _amounts("balance"),
    "reserved": _amounts("reserved"),
    "lots": _lots,
    "next_charge": _next_charge,
    "charges": _charges,
    "owed": _money("owed"),
    "billing_credit": _money("billing_credit"),
    "last_refill": _plain("last_refill"),
    "ends_on": _plain("ends_on"),
    "flagged": _plain("flagged"),
    "review": _plain("review"),
    "redeemed_from": _redeemed_from,
}
