"""A state as bytes and back: a snapshot changes the cost of a replay, never its meaning."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from memberledger.aggregates.member.state import MemberState

__all__ = ["dump", "load", "schema"]

_EVOLVE_VERSION = 1
"""Count this up when `evolve` folds the same events to another state."""

_DERIVED = {"open_lots", "owed_bills", "open_reservations"}


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[MemberState]:
    return TypeAdapter(MemberState)


@lru_cache(maxsize=1)
def schema() -> str:
    """The name of the state's shape; a snapshot of another shape is not read."""
    shape = json.dumps(_adapter().json_schema(mode="serialization"), sort_keys=True)
    return f"member/{_EVOLVE_VERSION}/{hashlib.sha256(shape.encode()).hexdigest()[:16]}"


def dump(state: MemberState) -> bytes:
    """The state as JSON; what can be derived is left out."""
    return _adapter().dump_json(state, exclude=_DERIVED, exclude_defaults=True)


def load(data: bytes) -> MemberState | None:
    """The state again, or None where the bytes are none."""
    try:
        state = _adapter().validate_json(data)
    except ValidationError:
        return None
    _derive(state)
    return state


def _derive(state: MemberState) -> None:
    state.open_lots = {
        lot.id: lot for lot in state.lots.values() if lot.free > 0 or lot.reserved > 0
    }
    state.owed_bills = {
        bill.id: bill
        for bill in state.bills.values()
        if bill.settled_on is None and not bill.written_off
    }
    state.open_reservations = {key: r for key, r in state.reservations.items() if r.open}


def same(one: MemberState, other: MemberState) -> bool:
    """Whether two states are equal in everything that is kept."""
    return bool(plain(one) == plain(other))


def plain(state: MemberState) -> Any:
    """The state as plain values, for comparing."""
    return json.loads(dump(state))
