"""A ledger file: where it is made, how it is recognised, what is refused untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from memberledger.store import (
    Append,
    Store,
    StoreAddress,
    StoreNewer,
    StoreUnreadable,
    open_store,
)
from memberledger.store.sqlite import schema
from memberledger.store.sqlite.connection import Pool
from memberledger.store.sqlite.schema import APPLICATION_ID

from .facts import ANNA, enrolled, registry


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
        "file:/ledger.db",
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


@pytest.mark.parametrize(("name", "why"), [("l" * 5000, "too long"), ("\ud800.db", "the name of")])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(StoreUnreadable, match=why):
        open_store(tmp_path / name, registry())


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


def test_the_file_names_its_application_and_schema(ledger: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
