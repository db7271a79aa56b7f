"""eventsourcing underneath, closed: no variable, no topic and no other path changes the rules."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, StoredEvent
from eventsourcing.postgres import BasePostgresFactory
from tests.postgres_server import Server

from memberledger.store import (
    Append,
    ClaimTaken,
    Conflict,
    CorruptEvent,
    ExtraMissing,
    MemberIndex,
    MemberTaken,
    Store,
    StoreAddress,
    StoreAway,
    StoreBusy,
    StoreClosed,
    StoreDenied,
    StoreError,
    StoreFailed,
    StoreNewer,
    StoreUncertain,
    StoreUnreadable,
    UnknownEvent,
    UnwritableEvent,
    open_store,
)
from memberledger.store.application import SETTINGS
from memberledger.store.mapper import ClosedMapper, Fact

from .facts import ANNA, enrolled, redeemed, registry, tampering

HOSTILE = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "INFRASTRUCTURE_FACTORY": "eventsourcing.popo",
    "FACTORY_TOPIC": "eventsourcing.popo",
    "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
    "TRANSCODER_TOPIC": "os:system",
    "CIPHER_TOPIC": "os:system",
    "CIPHER_KEY": "c2VjcmV0",
    "COMPRESSOR_TOPIC": "zlib",
    "APPLICATION_RECORDER_TOPIC": "eventsourcing.sqlite:SQLiteApplicationRecorder",
    "TRACKING_RECORDER_TOPIC": "os:system",
    "PROCESS_RECORDER_TOPIC": "os:system",
    "IS_SNAPSHOTTING_ENABLED": "no",
    "ORIGINATOR_ID_TYPE": "text",
    "SINGLE_ROW_TRACKING": "maybe",
    "CREATE_TABLE": "maybe",
    "AGGREGATE_CACHE_MAXSIZE": "many",
    "AGGREGATE_CACHE_FASTFORWARD": "maybe",
    "AGGREGATE_CACHE_FASTFORWARD_SKIPPING": "maybe",
    "DEEPCOPY_FROM_AGGREGATE_CACHE": "maybe",
    "SQLITE_DBNAME": "elsewhere.db",
    "SQLITE_LOCK_TIMEOUT": "soon",
    "LEDGER_PATH": "elsewhere.db",
}


def test_a_hostile_environment_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    for name, value in HOSTILE.items():
        for prefix in ("", "LEDGERAPPLICATION_", "APPLICATION_"):
            monkeypatch.setenv(prefix + name, value)
    with open_store(path, registry()) as store:
        store.append([Append(ANNA, 0, [enrolled(), redeemed()])])
        store.save_snapshot(ANNA, 2, b"state", "s/1")
        assert store.read(ANNA) == [enrolled(), redeemed()]
        assert next(store.records(after=1)).data == registry().dump(redeemed())
        assert type(store.application.mapper) is ClosedMapper
        assert set(store.application.env) == set(HOSTILE)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


POSTGRES = {
    "POSTGRES_DBNAME": "elsewhere",
    "POSTGRES_HOST": "elsewhere.invalid",
    "POSTGRES_PORT": "1",
    "POSTGRES_USER": "nobody",
    "POSTGRES_PASSWORD": "wrong",
    "POSTGRES_GET_PASSWORD_TOPIC": "os:getcwd",
    "POSTGRES_CONNECT_TIMEOUT": "soon",
    "POSTGRES_CONN_MAX_AGE": "old",
    "POSTGRES_PRE_PING": "maybe",
    "POSTGRES_MAX_WAITING": "many",
    "POSTGRES_LOCK_TIMEOUT": "soon",
    "POSTGRES_POOL_SIZE": "many",
    "POSTGRES_MAX_OVERFLOW": "many",
    "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": "soon",
    "POSTGRES_SCHEMA": "elsewhere",
    "POSTGRES_ENABLE_DB_FUNCTIONS": "maybe",
}
LIBPQ = {
    "PGHOST": "elsewhere.invalid",
    "PGHOSTADDR": "127.0.0.9",
    "PGPORT": "1",
    "PGDATABASE": "elsewhere",
    "PGUSER": "nobody",
    "PGPASSWORD": "wrong",
    "PGCLIENTENCODING": "latin1",
    "PGDATESTYLE": "german",
    "PGTZ": "Pacific/Kiritimati",
    "PGOPTIONS": "-c search_path=elsewhere -c default_transaction_isolation=serializable"
    " -c default_transaction_read_only=on -c synchronous_commit=off -c bytea_output=escape",
}


def test_a_hostile_environment_opens_the_ledger_that_was_named(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.url()
    for name, value in {**HOSTILE, **POSTGRES, **LIBPQ}.items():
        for prefix in ("", "LEDGERAPPLICATION_", "APPLICATION_"):
            monkeypatch.setenv(prefix + name, value)
    with open_store(url, registry()) as store:
        index = MemberIndex("hill", "茜", date(2026, 5, 1))
        store.append([Append(ANNA, 0, [enrolled(), redeemed()], index)])
        store.save_snapshot(ANNA, 2, b"state", "s/1")
        assert store.read(ANNA) == [enrolled(), redeemed()]
        assert store.due("hill", date(2026, 5, 1)) == [("茜", ANNA)]
        assert type(store.application.mapper) is ClosedMapper
        settings = store.application.env
        assert set(settings) == {*SETTINGS, *POSTGRES}
        assert settings["POSTGRES_PASSWORD"] == ""


def test_every_setting_the_library_reads_is_written_out() -> None:
    """A new version of eventsourcing with a new setting fails here first."""
    names = {
        value
        for kind in (InfrastructureFactory, Application, BasePostgresFactory)
        for key, value in vars(kind).items()
        if key.isupper() and isinstance(value, str)
    }
    assert names
    assert names <= {*SETTINGS, *POSTGRES}
    assert set(HOSTILE) - set(SETTINGS) == {"SQLITE_DBNAME", "SQLITE_LOCK_TIMEOUT", "LEDGER_PATH"}


def test_the_librarys_own_event_store_keeps_our_rules(store: Store) -> None:
    events = store.application.events
    facts = [Fact(ANNA, 1, enrolled()), Fact(ANNA, 2, redeemed())]
    recordings = events.put(facts)
    assert [r.notification.id for r in recordings] == [1, 2]
    assert list(events.get(ANNA)) == facts
    assert store.read(ANNA) == [enrolled(), redeemed()]
    assert list(store.verify_chain()) == []
    with pytest.raises(Conflict):
        events.put([Fact(ANNA, 2, redeemed())])
    with pytest.raises(TypeError, match="a Fact"):
        events.put([enrolled()])  # type: ignore[list-item]


def test_the_librarys_notification_log_follows_positions(store: Store) -> None:
    store.append([Append(ANNA, 0, [enrolled(), redeemed(), redeemed()])])
    log = store.application.notification_log
    assert [n.id for n in log.select(1, 10)] == [1, 2, 3]
    assert [n.id for n in log.select(2, 10, inclusive_of_start=False)] == [3]
    assert [n.id for n in log.select(1, 1, topics=["Redeemed.v1"])] == [2]
    assert [n.id for n in log.select(1, 10, stop=2)] == [1, 2]
    assert store.application.recorder.max_notification_id() == 3
    found = log.select(1, 1)[0]
    assert store.application.mapper.to_domain_event(found) == Fact(ANNA, 1, enrolled())


def test_the_mapper_never_follows_a_topic(ledger: Store, path: Path) -> None:
    ledger.append([Append(ANNA, 0, [enrolled()])])
    with tampering(path) as db:
        db.execute("UPDATE stored_events SET topic = 'os:system', state = '{}'")
    with pytest.raises(UnknownEvent):
        list(ledger.application.events.get(ANNA))
    damaged = StoredEvent(ANNA, 5, "Redeemed.v1", b"{}")
    with pytest.raises(CorruptEvent) as stopped:
        ledger.application.mapper.to_domain_event(damaged)
    assert (stopped.value.stream, stopped.value.version) == (ANNA, 5)


ERRORS = [
    UnknownEvent("X.v1", 3),
    CorruptEvent("X.v1", 3, uuid4(), 2, "torn"),
    UnwritableEvent("X.v1", "torn"),
    Conflict(uuid4(), 2, 3),
    ClaimTaken("hill", "request", "1", "a", "b"),
    MemberTaken("hill", "anna", uuid4()),
    StoreAddress("ftp://x", "unknown"),
    StoreUnreadable("x.db", "torn"),
    StoreNewer("x.db", 9, 1),
    StoreBusy("x.db", "locked"),
    StoreClosed("x.db"),
    StoreFailed("x.db", "full"),
    StoreAway("postgresql://x", "refused"),
    StoreDenied("postgresql://x", "no such role"),
    StoreUncertain("postgresql://x", "closed"),
    ExtraMissing("postgresql://x", "postgres", "no psycopg"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_trip_between_processes(error: StoreError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert (again.facts, str(again)) == (error.facts, str(error))


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)
    assert "store_error" not in codes
