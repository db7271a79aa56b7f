"""Ledgers on every kind of database, for tests of the views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards

from .practice import PLANS


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place for a ledger."""
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres").url()
        return found
    return "sqlite:///:memory:" if request.param == "sqlite-memory" else f"{tmp_path / 'a.db'}"


@pytest.fixture(params=["sqlite-file", "postgres"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place that several can open."""
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres").url()
        return found
    return f"{tmp_path / 'a.db'}"


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands until it is set."""
    return SetClock("America/Denver", date(2026, 1, 10))


@pytest.fixture
def ledger(url: str, clock: SetClock) -> Iterator[Ledger]:
    """A ledger of each kind, its practice open."""
    with Ledger.open(url, clock=clock, cards=SimulatedCards()) as opened:
        opened.open_practice("America/Denver", "USD", PLANS)
        yield opened
