"""The words of a proof's command: how many, which seed, and whether a fault is planted."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["Asked", "a_folder", "finish", "say"]

_MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one, files that need no disk are quicker


@dataclass(frozen=True)
class Asked:
    """`python -m tests.proofs.NAME COUNT SEED [WORDS]`."""

    count: int
    seed: int = 1
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: list[str], count: int) -> Self:
        """What was asked; `count` where it says nothing."""
        numbers = [int(word) for word in words[1:] if word.isdigit()]
        rest = tuple(word for word in words[1:] if not word.isdigit())
        count, seed = [*numbers, count, 1][:2] if numbers else (count, 1)
        return cls(count, seed if len(numbers) > 1 else 1, rest)

    @property
    def planted(self) -> bool:
        """Whether a fault is planted, that must be found."""
        return "planted" in self.words


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the machine has such files."""
    where = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        yield Path(folder)


def say(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def finish(asked: Asked, wrong: int) -> int:
    """The last line, and the exit code: 0 where all held, or what was planted was found."""
    if asked.planted:
        say(f"seed {asked.seed}, fault planted: {'found' if wrong else 'NOT FOUND'} ({wrong})")
        return int(not wrong)
    say(f"seed {asked.seed}: {'held' if not wrong else 'BROKEN'} ({wrong} faults)")
    return int(bool(wrong))
