"""Every kind of store that must keep the contract; another database joins by its URL here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memberledger.store import Store, open_store

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
