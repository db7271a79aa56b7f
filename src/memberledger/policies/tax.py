"""Tax on what is billed: its rate and what it is on are the plan's; it is never revenue."""

from __future__ import annotations

from memberledger.terms import Tax
from memberledger.values import half_up

__all__ = ["given_back", "parts", "tax_is_on"]

_LINES = {
    "dues": "dues",
    "rest_of_dues": "dues",
    "change": "dues",
    "enrollment_fee": "enrollment_fee",
}


def tax_is_on(tax: Tax, line: str) -> bool:
    """Whether a line of a bill is taxed: dues and changes of plan, the two fees, all other fees."""
    if tax.on is None:
        return True
    return _LINES.get(line, "annual_fee" if line == "annual_fee" else "fees") in tax.on


def parts(tax: Tax, line: str, amount: int) -> tuple[int, int]:
    """What a line is without tax, and its tax, in minor units.

    On top: the amount, and amount x rate. Included: tax = amount x rate / (100 % + rate), and the
    rest. Half up to the minor unit, line by line.

    >>> parts(Tax(rate="7.5"), "dues", 19900)
    (19900, 1493)
    >>> parts(Tax(rate=19, included=True), "dues", 11900)
    (10000, 1900)
    """
    if not tax_is_on(tax, line):
        return amount, 0
    if tax.included:
        part = half_up(amount * tax.rate, 1_000_000 + tax.rate)
        return amount - part, part
    return amount, half_up(amount * tax.rate, 1_000_000)


def given_back(tax: int, gross: int, back: int) -> int:
    """How much of a bill's tax has gone back in all, once `back` of its gross amount has.

    Cumulative, so that many small refunds give back what one does, and the last closes exactly.

    >>> [given_back(1493, 21393, back) for back in (5000, 10000, 21393)]
    [349, 698, 1493]
    """
    return half_up(tax * min(back, gross), gross) if gross else 0
