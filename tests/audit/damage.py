"""Damages many copies of a ledger at random and sees that each is found and located.

    python -m tests.audit.damage [HOW MANY] [SEED]

The control: how many the chain inside the file shows by itself.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.audit.ledgers import DAMAGES, damaged, fill, opened

from memberledger.audit import Seal, seal_ledger, verify
from memberledger.errors import LedgerError

__all__ = ["Tally", "run"]


class Tally:
    """What became of the damages of each kind."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.by_chain: Counter[str] = Counter()


def run(count: int, seed: int, place: Path) -> Tally:
    """Damage `count` copies; kinds in turn, places at random."""
    dice, tally = random.Random(seed), Tally()
    path, copy = place / "ledger.db", place / "copy.db"
    fill(path)
    with opened(path) as store:
        seal = seal_ledger(store, now=datetime(2026, 6, 1, tzinfo=UTC))
        assert verify(store, [seal]) == []
    kinds = list(DAMAGES)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        damaged(path, copy, kind, dice)
        tally.tried[kind] += 1
        chain, sealed = look(copy, seal)
        tally.by_chain[kind] += chain
        tally.found[kind] += sealed
    return tally


def look(copy: Path, seal: Seal) -> tuple[bool, bool]:
    """Whether the chain by itself shows a damage, and whether the seal does; both located."""
    try:
        with opened(copy) as store:
            chain = any(True for _ in store.verify_chain())
            found = verify(store, [seal])
            return chain, any(f.position or f.stream is not None for f in found)
    except LedgerError:
        return True, True


def main(words: list[str]) -> None:
    count = int(words[0]) if words else 2000
    seed = int(words[1]) if len(words) > 1 else 1
    with tempfile.TemporaryDirectory() as place:
        tally = run(count, seed, Path(place))
    for kind, tried in tally.tried.items():
        by_chain = f"{tally.by_chain[kind]:4} by the chain alone"
        sys.stdout.write(f"{kind:40} {tally.found[kind]:4} of {tried:4} found, {by_chain}\n")
    found, tried = sum(tally.found.values()), sum(tally.tried.values())
    sys.stdout.write(
        f"seed {seed}: {found} of {tried} found; {sum(tally.by_chain.values())} without the seal\n"
    )
    sys.exit(found != tried)


if __name__ == "__main__":
    main(sys.argv[1:])
