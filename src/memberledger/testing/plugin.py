"""What pytest's fixtures and scenario items do; `_memberledger_pytestplugin` declares them.

pytest loads that module in every run where memberledger is installed, so it imports nothing; this
one, which does, is imported when a fixture or a scenario is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios import Failure, play, read_scenario
from memberledger.testing.processor import SimulatedProcessor

__all__ = ["PRACTICE", "ScenarioFailed", "clock", "opened", "play_file"]

PRACTICE: dict[str, Any] = {"timezone": "America/Denver", "currency": "USD", "plans": ()}
"""A practice with nothing on sale, as `Ledger.open_practice` takes it."""


def clock(practice: dict[str, Any]) -> SetClock:
    """A clock of the practice's time zone that stands at noon of 10 January 2026."""
    return SetClock(practice["timezone"], date(2026, 1, 10))


@contextmanager
def opened(
    url: str, practice: dict[str, Any], clock: SetClock, cards: SimulatedProcessor
) -> Iterator[Ledger]:
    """A ledger at an address with the practice open in it, closed in the end."""
    with Ledger.open(url, clock=clock, cards=cards) as ledger:
        ledger.open_practice(**practice)
        yield ledger


class ScenarioFailed(AssertionError):
    """A scenario that did not go as its file says; `failures` has every expectation that failed."""

    def __init__(self, path: Path, title: str, failures: tuple[Failure, ...]) -> None:
        super().__init__(str(path))
        self.path, self.title, self.failures = path, title, failures

    def __str__(self) -> str:
        """The file's sentence, and each expectation with what came."""
        lines = [f"{self.path}: {self.title}"]
        for one in self.failures:
            who = f", {one.member}" if one.member else ""
            lines.append(f"  step {one.step}, {one.date}{who}: {one.field}")
            lines.append(f"    expected {one.expected}")
            lines.append(f"    got      {one.got}")
        return "\n".join(lines)


def play_file(path: Path) -> None:
    """Play a scenario file.

    Raises:
        LedgerError: it is no scenario.
        ScenarioFailed: an expectation does not hold.
    """
    result = play(read_scenario(path))
    if not result.passed:
        raise ScenarioFailed(path, result.title, result.failures)
