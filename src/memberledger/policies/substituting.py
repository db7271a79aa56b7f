"""A unit used for another service than its own: for its value, or for a fee."""

from __future__ import annotations

from dataclasses import dataclass

from memberledger.terms import Benefit, Substitution

__all__ = ["POLICY", "Paid", "pays", "substitution_for"]

POLICY = "substituting/1"


@dataclass(frozen=True, slots=True)
class Paid:
    """What units pay towards another service, minor units for all of them.

    Attributes:
        value: what they pay of the price; None where they cover it for a fee.
        rest: what the member pays of the price.
        fee: what the member pays where they cover it.
    """

    value: int | None = None
    rest: int | None = None
    fee: int | None = None


def substitution_for(
    benefit: Benefit, service: str, category: str | None = None
) -> Substitution | None:
    """The first substitution that names a service the benefit does not cover, or None.

    `except` wins over `services`, by id or by category.

    >>> terms = Benefit(
    ...     id="facial", kind="service_credit", quantity=1,
    ...     substitution=(Substitution(fee=2500, services=("lasers",)), Substitution(value=9000)),
    ... )
    >>> substitution_for(terms, "ipl", "lasers").fee, substitution_for(terms, "peel").value
    (2500, 9000)
    >>> substitution_for(terms, "facial") is None
    True
    """
    if benefit.substitution is None or benefit.covers(service, category):
        return None
    for terms in benefit.substitution:
        names = (service,) if category is None else (service, category)
        if terms.excluded is not None and any(name in terms.excluded for name in names):
            continue
        if terms.services == "all" or any(name in terms.services for name in names):
            return terms
    return None


def pays(terms: Substitution, units: int, price: int | None) -> Paid:
    """What the units pay, and what is left to the member. Each unit is used for one service.

    A value pays at most the price, the member pays the rest, and nothing comes back.

    Args:
        terms: the substitution.
        units: one or more.
        price: of one unit of the other service today, minor units; not needed for a fee.

    Raises:
        ValueError: a value without a price.

    >>> pays(Substitution(value=15000), 2, 22500)
    Paid(value=30000, rest=15000, fee=None)
    >>> pays(Substitution(value=15000), 1, 9000)
    Paid(value=9000, rest=0, fee=None)
    >>> pays(Substitution(fee=2500), 2, None)
    Paid(value=None, rest=None, fee=5000)
    """
    if terms.fee is not None:
        return Paid(fee=terms.fee * units)
    if price is None:
        raise ValueError("the price of the other service is needed")
    value = min(terms.value or 0, price)
    return Paid(value * units, (price - value) * units)
