"""A small trade of our own: three facts about a member, and what a file of them needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from memberledger.aggregates.event import Event
from memberledger.store import Registry

__all__ = [
    "ANNA",
    "BEA",
    "Enrolled",
    "Granted",
    "Lot",
    "Redeemed",
    "enrolled",
    "granted",
    "redeemed",
    "registry",
    "stream_named",
    "tampering",
]


def stream_named(name: str) -> UUID:
    return uuid5(UUID(int=7), name)


ANNA, BEA = stream_named("anna"), stream_named("bea")


class Enrolled(Event):
    version: ClassVar[int] = 2
    plan: str


class Lot(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    ref: str
    units: int


class Granted(Event):
    lots: tuple[Lot, ...]


class Redeemed(Event):
    benefit: str
    units: int


def _base(day: int) -> dict[str, Any]:
    return {
        "effective_on": date(2026, 5, day),
        "recorded_at": datetime(2026, 5, day, 9, 30, tzinfo=UTC),
    }


def enrolled(plan: str = "glow", day: int = 1) -> Enrolled:
    return Enrolled(plan=plan, **_base(day))


def granted(*units: int, day: int = 1) -> Granted:
    lots = tuple(Lot(ref=f"lot-{n}", units=u) for n, u in enumerate(units or (1,), start=1))
    return Granted(lots=lots, **_base(day))


def redeemed(units: int = 1, day: int = 2) -> Redeemed:
    return Redeemed(benefit="facial", units=units, key=f"redemption:{day}", **_base(day))


def registry() -> Registry:
    return Registry([Enrolled, Granted, Redeemed])


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody with the file and a shell: the guards are lifted, and put back afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA ignore_check_constraints = ON")
        yield db
        for _, statement in guards:
            db.execute(statement)
