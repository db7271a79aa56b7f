"""Money as integers of the currency's minor unit: 199.00 USD is 19900. No float, ever."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memberledger.values.currency import exponent

__all__ = ["AMOUNT_MAX", "format_amount", "half_up", "parse_amount", "split"]

AMOUNT_MAX = 10**15
"""The largest amount or quantity that is accepted, in minor units: a limit on everything."""

_AMOUNT = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")


def parse_amount(text: str, currency: str) -> int:
    """Minor units of an amount written in major units.

    The text has at most as many decimals as the currency; nothing is rounded away.

    >>> parse_amount("199.00", "USD"), parse_amount("-5", "USD"), parse_amount("1500", "JPY")
    (19900, -500, 1500)

    Raises:
        ValueError: not a plain decimal number, too many decimals, or beyond `AMOUNT_MAX`.
    """
    match = _AMOUNT.fullmatch(text) if isinstance(text, str) and text.isascii() else None
    if match is None:
        raise ValueError(f'{text!r} is not an amount, such as "199.00"')
    sign, whole, fraction = match[1], match[2], match[3] or ""
    decimals = exponent(currency)
    if len(fraction) > decimals:
        raise ValueError(f"{text!r} has more than the {decimals} decimals of {currency}")
    if len(whole) > len(str(AMOUNT_MAX)):
        raise ValueError(f"{text[:20]!r}... is larger than any amount this ledger takes")
    minor = int(whole + fraction.ljust(decimals, "0"))
    if minor > AMOUNT_MAX:
        raise ValueError(f"{text!r} is larger than any amount this ledger takes")
    return -minor if sign == "-" else minor


def format_amount(minor: int, currency: str) -> str:
    """The amount in major units with all the currency's decimals; the inverse of `parse_amount`.

    >>> format_amount(19900, "USD"), format_amount(-5, "USD"), format_amount(1500, "JPY")
    ('199.00', '-0.05', '1500')
    """
    decimals = exponent(currency)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor))
    if decimals == 0:
        return sign + digits
    digits = digits.rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to a whole number, a half away from zero.

    >>> half_up(5, 2), half_up(-5, 2), half_up(7, 3)
    (3, -3, 2)

    Raises:
        ValueError: `denominator` is not positive.
    """
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` minor units in proportion to `weights`, by largest remainder.

    Each share is rounded down; the units left go one each to the largest remainders, ties to the
    earlier weight. The shares always add up to `total`. Weights that are all zero give the whole
    to the last one.

    >>> split(19900, [18000, 5000, 2000])
    [14328, 3980, 1592]
    >>> split(1000, [1, 1, 1])
    [334, 333, 333]

    Raises:
        ValueError: there are no weights, a weight is negative, or `total` is.
    """
    if not weights or min(weights) < 0 or total < 0:
        raise ValueError("split needs a total of zero or more and weights of zero or more")
    whole = sum(weights)
    if whole == 0:
        return [0] * (len(weights) - 1) + [total]
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares
