"""Lives as today's ledger records them: every scenario of the tests, and those driven by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from tests import own_policies

from memberledger.ledger.ledger import registry
from memberledger.scenarios import play, read_scenario
from memberledger.store import open_store
from memberledger.values import stream_id

from .driven import DRIVEN
from .kept import Row

__all__ = ["lives"]

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PRACTICE = "main"


def lives(folder: Path) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Every stream with a name for it, members' and practices'.

    Args:
        folder: an empty one, for the ledgers.
    """
    for scenario in sorted(SCENARIOS.glob("*.yaml")):
        file = folder / f"{scenario.stem}.db"
        play(read_scenario(scenario), str(file), own_policies.ALL)
        yield from _streams(file)
    for drive in DRIVEN:
        file = folder / f"{drive.__name__.replace('_', '-')}.db"
        drive(file)
        yield from _streams(file)


def _streams(file: Path) -> Iterator[tuple[str, tuple[Row, ...]]]:
    rows: dict[UUID, list[Row]] = defaultdict(list)
    with open_store(file, registry()) as store:
        names = {stream: member for member, stream in store.members(PRACTICE)}
        for record in store.records():
            row = Row(record.version, record.name, record.data.decode())
            rows[record.stream].append(row)
    names[stream_id(PRACTICE)] = "practice"
    for stream, found in rows.items():
        yield f"{file.stem}.{names[stream]}", tuple(found)
