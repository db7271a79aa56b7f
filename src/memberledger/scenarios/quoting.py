"""The verb `quote`: what a member would pay for some services today, and what is expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from memberledger.errors import Refused
from memberledger.policies.quoting import Item, Quote
from memberledger.values import format_amount, parse_amount

__all__ = ["DETAILS", "compare_quote", "items_of"]

DETAILS = frozenset(
    {"items", "total", "full_price", "due", "covered", "metered", "credits", "lowered_by"}
)
"""What a `quote` takes: `items`, and beside them what is expected of the answer."""

_ITEM = {field.name for field in fields(Item)}


def items_of(value: Any, currency: str) -> list[Item]:
    """The items of a step: a list of {service, price, quantity}, prices as text.

    Raises:
        Refused: `invalid`, where one is none.
    """
    if not isinstance(value, list) or not value:
        raise Refused("invalid", 'write items: [{service: facial, price: "150.00"}]')
    return [_item(item, currency) for item in value]


def _item(value: Any, currency: str) -> Item:
    if not isinstance(value, dict) or not {"service", "price"} <= set(value) <= _ITEM:
        raise Refused("invalid", f"an item has {', '.join(sorted(_ITEM))}, not {value!r}"[:200])
    if not isinstance(value["price"], str):
        raise Refused("invalid", f'{value["price"]!r} is not in quotes; write "{value["price"]}"')
    try:
        return Item(**{**value, "price": parse_amount(value["price"], currency)})
    except ValueError as error:
        raise Refused("invalid", str(error)) from None


def compare_quote(
    quote: Quote, wanted: dict[str, Any], currency: str
) -> Iterator[tuple[str, Any, Any]]:
    """Each part of a quote that is written: (field, expected, got)."""
    covered: dict[str, int] = {}
    metered: dict[str, int] = {}
    lowered: list[str] = []
    for line in quote.lines:
        lowered += [name for name in line.lowered_by if name not in lowered]
        for part in line.metered:
            lowered += [name for name in part.lowered_by if name not in lowered]
            for benefit in part.takes:
                metered[benefit] = metered.get(benefit, 0) + part.units
        for benefit, units in line.covered:
            covered[benefit] = covered.get(benefit, 0) + units
    got = {
        "total": format_amount(quote.total, currency),
        "full_price": format_amount(quote.full_price, currency),
        "due": [format_amount(line.due, currency) for line in quote.lines],
        "covered": covered,
        "metered": metered,
        "credits": {name: format_amount(part, currency) for name, part in quote.credits},
        "lowered_by": lowered,
    }
    for name, expected in wanted.items():
        yield f"quote.{name}", expected, got[name]
