"""Measuring against a floor: rounds of the ledger and of the floor take turns, medians count."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

__all__ = ["Figure", "Rounds", "alternate", "timed"]

Work = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio. `limit` is None where nothing was promised and the figure is only told.

    Attributes:
        name: the benchmark.
        what: what is compared with what.
        ratio: dimensionless.
        limit: the target.
        at_most: whether the ratio may not be above the limit (else: not below it).
        detail: the two sides in their own units.
    """

    name: str
    what: str
    ratio: float
    limit: float | None
    at_most: bool
    detail: str

    @property
    def verdict(self) -> str:
        """`pass`, `miss`, or `told` where there is no target."""
        if self.limit is None:
            return "told"
        good = self.ratio <= self.limit if self.at_most else self.ratio >= self.limit
        return "pass" if good else "miss"

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "ratio": round(self.ratio, 3), "verdict": self.verdict}

    def line(self) -> str:
        """For a terminal."""
        sign = "at most" if self.at_most else "at least"
        target = "no target" if self.limit is None else f"{sign} {self.limit:g}x"
        first = f"{self.verdict:<5} {self.ratio:7.2f}x  {target:<13} {self.what}"
        return f"{first}\n{'':43}{self.detail}"


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds of each round, the two sides in pairs that ran one after the other."""

    ledger: tuple[float, ...]
    floor: tuple[float, ...]

    @property
    def times_slower(self) -> float:
        """The median of the pairs' ratios: what slows the machine for a while slows both sides."""
        return median(a / b for a, b in zip(self.ledger, self.floor, strict=True))

    def each(self, operations: int) -> tuple[float, float]:
        """Microseconds per operation on either side, `operations` to a round."""
        scale = 1e6 / operations
        return median(self.ledger) * scale, median(self.floor) * scale


def timed(work: Work, clock: Callable[[], float] = perf_counter) -> float:
    """Seconds that `work` takes; what was left to collect is collected before."""
    gc.collect()
    start = clock()
    work()
    return clock() - start


def alternate(
    ledger: Work, floor: Work, rounds: int, warm_up: int = 1, *, waits: bool = True
) -> Rounds:
    """Run both sides in turns, `warm_up` pairs of them unmeasured.

    Where neither side `waits` for a disk, seconds of the processor count and not those of the
    clock on the wall, so that other processes disturb less.
    """
    clock = perf_counter if waits else process_time
    for _ in range(warm_up):
        ledger()
        floor()
    pairs = [(timed(ledger, clock), timed(floor, clock)) for _ in range(rounds)]
    return Rounds(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))
