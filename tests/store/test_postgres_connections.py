"""Connections that break: between commands nobody notices, inside a write nothing is half done."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from tests.postgres_server import Server, a_server

from memberledger.store import (
    Append,
    Claim,
    Conflict,
    MemberIndex,
    Store,
    StoreAway,
    StoreUncertain,
    open_store,
)
from memberledger.store.postgres import connection as connections
from memberledger.store.postgres import recorder, writing

from .facts import ANNA, BEA, enrolled, redeemed, registry, stream_named
from .shell import datastore, kill
from .wire import Wire, a_wire


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url()


@pytest.fixture
def ledger(url: str) -> Iterator[Store]:
    with open_store(url, registry()) as opened:
        opened.append([Append(ANNA, 0, [enrolled()])])
        yield opened


@pytest.fixture
def wire(postgres: Server) -> Iterator[Wire]:
    with a_wire(postgres.port) as made:
        yield made


@pytest.fixture
def wired(wire: Wire, postgres: Server, url: str) -> Iterator[Store]:
    """The same ledger at the other end of a wire, with no connection in its pool yet."""
    with open_store(url, registry()) as first:
        first.append([Append(ANNA, 0, [enrolled()])])
    with open_store(url.replace(f":{postgres.port}/", f":{wire.port}/"), registry()) as opened:
        yield opened


def test_connections_killed_between_commands_are_replaced_unnoticed(
    ledger: Store, postgres: Server
) -> None:
    assert kill(postgres) >= 1
    assert ledger.read(ANNA) == [enrolled()]
    kill(postgres)
    assert ledger.append([Append(ANNA, 1, [redeemed()])]) == [2]
    kill(postgres)
    ledger.save_snapshot(ANNA, 2, b"two", "s/1")
    kill(postgres)
    assert list(ledger.verify_chain()) == []


def test_a_pool_full_of_dead_connections_does_not_hold_anybody_up(
    ledger: Store, postgres: Server
) -> None:
    all_open = threading.Barrier(connections.POOL_MAX)

    def look() -> None:
        with datastore(ledger).reading():
            all_open.wait()

    threads = [threading.Thread(target=look) for _ in range(connections.POOL_MAX)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert kill(postgres) == connections.POOL_MAX
    began = time.monotonic()
    assert ledger.read(ANNA) == [enrolled()]
    assert time.monotonic() - began < 2


def test_a_query_whose_connection_breaks_is_asked_again(wired: Store, wire: Wire) -> None:
    for word in (b"stored_events", b"ledger_claims"):
        wire.cut_at(word, delivered=True)
        assert wired.read(ANNA) == [enrolled()]
        assert wired.claim("hill", "request", "1") is None
    assert wire.cuts == 2


@pytest.mark.parametrize("word", [b"BEGIN", b"unnest", b"INSERT", b"ledger_members", b"COMMIT"])
@pytest.mark.parametrize("delivered", [False, True])
def test_a_write_whose_connection_breaks_anywhere_is_done_once(
    wired: Store, wire: Wire, word: bytes, *, delivered: bool
) -> None:
    index, claim = MemberIndex("hill", "anna", None), Claim("hill", "request", "1", "a")
    wire.cut_at(word, delivered=delivered)
    writes = [Append(ANNA, 1, [redeemed()], index, [claim]), Append(BEA, 0, [enrolled()])]
    assert wired.append(writes) == [2, 3]
    assert wire.cuts == 1
    assert wired.read(ANNA) == [enrolled(), redeemed()]
    assert wired.record_count() == 3
    assert wired.members("hill") == [("anna", ANNA)]
    assert list(wired.verify_chain()) == []


def test_a_write_of_keys_alone_whose_answer_is_lost_is_done_once(wired: Store, wire: Wire) -> None:
    wire.cut_at(b"COMMIT", delivered=True)
    wired.append([Append(ANNA, 1, [], claims=[Claim("hill", "request", "1", "a")])])
    assert wired.claims("hill", "request") == {"1": "a"}
    assert wire.cuts == 1


def test_a_lost_answer_is_not_taken_for_anothers_event(
    wired: Store, wire: Wire, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit never arrives, and another desk is first on the next try."""
    real = recorder.write
    tries: list[int] = []

    def write(*args: object) -> list[int]:
        tries.append(1)
        if len(tries) == 2:
            monkeypatch.setattr(recorder, "write", real)
            raise_after = Conflict(ANNA, 1, 2)
            with open_store(url, registry()) as other:
                turn = args[1]
                turn.cursor.connection.rollback()  # type: ignore[attr-defined]
                other.append([Append(ANNA, 1, [redeemed(units=2)])])
            raise raise_after
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(recorder, "write", write)
    wire.cut_at(b"COMMIT", delivered=False)
    with pytest.raises(Conflict):
        wired.append([Append(ANNA, 1, [redeemed(units=1)])])
    assert wired.read(ANNA) == [enrolled(), redeemed(units=2)]


def test_a_server_lost_while_committing_leaves_the_caller_uncertain_and_told_so(
    wired: Store, wire: Wire, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    datastore(wired).pool.timeout = 1
    wire.cut_at(b"COMMIT", delivered=True, dead=True)
    with pytest.raises(StoreUncertain, match="under the same key"):
        wired.append([Append(ANNA, 1, [redeemed()])])
    with open_store(url, registry()) as other:
        assert other.version(ANNA) == 2


def test_a_server_lost_before_committing_is_away_and_nothing_was_written(
    wired: Store, wire: Wire, url: str
) -> None:
    datastore(wired).pool.timeout = 1
    wire.cut_at(b"INSERT", delivered=True, dead=True)
    with pytest.raises(StoreAway, match="nothing was written"):
        wired.append([Append(ANNA, 1, [redeemed()])])
    with open_store(url, registry()) as other:
        assert other.version(ANNA) == 1


def test_writers_whose_connections_are_killed_all_the_time_lose_and_double_nothing(
    ledger: Store, postgres: Server
) -> None:
    over = threading.Event()
    errors: list[Exception] = []
    written: list[int] = []

    def desk(number: int) -> None:
        stream, version = stream_named(f"desk-{number}"), 0
        while not over.is_set():
            try:
                ledger.append([Append(stream, version, [redeemed(units=version)])])
                version += 1
            except StoreAway:
                pass  # killed on each of its tries; nothing was written
            except Exception as error:  # noqa: BLE001 - reported below
                errors.append(error)
                return
        written.append(version)

    desks = [threading.Thread(target=desk, args=(n,)) for n in range(3)]
    for each in desks:
        each.start()
    for _ in range(10):
        kill(postgres)
    over.set()
    for each in desks:
        each.join()
    assert errors == []
    assert ledger.record_count() == 1 + sum(written)
    for number in range(3):
        events = ledger.read(stream_named(f"desk-{number}"))
        assert [event.units for event in events] == list(range(len(events)))  # type: ignore[attr-defined]
    assert list(ledger.verify_chain()) == []


def test_a_restart_of_the_server_is_waited_for() -> None:
    with a_server() as server, open_store(server.url(), registry()) as store:
        store.append([Append(ANNA, 0, [enrolled()])])
        server.stop()
        back = threading.Timer(0.5, server.start)
        back.start()
        assert store.read(ANNA) == [enrolled()]
        assert store.append([Append(ANNA, 1, [redeemed()])]) == [2]
        back.join()


def test_a_write_that_stands_is_told_from_one_that_does_not(ledger: Store) -> None:
    encode = registry().encode
    ours = writing.Prepared(ANNA, 0, [encode(enrolled())])
    others = writing.Prepared(ANNA, 0, [encode(redeemed())])
    longer = writing.Prepared(ANNA, 1, [encode(redeemed())])
    empty = writing.Prepared(BEA, 0, [])
    store = datastore(ledger)
    assert writing.landed(store, [ours, empty]) == [1]
    assert writing.landed(store, [others]) is None
    assert writing.landed(store, [ours, longer]) is None
    assert writing.landed(store, [writing.Prepared(BEA, 3, [encode(redeemed())])]) is None
