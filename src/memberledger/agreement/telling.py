"""A plan told as an agreement: what a member pays, gets and can do, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from memberledger.agreement.books import for_the_practice
from memberledger.agreement.changing import changing
from memberledger.agreement.declining import declining
from memberledger.agreement.giving import you_get
from memberledger.agreement.leaving import leaving
from memberledger.agreement.line import Line
from memberledger.agreement.pausing import pausing
from memberledger.agreement.paying import you_pay
from memberledger.agreement.speech import Speech
from memberledger.agreement.using import using_it
from memberledger.terms import Plan

__all__ = ["told"]

_PARTS: tuple[Callable[[Plan, Speech], Iterator[Line]], ...] = (
    you_pay,
    you_get,
    using_it,
    pausing,
    changing,
    leaving,
    declining,
    for_the_practice,
)


def told(plan: Plan, currency: str) -> tuple[Line, ...]:
    """Every sentence of the plan's agreement, in the order of the groups.

    Args:
        plan: the terms.
        currency: ISO 4217 code of its amounts.
    """
    speech = Speech(currency)
    return tuple(line for part in _PARTS for line in part(plan, speech))
