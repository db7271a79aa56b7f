"""Several processes find what one finds, in the same words and in the same order."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server

from memberledger.audit import run_checks
from memberledger.audit.checks import audited
from memberledger.ledger.ledger import registry
from memberledger.store import Store, open_store

from .beside import BESIDE, keep_beside
from .busy import fill_busy
from .ledgers import DAMAGES, broken, fill, opened


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A ledger of which events, snapshots, views and the index were changed, a member a page."""
    monkeypatch.setattr(audited, "_PAGE", 1)
    whole, spoiled = tmp_path / "whole.db", tmp_path / "spoiled.db"
    fill(whole)
    keep_beside(whole)
    broken(whole, spoiled, vandal)
    with opened(spoiled) as store:
        yield store


def vandal(db: sqlite3.Connection) -> None:
    dice = random.Random(4)
    for change in (*BESIDE.values(), DAMAGES["an edited amount"]):
        change(db, dice)


def test_two_processes_find_what_one_finds_and_tell_how_far_they_are(ledger: Store) -> None:
    alone = run_checks(ledger)
    assert len({finding.rule for finding in alone.findings}) > 3
    told: list[tuple[int, int]] = []
    assert run_checks(ledger, tell=lambda *far: told.append(far), processes=2) == alone
    assert told == sorted(told)
    assert told[-1][0] == 2 * ledger.record_count()


def test_a_ledger_on_a_server_is_checked_by_several(postgres: Server) -> None:
    url = postgres.url()
    fill_busy(url)
    with open_store(url, registry()) as store:
        assert run_checks(store, processes=2) == run_checks(store)
        assert url not in repr(store.address)


def test_a_ledger_in_memory_is_checked_by_one() -> None:
    with open_store("sqlite:///:memory:", registry()) as store:
        assert store.address is None
        assert run_checks(store, processes=2).findings == []


def test_fewer_than_one_can_check_nothing(ledger: Store) -> None:
    with pytest.raises(ValueError, match="one process or more checks a ledger, not 0"):
        run_checks(ledger, processes=0)
