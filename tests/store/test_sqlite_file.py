"""A ledger file: how it is recognised, guarded, and set up on every connection."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from memberledger.store import (
    Append,
    Claim,
    MemberIndex,
    Store,
    StoreAddress,
    StoreBusy,
    StoreClosed,
    StoreFailed,
    StoreNewer,
    StoreUnreadable,
    open_store,
)
from memberledger.store.sqlite import factory, schema
from memberledger.store.sqlite.connection import Datastore, Pool
from memberledger.store.sqlite.schema import APPLICATION_ID

from .facts import ANNA, BEA, enrolled, redeemed, registry, tampering


def datastore(store: Store) -> Datastore:
    found = store.application.log.datastore  # type: ignore[attr-defined]
    assert isinstance(found, Datastore)
    return found


def test_a_ledger_is_made_where_its_address_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    odd = "odd name?mode=memory #1 %41 é.db"
    addresses = {
        "sqlite:///relative.db": tmp_path / "relative.db",
        f"sqlite:///{tmp_path}/absolute.db": tmp_path / "absolute.db",
        "plain.db": tmp_path / "plain.db",
        odd: tmp_path / odd,
    }
    for address, file in addresses.items():
        with open_store(address, registry()) as store:
            store.append([Append(ANNA, 0, [enrolled()])])
        assert file.stat().st_size > 0
        with open_store(file, registry()) as store:
            assert store.read(ANNA) == [enrolled()]
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in addresses.values()}


def test_two_ledgers_in_memory_are_two_ledgers() -> None:
    with open_store(":memory:", registry()) as one, open_store(":memory:", registry()) as two:
        one.append([Append(ANNA, 0, [enrolled()])])
        assert two.version(ANNA) == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite:///",
        "sqlite://ledger.db",
        "mysql://host/db",
        "redis+tls://host/0",
        "http://host/ledger.db",
        "file:/tmp/ledger.db",
        "sqlite:///ledger.db?mode=ro",
        "a\0b",
    ],
)
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(StoreAddress) as refused:
        open_store(address, registry())
    assert refused.value.url == address


def _garbage(path: Path) -> None:
    path.write_bytes(b"date,member,amount\n" * 400)


def _cut_short(path: Path) -> None:
    open_store(path, registry()).close()
    path.write_bytes(path.read_bytes()[:3000])


def _other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE chart (id)")


def _marked_by_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 77")


def _without_a_table(path: Path) -> None:
    _run(path, "DROP TABLE ledger_claims")


def _with_a_looser_table(path: Path) -> None:
    _run(
        path,
        "ALTER TABLE ledger_members ADD COLUMN phone TEXT",
    )


def _with_a_stowaway(path: Path) -> None:
    _run(
        path,
        "CREATE TRIGGER helper AFTER INSERT ON Stored_Events BEGIN DELETE FROM ledger_members; END",
    )


def _with_a_turned_guard(path: Path) -> None:
    _run(
        path,
        "DROP TRIGGER stored_events_stay",
        "CREATE TRIGGER stored_events_stay BEFORE DELETE ON stored_events BEGIN SELECT 1; END",
    )


def _run(path: Path, *statements: str) -> None:
    open_store(path, registry()).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (_garbage, "not a database"),
        (_cut_short, "malformed"),
        (_other_application, "another application"),
        (_marked_by_another, "another application"),
        (_without_a_table, "ledger_claims is missing"),
        (_with_a_looser_table, "ledger_members is missing or was altered"),
        (_with_a_stowaway, "'helper'"),
        (_with_a_turned_guard, "'stored_events_stay'"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_and_left_as_it_was(
    path: Path, prepare: Callable[[Path], None], why: str
) -> None:
    prepare(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable) as refused:
        open_store(path, registry())
    assert refused.value.path == str(path)
    assert why in refused.value.why
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_version_is_refused_with_both_versions(path: Path) -> None:
    _run(path, "PRAGMA user_version = 9")
    with pytest.raises(StoreNewer) as refused:
        open_store(path, registry())
    assert (refused.value.found, refused.value.known) == (9, 1)


def test_a_missing_directory_or_a_directory_is_refused(tmp_path: Path) -> None:
    for place, why in ((tmp_path / "nowhere" / "l.db", "no directory"), (tmp_path, "a directory")):
        with pytest.raises(StoreUnreadable, match=why):
            open_store(place, registry())
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_make_the_same_ledger_make_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another opens, makes and fills the file after we saw it empty and before our turn."""
    real = Pool._make

    def late(pool: Pool, raw: sqlite3.Connection) -> None:
        monkeypatch.setattr(Pool, "_make", real)
        with open_store(path, registry()) as other:
            other.append([Append(ANNA, 0, [enrolled()])])
        real(pool, raw)

    monkeypatch.setattr(Pool, "_make", late)
    with open_store(path, registry()) as store:
        assert store.read(ANNA) == [enrolled()]


def test_a_ledger_being_made_is_seen_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process makes the tables between our looks at the header and at the tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as maker:
        maker.execute("PRAGMA journal_mode = WAL")
        maker.execute("PRAGMA user_version = 0")
        real = schema._pragma
        made: list[bool] = []

        def slow(db: sqlite3.Connection, name: str) -> int:
            found = real(db, name)
            if not made:
                made.append(True)
                maker.execute("BEGIN IMMEDIATE")
                schema.create(maker)
                maker.execute("COMMIT")
            return found

        monkeypatch.setattr(schema, "_pragma", slow)
        with open_store(path, registry()) as store:
            assert store.append([Append(ANNA, 0, [enrolled()])]) == [1]


def test_the_tables_of_a_host_application_may_live_beside(path: Path) -> None:
    _run(path, "CREATE TABLE chart (id)", "CREATE INDEX chart_id ON chart (id)")
    with open_store(path, registry()) as store:
        store.append([Append(ANNA, 0, [enrolled()])])


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


def test_the_file_names_its_application_and_schema(ledger: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


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
