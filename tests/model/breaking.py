"""Faults planted in the ledger, to see that the model finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from memberledger.aggregates.member import pausing
from memberledger.policies import redemption, rollover
from memberledger.projections import layers

__all__ = ["FAULTS"]


def _a_frozen_pause_gives_a_day_less() -> None:
    end = pausing.end

    def short(work: Any, day: Any) -> None:
        spell = work.state.pause
        if spell is not None and spell.expiry == "frozen" and day > spell.start:
            spell.start += timedelta(days=1)
        end(work, day)

    pausing.end = short


def _caps_keep_one_more() -> None:
    over_cap = rollover.over_cap
    rollover.over_cap = lambda lots, limit: over_cap(lots, limit + 1)


def _newest_burns_first() -> None:
    redemption.burn_order = lambda lot: (-lot.id,)


def _a_use_earns_a_unit_late() -> None:
    balances = layers.balances
    layers.balances = lambda total, quantity, used, broken: balances(
        total, quantity, max(used - 1, 0), broken
    )


FAULTS: dict[str, Callable[[], None]] = {
    "caps": _caps_keep_one_more,
    "pauses": _a_frozen_pause_gives_a_day_less,
    "burning": _newest_burns_first,
    "earning": _a_use_earns_a_unit_late,
}
"""By name: each replaces one function of the ledger in this process."""
