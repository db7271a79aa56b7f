"""A golden life: the rows of one stream as the store wrote them, and what they came to.

`lives/NAME.jsonl` holds a row a line: its sequence, its stored name, its JSON as text, byte for
byte. `lives/NAME.json` holds what followed from the rows when they were kept: the stream's id, the
chain's last digest, the state, the revenue. The state is kept with its defaults, so that a field
which is not in the file is one that did not exist then; of the terms only the name is kept, as the
rows hold them word for word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.practice import PRACTICE_EVENTS, PracticeState, state_of
from memberledger.ledger.ledger import registry
from memberledger.projections import RevenueFigures, revenue_of
from memberledger.store import genesis, link
from memberledger.terms import Plan
from memberledger.values import stream_id

__all__ = [
    "LIVES",
    "KeptLife",
    "Outcome",
    "Row",
    "differences",
    "events_of",
    "keep",
    "keep_outcome",
    "kept_lives",
    "outcome_of",
    "plain",
]

LIVES = Path(__file__).parent / "lives"
_DERIVED = {"open_lots", "owed_bills", "open_reservations"}
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """One stored event; `text` is its JSON."""

    sequence: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptLife:
    """A stream that was kept; `outcome` is None where only its rows are there."""

    name: str
    rows: tuple[Row, ...]
    outcome: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rows come to; revenue at the start of their last day and a year later."""

    stream: str
    chain: str
    state: MemberState | PracticeState
    revenue: dict[str, RevenueFigures]


def kept_lives(folder: Path = LIVES) -> list[KeptLife]:
    """Every life that was kept, by name."""
    lives = []
    for file in sorted(folder.glob("*.jsonl")):
        lines = file.read_text("utf-8").split("\n")
        rows = tuple(Row(**json.loads(line)) for line in lines if line)
        beside = file.with_suffix(".json")
        outcome = json.loads(beside.read_text("utf-8")) if beside.exists() else None
        lives.append(KeptLife(file.stem, rows, outcome))
    return lives


def keep(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """Write a new life.

    Raises:
        FileExistsError: there is one of that name; a file is never opened for writing twice.
    """
    rows = tuple(rows)
    lines = [json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows]
    _add(folder / f"{name}.jsonl", "".join(lines))
    keep_outcome(folder, name, rows)


def keep_outcome(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """Write what rows come to by today's code.

    Raises:
        FileExistsError: as `keep`.
    """
    text = json.dumps(plain(outcome_of(rows)), ensure_ascii=False, separators=(",", ":"))
    _add(folder / f"{name}.json", text.replace('},"', '},\n"') + "\n")


def _add(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8", newline="\n") as new:
        new.write(text)


def events_of(rows: Iterable[Row]) -> list[Event]:
    """The rows as a store reads a stream."""
    stored = [(row.sequence, row.sequence, row.name, row.text.encode()) for row in rows]
    return registry().parse_stream(UUID(int=0), 0, stored)


def outcome_of(rows: Iterable[Row]) -> Outcome:
    """What the rows come to by today's code."""
    rows = tuple(rows)
    events = events_of(rows)
    first: Any = events[0]
    of_practice = isinstance(first, PRACTICE_EVENTS)
    stream = stream_id(first.practice, None if of_practice else first.member)
    digest = genesis(stream)
    for row in rows:
        digest = link(digest, row.name, row.sequence, row.text.encode())
    last = max(event.effective_on for event in events)
    return Outcome(
        str(stream),
        digest.hex(),
        state_of(events) if of_practice else fold(events),
        {} if of_practice else {str(d): revenue_of(events, d) for d in (last, last + _YEAR)},
    )


def plain(value: Any) -> Any:
    """Today's value as JSON values; of terms, which the rows hold word for word, only the name."""
    if isinstance(value, Plan):
        return f"{value.id}@{value.version}"
    if is_dataclass(value):
        names = [each.name for each in fields(value) if each.name not in _DERIVED]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {_key(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return to_jsonable_python(value)


def _key(key: Any) -> str:
    return "@".join(map(str, key)) if isinstance(key, tuple) else str(key)


def differences(kept: Any, now: Any, where: str = "") -> Iterator[str]:
    """Where today's value is not the one kept, as sentences.

    A field of a record that the file does not have is new since, and is not compared; a mapping,
    such as the bills by their number, has the same keys.

    Args:
        kept: JSON values, from the file.
        now: today's value, as `plain` takes it.
        where: the path so far.
    """
    if is_dataclass(now) and isinstance(kept, dict):
        for name, value in kept.items():
            if hasattr(now, name):
                yield from differences(value, getattr(now, name), f"{where}.{name}")
            else:
                yield f"{where}.{name} is gone"
    elif isinstance(now, Mapping) and isinstance(kept, dict):
        found = {_key(key): value for key, value in now.items()}
        for name in kept.keys() ^ found.keys():
            yield f"{where}.{name} {'is gone' if name in kept else 'was not there'}"
        for name in kept.keys() & found.keys():
            yield from differences(kept[name], found[name], f"{where}.{name}")
    elif isinstance(now, list | tuple) and isinstance(kept, list) and len(kept) == len(now):
        for number, (old, new) in enumerate(zip(kept, now, strict=True)):
            yield from differences(old, new, f"{where}[{number}]")
    elif kept != (told := plain(now)):
        yield f"{where} was {kept!r}, is {told!r}"
