"""Damages the write-ahead log that a kill left behind: `python -m tests.proofs.wal 700 1`.

A client writes to a file and is killed; its log is cut, flipped, overwritten or lost at random, and
the ledger opened. It must hold a prefix of what it held, whole in every respect, or refuse with an
error of its own. With the word `planted` the checksums of the damaged log are forged, so that
SQLite believes it: then a ledger that is no prefix must be noticed.
"""

from __future__ import annotations

import random
import shutil
import struct
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from memberledger import Ledger, LedgerError, SetClock
from memberledger.audit import run_checks
from memberledger.ledger.ledger import registry
from memberledger.store import StoredRecord, open_store

from .command import Asked, a_folder, finish, say
from .kills import killed_after
from .practice import START, ZONE, cards

__all__ = ["damage", "forge", "outcome", "run"]

HEADER, FRAME = 32, 24
_EACH = 50
"""Damages of the files of one kill."""


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(len(data))] ^= dice.randint(1, 255)


def _flip_header(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(HEADER)] ^= dice.randint(1, 255)


def _zeros(data: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(data))
    end = min(start + dice.randint(1, 8192), len(data))
    data[start:end] = bytes(end - start)


def _frame_again(data: bytearray, dice: random.Random) -> None:
    """One frame in the place of another."""
    size = FRAME + struct.unpack(">I", data[8:12])[0]
    frames = (len(data) - HEADER) // size
    one, other = (HEADER + dice.randrange(frames) * size for _ in range(2))
    data[one : one + size] = data[other : other + size]


def _garbage(data: bytearray, dice: random.Random) -> None:
    data += dice.randbytes(dice.randint(1, 20_000))


def _gone(data: bytearray, dice: random.Random) -> None:
    data.clear()


DAMAGES: dict[str, Callable[[bytearray, random.Random], None]] = {
    "cut": _cut,
    "bytes flipped": _flip,
    "header flipped": _flip_header,
    "a run of zeros": _zeros,
    "a frame twice": _frame_again,
    "garbage at the end": _garbage,
    "gone": _gone,
}


def damage(left: Path, copy: Path, kind: str, dice: random.Random) -> bytearray:
    """A copy of the files of a kill, one of them damaged; the log as it is then.

    The index of the log (`-shm`) is damaged too in every other copy: SQLite makes it anew.
    """
    for name in ("", "-wal", "-shm"):
        target, source = copy.with_name(copy.name + name), left.with_name(left.name + name)
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copy(source, target)
    log, index = copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")
    data = bytearray(log.read_bytes())
    DAMAGES[kind](data, dice)
    log.write_bytes(data)
    if index.exists() and dice.random() < 0.5:
        shared = bytearray(index.read_bytes())
        _flip(shared, dice)
        index.write_bytes(shared)
    return data


def forge(copy: Path, data: bytearray) -> None:
    """Checksums and salts as if every frame had been written as it is now."""
    order = ">" if struct.unpack(">I", data[:4])[0] & 1 else "<"
    size = FRAME + struct.unpack(">I", data[8:12])[0]
    sums = _sums(order, bytes(data[:24]), (0, 0))
    data[24:32] = struct.pack(">II", *sums)
    for start in range(HEADER, len(data) - size + 1, size):
        data[start + 8 : start + 16] = data[16:24]
        sums = _sums(order, bytes(data[start : start + 8]), sums)
        sums = _sums(order, bytes(data[start + FRAME : start + size]), sums)
        data[start + 16 : start + 24] = struct.pack(">II", *sums)
    copy.with_name(copy.name + "-wal").write_bytes(data)


def _sums(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """SQLite's checksum of a log, carried on."""
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def outcome(copy: Path, records: list[StoredRecord]) -> str:
    """What became of a ledger: `whole`, `a prefix`, `refused`, `noticed`, or `MISSED`."""
    try:
        with Ledger.open(copy, clock=SetClock(ZONE, START), cards=cards) as ledger:
            store = ledger._desk.store
            found = list(store.records())
            noticed = [*store.verify_chain(), *run_checks(store).findings]
            if found:
                ledger.advance()  # it can be written to
    except LedgerError:
        return "refused"
    if noticed:
        return "noticed"
    if found == records:
        return "whole"
    return "a prefix" if found == records[: len(found)] else "MISSED"


def run(count: int, seed: int, place: Path, *, forged: bool = False) -> dict[str, Counter[str]]:
    """Damage as often as asked; by kind of damage, what became of it."""
    dice, told = random.Random(seed), dict[str, Counter[str]]()
    kinds = ["bytes flipped", "a run of zeros", "a frame twice"] if forged else list(DAMAGES)
    left, copy, first = place / "left.db", place / "copy.db", place / "first.db"
    records: list[StoredRecord] = []
    for number in range(count):
        if number % _EACH == 0:
            killed_after(dice.randint(30, 420), seed + number, left)
            for name in ("", "-wal"):
                shutil.copy(f"{left}{name}", f"{first}{name}")
            with open_store(first, registry()) as store:
                records = list(store.records())
        kind = kinds[number % len(kinds)]
        data = damage(left, copy, kind, dice)
        if forged:
            forge(copy, data)
        told.setdefault(kind, Counter())[outcome(copy, records)] += 1
    return told


def main(asked: Asked) -> int:
    with a_folder() as place:
        told = run(asked.count, asked.seed, place, forged=asked.planted)
    words = ["whole", "a prefix", "refused", "noticed", "MISSED"]
    say(f"{'damage':20}{''.join(f'{word:>10}' for word in words)}")
    for kind, counts in told.items():
        say(f"{kind:20}{''.join(f'{counts[word]:10}' for word in words)}")
    total = sum(told.values(), Counter[str]())
    say(f"{'all':20}{''.join(f'{total[word]:10}' for word in words)}")
    if asked.planted:
        return finish(asked, total["refused"] + total["noticed"])
    return finish(asked, total["noticed"] + total["MISSED"])


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 700)))
