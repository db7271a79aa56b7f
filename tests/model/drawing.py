"""Random lives without Hypothesis's search: one life per number, the same one every time."""

from __future__ import annotations

from random import Random

from hypothesis.control import BuildContext
from hypothesis.errors import StopTest
from hypothesis.internal.conjecture.data import ConjectureData

from memberledger.testing.lives import Life
from memberledger.testing.strategies import lives

__all__ = ["life"]

_LIVES = lives(wide=False)


def life(seed: int, number: int) -> Life:
    """The n-th life of a seed. One that grows too large is drawn again."""
    for attempt in range(100):
        data = ConjectureData(random=Random(f"{seed}/{number}/{attempt}"))
        try:
            with BuildContext(data, is_final=False, wrapped_test=lambda: None):
                return data.draw(_LIVES)
        except StopTest:
            continue
    raise AssertionError("no life could be drawn")
