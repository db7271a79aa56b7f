"""Random streams of events: what is stored of a life that was lived."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.aggregates.event import Event
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies.whole_lives import lives

__all__ = ["histories"]


def histories(**of: Any) -> st.SearchStrategy[list[Event]]:
    """The whole stream of one member of a random life, in the order in which it was recorded.

    For what reads streams: folds, projections, exports. Each is a list with `Enrolled` first, as a
    ledger in memory has recorded it; none is made up.

    Args:
        of: what `lives` takes.
    """
    return lives(**of).map(_stream)


def _stream(life: Life) -> list[Event]:
    with play(life) as table:
        return table.events(life.acts[0].member)
