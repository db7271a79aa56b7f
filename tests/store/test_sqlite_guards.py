"""A ledger file in use: what is recorded stays, on every connection, whatever goes wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from memberledger.store import (
    Append,
    Claim,
    MemberIndex,
    Store,
    StoreBusy,
    StoreClosed,
    StoreFailed,
    StoreUnreadable,
    open_store,
)
from memberledger.store.sqlite import factory
from memberledger.store.sqlite.connection import Datastore

from .facts import ANNA, BEA, enrolled, redeemed, registry, tampering


def datastore(store: Store) -> Datastore:
    found = store.application.log.datastore  # type: ignore[attr-defined]
    assert isinstance(found, Datastore)
    return found


COPY = """INTO stored_events SELECT {}, originator_id, {}, topic, state, digest
FROM stored_events WHERE position = 2"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state = x'7b7d' WHERE position = 1",
        "UPDATE stored_events SET digest = zeroblob(32)",
        "DELETE FROM stored_events WHERE position = 2",
        "DELETE FROM stored_events",
        f"INSERT OR REPLACE {COPY.format(1, 3)}",
        f"INSERT OR REPLACE {COPY.format(9, 1)}",
        f"INSERT {COPY.format(9, 4)}",
        "UPDATE ledger_claims SET value = 'second'",
        "DELETE FROM ledger_claims",
        "UPDATE ledger_members SET stream = 'x'",
        "UPDATE ledger_members SET member = 'x'",
    ],
)
def test_what_was_recorded_is_never_changed_or_removed(
    ledger: Store, path: Path, statement: str
) -> None:
    claim, index = Claim("hill", "request", "1", "first"), MemberIndex("hill", "anna", None)
    ledger.append([Append(ANNA, 0, [enrolled(), redeemed()], index, [claim])])
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as db,
        pytest.raises(sqlite3.IntegrityError),
    ):
        db.execute(statement)
    assert ledger.read(ANNA) == [enrolled(), redeemed()]
    assert list(ledger.verify_chain()) == []


def test_a_claim_is_not_replaced_either(ledger: Store, path: Path) -> None:
    ledger.append([Append(ANNA, 0, [], claims=[Claim("hill", "request", "1", "first")])])
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO ledger_claims VALUES ('hill', 'request', '1', 'other')")
    assert ledger.claim("hill", "request", "1") == "first"


def test_a_position_is_never_given_twice(ledger: Store, path: Path) -> None:
    ledger.append([Append(ANNA, 0, [enrolled(), redeemed()])])
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events WHERE position = 2")
    assert ledger.append([Append(BEA, 0, [enrolled()])]) == [3]


def test_every_connection_is_set_up_and_says_so(ledger: Store) -> None:
    found = []
    all_open = threading.Barrier(4)

    def look() -> None:
        with datastore(ledger).reading() as db:
            all_open.wait()
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            values = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
            trusted = db.execute("PRAGMA trusted_schema").fetchone()
            found.append((id(db), (*values, trusted[0])))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with datastore(ledger).writing() as db:
        assert db.in_transaction
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert len({key for key, _ in found}) == 4
    assert {value for _, value in found} == {("wal", 2, 1, 60_000, 0)}


def test_a_place_that_can_not_be_made_durable_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filesystem without shared memory keeps the old journal; here the wish is unheard."""
    real = sqlite3.connect

    class Deaf(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
            return super().execute(sql.replace(" = WAL", ""), *args)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **kw: real(*a, **kw, factory=Deaf))
    with pytest.raises(StoreUnreadable, match="journal_mode stays delete"):
        open_store(path, registry())


@pytest.mark.parametrize("wish", ["synchronous", "foreign_keys", "busy_timeout"])
def test_a_setting_that_does_not_hold_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    real = sqlite3.connect

    class Deaf(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:
            heard = sql if f"PRAGMA {wish} =" not in sql else f"PRAGMA {wish} = 0"
            return super().execute(heard, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *a, **kw: real(*a, **kw, factory=Deaf))
    with pytest.raises(StoreUnreadable, match=f"{wish} stays 0"):
        open_store(path, registry())


def test_a_writer_that_never_gets_its_turn_is_told_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "LOCK_TIMEOUT_S", 1)
    with (
        open_store(path, registry()) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as hog,
    ):
        hog.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            store.append([Append(ANNA, 0, [enrolled()])])
        assert store.version(ANNA) == 0
        hog.execute("ROLLBACK")
        assert store.append([Append(ANNA, 0, [enrolled()])]) == [1]


def test_a_full_disk_loses_nothing_that_was_there(ledger: Store) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()])])
    with datastore(ledger).writing() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed, match="full"):
        ledger.append([Append(BEA, 0, [enrolled(plan="x" * 50_000)])])
    assert ledger.read(ANNA) == [enrolled()]
    assert ledger.version(BEA) == 0
    assert ledger.append([Append(ANNA, 1, [redeemed()])]) == [2]


def test_a_store_is_not_carried_over_a_fork(ledger: Store) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()])])
    child = os.fork()
    if child == 0:  # pragma: no cover - the child reports by its exit status
        status = 1
        for use in (
            lambda: ledger.version(ANNA),
            lambda: ledger.append([Append(ANNA, 1, [redeemed()])]),
        ):
            try:
                use()
            except StoreClosed:
                status += 3
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert ledger.append([Append(ANNA, 1, [redeemed()])]) == [2]


def test_what_was_acknowledged_survives_a_process_that_is_killed(path: Path) -> None:
    script = (
        "import os, sys\n"
        "from memberledger.store import Append, open_store\n"
        "from store.facts import ANNA, enrolled, redeemed, registry\n"
        "store = open_store(sys.argv[1], registry())\n"
        "store.append([Append(ANNA, 0, [enrolled()])])\n"
        "with store.application.log.datastore.writing() as db:\n"
        "    db.execute('INSERT INTO ledger_claims VALUES (1, 2, 3, 4)')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    here = Path(__file__).parent.parent
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), *sys.path])}
    killed = subprocess.run([sys.executable, "-c", script, str(path)], env=env, check=False)
    assert killed.returncode == -9
    with open_store(path, registry()) as store:
        assert store.read(ANNA) == [enrolled()]
        assert store.claims("1", "2") == {}
