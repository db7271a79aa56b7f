"""Keep what is new: `python -m tests.golden.make`.

It plays every life there is, keeps those that show a type of event or an optional field which no
kept life has, and records the shapes. It only adds: where something that was kept is no longer
read as it was, it says so and writes nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from memberledger.ledger.ledger import registry

from .kept import (
    LIVES,
    KeptLife,
    Row,
    differences,
    events_of,
    keep,
    keep_outcome,
    kept_lives,
    outcome_of,
)
from .playing import lives
from .shapes import load, problems, recorded, save, shapes_of

__all__ = ["main", "marks", "objections"]

_OVERHEAD = 12_000
"""What a life costs beside its rows, in bytes, when one is chosen."""


def main() -> int:
    """Add what is new; 1 where something kept would have to change."""
    before = kept_lives()
    wrong = objections(before)
    if wrong:
        sys.stderr.write("\n".join(["nothing was written:", *wrong]) + "\n")
        return 1
    for life in before:
        if life.outcome is None:
            keep_outcome(LIVES, life.name, life.rows)
    known = {mark for life in before for mark in marks(life.rows)}
    with tempfile.TemporaryDirectory() as folder:
        chosen = list(choose(dict(lives(Path(folder))), known))
    taken = {life.name for life in before}
    LIVES.mkdir(exist_ok=True)
    for name, rows in chosen:
        keep(LIVES, free_name(name, taken), rows)
    save(recorded(load(), shapes_of()))
    sys.stdout.write(f"{len(before)} lives were kept, {len(chosen)} are new\n")
    return 0


def objections(kept: Iterable[KeptLife]) -> list[str]:
    """What is no longer as it was kept, in sentences."""
    wrong = problems(load(), shapes_of(), registry().names)
    for life in () if wrong else kept:
        if life.outcome is not None:
            wrong += [
                f"{life.name}{found}" for found in differences(life.outcome, outcome_of(life.rows))
            ]
    return wrong


# Choosing


def choose(
    played: dict[str, tuple[Row, ...]], known: set[str]
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Few and small lives with every mark that is not known; the most new marks for the bytes."""
    missing = {name: marks(rows) - known for name, rows in played.items()}
    cost = {name: _OVERHEAD + sum(len(row.text) for row in rows) for name, rows in played.items()}
    while True:
        best = max(missing, key=lambda name: (len(missing[name]) / cost[name], name))
        shown = missing[best]
        if not shown:
            return
        yield best, played[best]
        missing = {name: marks - shown for name, marks in missing.items()}


def free_name(name: str, taken: set[str]) -> str:
    """The name, or with a number where a life of that name was kept before."""
    names = (name if n == 1 else f"{name}.{n}" for n in range(1, len(taken) + 2))
    free = next(each for each in names if each not in taken)
    taken.add(free)
    return free


def marks(rows: Iterable[Row]) -> set[str]:
    """What a stream shows: its names, and each field of an event or of terms that is set."""
    rows = tuple(rows)
    found = {row.name for row in rows}
    for event in events_of(rows):
        found.update(_marks(event))
    return found


def _marks(model: BaseModel) -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if not value:
            continue
        yield f"{type(model).__name__}.{name}"
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _marks(part)


if __name__ == "__main__":
    sys.exit(main())
