"""A ledger in PostgreSQL in use: what is recorded stays, whoever connects, whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.postgres_server import Server

from memberledger.store import (
    Append,
    Claim,
    ClaimTaken,
    MemberIndex,
    Store,
    StoreBusy,
    StoreClosed,
    StoreDenied,
    StoreFailed,
    open_store,
)
from memberledger.store.postgres import factory, writing
from memberledger.store.postgres.connection import POOL_MAX
from memberledger.store.writes import Prepared

from .facts import ANNA, BEA, enrolled, redeemed, registry, stream_named
from .shell import datastore, schema_of, shell, tampering


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url()


@pytest.fixture
def ledger(url: str) -> Iterator[Store]:
    with open_store(url, registry()) as opened:
        yield opened


COPY = """INSERT INTO stored_events
SELECT {}, originator_id, {}, topic, state, digest FROM stored_events WHERE position = 2"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state = '{}' WHERE position = 1",
        "UPDATE stored_events SET digest = sha256('')",
        "DELETE FROM stored_events WHERE position = 2",
        "DELETE FROM stored_events",
        "TRUNCATE stored_events",
        COPY.format(1, 3),
        COPY.format(2, 1) + " ON CONFLICT (position) DO UPDATE SET state = '{}'",
        COPY.format(2, 4),
        COPY.format(9, 3),
        COPY.format(2, 0),
        "UPDATE ledger_claims SET value = 'second'",
        "DELETE FROM ledger_claims",
        "TRUNCATE ledger_claims",
        "UPDATE ledger_members SET stream = gen_random_uuid()",
        "UPDATE ledger_members SET member = 'x'",
        "UPDATE ledger_log SET last_position = 0",
        "DELETE FROM ledger_log",
        "TRUNCATE ledger_log",
        "INSERT INTO ledger_log VALUES (false, 1, 0)",
    ],
)
def test_what_was_recorded_is_never_changed_or_removed(
    ledger: Store, postgres: Server, url: str, statement: str
) -> None:
    claim, index = Claim("hill", "request", "1", "first"), MemberIndex("hill", "anna", None)
    ledger.append([Append(ANNA, 0, [enrolled(), redeemed()], index, [claim])])
    with shell(postgres, url) as db, pytest.raises(psycopg.IntegrityError):
        db.execute(statement.encode())
    assert ledger.read(ANNA) == [enrolled(), redeemed()]
    assert ledger.claim("hill", "request", "1") == "first"
    assert list(ledger.verify_chain()) == []


def test_a_position_is_never_given_twice(ledger: Store, postgres: Server, url: str) -> None:
    ledger.append([Append(ANNA, 0, [enrolled(), redeemed()])])
    with tampering(postgres, url) as db:
        db.execute("DELETE FROM stored_events WHERE position = 2")
    assert ledger.append([Append(BEA, 0, [enrolled()])]) == [3]


def test_a_refused_write_leaves_no_gap_in_the_positions(ledger: Store) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()], claims=[Claim("hill", "request", "1", "a")])])
    with pytest.raises(ClaimTaken):
        ledger.append([Append(BEA, 0, [enrolled()], claims=[Claim("hill", "request", "1", "b")])])
    assert ledger.append([Append(BEA, 0, [enrolled()])]) == [2]
    assert list(ledger.verify_chain()) == []


def test_a_role_without_the_right_to_change_is_enough_for_a_ledger_that_was_made(
    ledger: Store, postgres: Server, url: str
) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()])])
    schema = schema_of(url)
    with shell(postgres, url) as db:
        db.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
        for grant in (
            f"GRANT USAGE ON SCHEMA {schema} TO clerk",
            f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {schema} TO clerk",
            "GRANT UPDATE ON ledger_log, ledger_members TO clerk",
            "GRANT UPDATE, DELETE ON stored_snapshots TO clerk",
        ):
            db.execute(grant.encode())
    with open_store(_as_clerk(postgres, schema), registry()) as store:
        index, claim = MemberIndex("hill", "anna", None), Claim("hill", "request", "1", "a")
        store.append([Append(ANNA, 1, [redeemed()], index, [claim])])
        store.append([Append(ANNA, 2, [redeemed()], index, [claim])])
        store.save_snapshot(ANNA, 1, b"one", "s/1")
        store.save_snapshot(ANNA, 2, b"two", "s/1")
        assert store.load_snapshot(ANNA, "s/1") == (2, b"two")
        assert list(store.verify_chain()) == []
    with pytest.raises(StoreDenied, match="permission denied"):
        open_store(_as_clerk(postgres, "elsewhere"), registry())


def _as_clerk(server: Server, schema: str) -> str:
    return f"postgresql://clerk:clerk@127.0.0.1:{server.port}/ledgers?schema={schema}"


def test_every_connection_is_set_up_and_says_so(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    all_open = threading.Barrier(4)

    def look() -> None:
        with datastore(ledger).reading() as db:
            all_open.wait()
            names = ("search_path", "lock_timeout", "synchronous_commit", "client_encoding")
            values = [db.execute(f"SHOW {name}".encode()).fetchall()[0][0] for name in names]
            found.append((db.connection.info.backend_pid, tuple(values)))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({pid for pid, _ in found}) == 4
    assert {values for _, values in found} == {("", "1min", "on", "UTF8")}


def test_readers_are_served_while_more_writers_wait_than_there_are_connections(
    ledger: Store, postgres: Server, url: str
) -> None:
    with shell(postgres, url) as hog:
        hog.execute("BEGIN")
        hog.execute("SELECT 1 FROM ledger_log FOR UPDATE")

        def write(n: int) -> None:
            ledger.append([Append(stream_named(str(n)), 0, [enrolled()])])

        writers = [threading.Thread(target=write, args=(n,)) for n in range(POOL_MAX + 4)]
        for each in writers:
            each.start()
        assert ledger.record_count() == 0
        hog.execute("COMMIT")
        for each in writers:
            each.join()
    assert ledger.record_count() == POOL_MAX + 4


def test_no_position_is_seen_before_one_that_comes_earlier(ledger: Store, url: str) -> None:
    """One writer has its position and takes its time; the next one waits, and so do readers."""
    store = datastore(ledger)
    first = Prepared(ANNA, 0, [registry().encode(enrolled())])
    told: list[int] = []

    def write() -> None:
        with open_store(url, registry()) as other:
            told.extend(other.append([Append(BEA, 0, [enrolled()])]))

    later = threading.Thread(target=write)
    with store.writing(1) as turn:
        assert writing.write(store, turn, [first]) == [1]
        later.start()
        later.join(timeout=0.5)
        assert later.is_alive()
        assert list(ledger.records()) == []
    later.join()
    assert told == [2]
    assert [record.position for record in ledger.records()] == [1, 2]


def test_who_follows_the_log_while_others_write_misses_nothing(ledger: Store, url: str) -> None:
    seen: list[int] = []

    def desk(number: int) -> None:
        with open_store(url, registry()) as store:
            for version in range(40):
                store.append([Append(stream_named(str(number)), version, [redeemed()])])

    desks = [threading.Thread(target=desk, args=(n,)) for n in range(4)]
    for each in desks:
        each.start()
    while len(seen) < 160:
        seen += [record.position for record in ledger.records(seen[-1] if seen else 0, batch=7)]
    for each in desks:
        each.join()
    assert seen == list(range(1, 161))


def test_a_writer_that_never_gets_its_turn_is_told_so(
    postgres: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "LOCK_TIMEOUT_S", 1)
    with open_store(url, registry()) as store, shell(postgres, url) as hog:
        hog.execute("BEGIN")
        hog.execute("SELECT 1 FROM ledger_log FOR UPDATE")
        with pytest.raises(StoreBusy, match="lock timeout"):
            store.append([Append(ANNA, 0, [enrolled()])])
        assert store.version(ANNA) == 0
        hog.execute("ROLLBACK")
        assert store.append([Append(ANNA, 0, [enrolled()])]) == [1]


def test_a_writer_behind_a_thread_that_never_ends_is_told_so(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory, "LOCK_TIMEOUT_S", 1)
    with open_store(url, registry()) as store, datastore(store).writing():
        told: list[Exception] = []

        def write() -> None:
            try:
                store.append([Append(ANNA, 0, [enrolled()])])
            except StoreBusy as busy:
                told.append(busy)

        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert len(told) == 1


def test_what_the_database_refuses_is_rolled_back_whole(ledger: Store) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()])])
    unkept = MemberIndex("hill", "an\0na", None)
    with pytest.raises(StoreFailed):
        ledger.append([Append(BEA, 0, [enrolled()], unkept)])
    too_long = Claim("hill", "request", os.urandom(8000).hex(), "first")
    with pytest.raises(StoreFailed, match="index row"):
        ledger.append([Append(BEA, 0, [enrolled()], claims=[too_long])])
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
        ledger.close()
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert ledger.append([Append(ANNA, 1, [redeemed()])]) == [2]


def test_what_was_acknowledged_survives_a_process_that_is_killed(url: str) -> None:
    script = (
        "import os, sys\n"
        "from memberledger.store import Append, open_store\n"
        "from store.facts import ANNA, enrolled, redeemed, registry\n"
        "store = open_store(sys.argv[1], registry())\n"
        "store.append([Append(ANNA, 0, [enrolled()])])\n"
        "with store.application.log.datastore.writing(3) as turn:\n"
        "    insert = store.application.log.datastore.sql(\n"
        "        \"INSERT INTO {schema}.ledger_claims VALUES ('1', '2', '3', '4')\")\n"
        "    turn.cursor.execute(insert)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    here = Path(__file__).parent.parent
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), *sys.path])}
    killed = subprocess.run([sys.executable, "-c", script, url], env=env, check=False)
    assert killed.returncode == -9
    with open_store(url, registry()) as store:
        assert store.read(ANNA) == [enrolled()]
        assert store.claims("1", "2") == {}
        assert store.append([Append(ANNA, 1, [redeemed()])]) == [2]
