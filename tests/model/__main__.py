"""`python -m tests.model N SEED`: N random lives on the ledger and on the model, compared.

Prints what was compared, the numbers of the lives on which the two differ, and the shortest. Exits
with 1 if there is one. `--only NUMBER...` plays these lives of the seed alone. `--break NAME`
plants a fault in the ledger first, which the model must find.
"""

# ruff: noqa: T201 - a command prints

from __future__ import annotations

import argparse
import functools
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from memberledger.ledger import ledger as opening
from memberledger.testing.lives import Life

from .breaking import FAULTS
from .drawing import life
from .oracle import Differs, Score, judge
from .player import Beyond, play

__all__ = ["main"]

_AT_ONCE = 20
SCENARIOS = Path(__file__).parent.parent / "scenarios"
"""Those of the project."""


@dataclass
class Batch:
    """What became of some lives; of those that differ, the shortest with what it says."""

    score: Score = field(default_factory=Score)
    differ: int = 0
    numbers: list[int] = field(default_factory=list)
    where: Counter[str] = field(default_factory=Counter)
    shortest: tuple[Life, str] | None = None

    def add(self, other: Batch) -> None:
        self.score += other.score
        self.differ += other.differ
        self.numbers += other.numbers
        self.where += other.where
        found = other.shortest
        if found and (not self.shortest or len(found[0].acts) < len(self.shortest[0].acts)):
            self.shortest = found


def run(seed: int, first: int, count: int, fault: str | None) -> Batch:
    """Some of the lives of a seed, in a process of its own."""
    if fault is not None:
        FAULTS[fault]()
    if not hasattr(opening.registry, "cache_info"):
        opening.registry = functools.cache(opening.registry)
    batch = Batch()
    for number in range(first, first + count):
        drawn = life(seed, number)
        try:
            batch.score += judge(drawn)
        except (Differs, AssertionError, ArithmeticError, LookupError) as difference:
            words = str(difference) or traceback.format_exc()
            one = Batch(differ=1, numbers=[number], shortest=(drawn, f"life {number}: {words}"))
            one.where[words.splitlines()[0].partition("act(")[2].partition(",")[2][:24]] += 1
            batch.add(one)
    return batch


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.model")
    asked.add_argument("lives", type=int, nargs="?", default=0)
    asked.add_argument("seed", type=int, nargs="?", default=1)
    asked.add_argument("--scenarios", nargs="*", type=Path, help="files to play on the model")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--only", nargs="+", type=int, help="these lives of the seed alone")
    asked.add_argument("--break", dest="fault", choices=sorted(FAULTS))
    args = asked.parse_args()
    if args.scenarios is not None:
        return _scenarios(args.scenarios or sorted(SCENARIOS.glob("*.yaml")))
    total = Batch()
    if args.only:
        for n, number in enumerate(args.only):
            total.add(run(args.seed, number, 1, None if n else args.fault))
        _tell(total, len(args.only), args.seed)
        return 1 if total.differ else 0
    with ProcessPoolExecutor(args.processes) as pool:
        parts = [
            pool.submit(run, args.seed, n, min(_AT_ONCE, args.lives - n), args.fault)
            for n in range(0, args.lives, _AT_ONCE)
        ]
        for done, part in enumerate(parts, start=1):
            total.add(part.result())
            tried = min(done * _AT_ONCE, args.lives)
            told = f"\r{tried} lives, {total.differ} differ: {sorted(total.numbers)}"
            print(told, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    _tell(total, args.lives, args.seed)
    return 1 if total.differ else 0


def _scenarios(files: list[Path]) -> int:
    """Play scenario files on the model alone."""
    played = beyond = 0
    wrong: list[str] = []
    for file in files:
        try:
            wrong += [f"{file.name}: {line}" for line in play(file)]
            played += 1
        except Beyond:
            beyond += 1
    print(f"{played} played, {beyond} say more than the core, {len(wrong)} do not hold", *wrong)
    return 1 if wrong else 0


def _tell(total: Batch, lives: int, seed: int) -> None:
    score = total.score
    print(f"{lives} lives of seed {seed}: {score.lives} agree, {total.differ} differ")
    print(f"compared in those that agree: {score.acts} acts, {score.events} events,")
    print(f"  {score.views} views of a card or of money")
    print("lives with", ", ".join(f"{word} {n}" for word, n in sorted(score.with_.items())))
    if total.shortest is not None:
        print("they differ in", *sorted(total.numbers))
        print("where they differ:", dict(total.where.most_common(8)))
        print(total.shortest[1])
        print(total.shortest[0])


if __name__ == "__main__":
    sys.exit(main())
