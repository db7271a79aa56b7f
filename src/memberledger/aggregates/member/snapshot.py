"""A state as bytes and back: a snapshot changes the cost of a replay, never its meaning.

It is three lines of JSON: the redemptions, the keys, and the rest. The first two grow with every
visit, so they are kept as rows of values without names, which halves the time it takes to load
the snapshot of a long member.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from memberledger.aggregates.member.parts import Keyed, Redemption
from memberledger.aggregates.member.state import MemberState

__all__ = ["dump", "load", "schema"]

_EVOLVE_VERSION = 2
"""Count this up when `evolve` folds the same events to another state."""

_DERIVED = {"open_lots", "owed_bills", "open_reservations"}
_ROWS = {"redemptions", "keys"}

_Redemptions = dict[str, tuple[str, int, tuple[tuple[int, int], ...], date, date | None]]
_Keys = dict[str, tuple[str, int, int]]
# Every field in its order. A field that the types above don't have would make the snapshot
# unreadable, which costs a replay, rather than lose it.
_redemption_row = attrgetter(*(each.name for each in fields(Redemption)))
_key_row = attrgetter(*(each.name for each in fields(Keyed)))


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[MemberState]:
    return TypeAdapter(MemberState)


@lru_cache(maxsize=1)
def _rows() -> tuple[TypeAdapter[_Redemptions], TypeAdapter[_Keys]]:
    return TypeAdapter(_Redemptions), TypeAdapter(_Keys)


@lru_cache(maxsize=1)
def schema() -> str:
    """The name of the state's shape; a snapshot of another shape is not read."""
    shapes = [each.json_schema(mode="serialization") for each in (*_rows(), _adapter())]
    shape = json.dumps(shapes, sort_keys=True)
    return f"member/{_EVOLVE_VERSION}/{hashlib.sha256(shape.encode()).hexdigest()[:16]}"


def dump(state: MemberState) -> bytes:
    """The state as JSON; what can be derived is left out."""
    redemptions, keys = _rows()
    return b"\n".join(
        (
            redemptions.dump_json({k: _redemption_row(r) for k, r in state.redemptions.items()}),
            keys.dump_json({k: _key_row(known) for k, known in state.keys.items()}),
            _adapter().dump_json(state, exclude=_DERIVED | _ROWS, exclude_defaults=True),
        )
    )


def load(data: bytes) -> MemberState | None:
    """The state again, or None where the bytes are none."""
    redemptions, keys = _rows()
    try:
        used, known, rest = data.split(b"\n")
        state = _adapter().validate_json(rest)
        state.redemptions = {
            k: Redemption(*row) for k, row in redemptions.validate_json(used).items()
        }
        state.keys = {k: Keyed(*row) for k, row in keys.validate_json(known).items()}
    except ValueError:  # pydantic's, or another number of lines
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
    return json.loads(_adapter().dump_json(state, exclude=_DERIVED, exclude_defaults=True))
