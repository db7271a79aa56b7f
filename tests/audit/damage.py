"""Damages many copies of a ledger at random and sees that each is found and located.

    python -m tests.audit.damage [HOW MANY] [SEED]

Three look: the seal that was kept elsewhere, the chain inside the file, and `audit check`, whose
checks are named. Bytes of the raw file are changed as often as everything else together: then the
ledger must be found damaged, refuse with an error of its own, or hold the very same events.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.audit.beside import BESIDE, flipped, keep_beside
from tests.audit.ledgers import DAMAGES, broken, damaged, fill, opened

from memberledger.audit import Seal, run_checks, seal_ledger, verify
from memberledger.errors import LedgerError
from memberledger.store import StoredRecord

__all__ = ["Tally", "audited", "flip", "look", "run"]

_RAW = "bytes of the file"


@dataclass
class Tally:
    """What became of the damages of each kind: `shown` by which checks, `raw` by outcome."""

    tried: Counter[str] = field(default_factory=Counter)
    by_seal: Counter[str] = field(default_factory=Counter)
    by_chain: Counter[str] = field(default_factory=Counter)
    by_checks: Counter[str] = field(default_factory=Counter)
    shown: dict[str, Counter[str]] = field(default_factory=dict)
    raw: Counter[str] = field(default_factory=Counter)


def run(count: int, seed: int, place: Path) -> Tally:
    """Damage `count` copies; kinds in turn, places at random."""
    dice, tally = random.Random(seed), Tally()
    path, copy = place / "ledger.db", place / "copy.db"
    fill(path)
    keep_beside(path)
    with opened(path) as store:
        seal = seal_ledger(store, now=datetime(2026, 6, 1, tzinfo=UTC))
        assert verify(store, [seal]) == []
        assert run_checks(store).findings == []
        records = list(store.records())
    kinds = [*DAMAGES, *BESIDE]
    for number in range(count):
        if number % 2:
            flipped(path, copy, dice)
            tally.raw[flip(copy, records)] += 1
            continue
        kind = kinds[number // 2 % len(kinds)]
        if kind in DAMAGES:
            damaged(path, copy, kind, dice)
        else:
            broken(path, copy, lambda db, kind=kind: BESIDE[kind](db, dice))
        chain, sealed = look(copy, seal)
        found = audited(copy)
        tally.tried[kind] += 1
        tally.by_chain[kind] += chain
        tally.by_seal[kind] += sealed
        tally.by_checks[kind] += bool(found)
        tally.shown.setdefault(kind, Counter()).update(found)
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


def audited(copy: Path) -> frozenset[str]:
    """The checks that find something; an error of the ledger's own is one too."""
    try:
        with opened(copy) as store:
            return frozenset(finding.rule for finding in run_checks(store).findings)
    except LedgerError as error:
        return frozenset({error.code})


def flip(copy: Path, records: list[StoredRecord]) -> str:
    """What became of a file with other bytes: `found`, `refused` or `untouched`."""
    try:
        with opened(copy) as store:
            if run_checks(store).findings:
                return "found"
            return "untouched" if list(store.records()) == records else "MISSED"
    except LedgerError:
        return "refused"


def main(words: list[str]) -> None:
    count = int(words[0]) if words else 2000
    seed = int(words[1]) if len(words) > 1 else 1
    with tempfile.TemporaryDirectory() as place:
        tally = run(count, seed, Path(place))
    sys.stdout.write(f"{'damage':40} tried   seal  chain checks  which\n")
    for kind, tried in tally.tried.items():
        by = tally.by_seal[kind], tally.by_chain[kind], tally.by_checks[kind]
        which = ", ".join(name for name, _ in tally.shown[kind].most_common())
        numbers = "".join(f"{number:7}" for number in (tried, *by))
        sys.stdout.write(f"{kind:38}{numbers}  {which}\n")
    sums = (tally.tried, tally.by_seal, tally.by_chain, tally.by_checks)
    sys.stdout.write(f"{'all':38}{''.join(f'{each.total():7}' for each in sums)}\n")
    outcomes = ", ".join(f"{number} {word}" for word, number in tally.raw.most_common())
    sys.stdout.write(f"seed {seed}; {_RAW}: {tally.raw.total()} copies, {outcomes}\n")
    missed = [kind for kind in DAMAGES if tally.by_seal[kind] < tally.tried[kind]]
    missed += [kind for kind in BESIDE if tally.by_checks[kind] < tally.tried[kind]]
    sys.exit(bool(missed) or "MISSED" in tally.raw)


if __name__ == "__main__":
    main(sys.argv[1:])
