"""Every kind of store that must keep the contract; another database joins by its URL here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server

from memberledger.store import Store, open_store

from .copies import PAIRS, Place, fill
from .facts import registry


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place for a ledger."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url()
        return url
    return {
        "sqlite-file": f"sqlite:///{tmp_path / 'ledger.db'}",
        "sqlite-memory": "sqlite:///:memory:",
    }[request.param]


@pytest.fixture(params=["sqlite-file", "postgres"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place that several processes can open."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url()
        return url
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store of each kind."""
    with open_store(store_url, registry()) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger file goes."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Store]:
    """An open ledger in an SQLite file."""
    with open_store(path, registry()) as opened:
        yield opened


@pytest.fixture
def place(postgres: Server, tmp_path: Path) -> Place:
    """A new address of a kind."""
    count = iter(range(1, 100))

    def new(kind: str) -> str:
        return postgres.url() if kind == "server" else str(tmp_path / f"spa-{next(count)}.db")

    return new


@pytest.fixture(params=PAIRS)
def places(request: pytest.FixtureRequest, place: Place) -> tuple[str, str]:
    """An address with a ledger of two practices, and an empty one."""
    first, _, second = request.param.partition("-to-")
    source = place(first)
    fill(source)
    return source, place(second)
