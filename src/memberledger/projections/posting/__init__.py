"""How each event changes what is held, and the lines it posts; one file per side of the books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.projections.holdings import Holdings
from memberledger.projections.posting import days, owing, payments, returns, units

__all__ = ["POSTINGS", "SIDE_POSTINGS"]

POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    **payments.POSTINGS,
    **units.POSTINGS,
    **days.POSTINGS,
    **returns.POSTINGS,
}
"""What moves money; events that move none are not in it."""
SIDE_POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = owing.POSTINGS
"""Pairs that sum to zero and move none: what is owed, what is disputed."""
