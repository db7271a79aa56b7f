"""How a command goes on when another writer of the same member was first."""

from __future__ import annotations

import random
import time

__all__ = ["ATTEMPTS_MAX", "step_back"]

ATTEMPTS_MAX = 60
"""How often a command is decided anew."""
_PAUSE_MAX_MS = 20


def step_back(attempt: int) -> None:
    """Wait a moment before another attempt, each writer another moment.

    Who was first knows the member already, and among many would be first again and again.

    Args:
        attempt: the one that failed, counted from 1; after the first there is no wait.
    """
    if attempt > 1:
        time.sleep(random.randrange(min(2**attempt, _PAUSE_MAX_MS)) / 1000)  # noqa: S311
