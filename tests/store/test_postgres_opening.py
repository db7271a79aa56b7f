"""A ledger in PostgreSQL: where it is made, how it is recognised, what is refused untouched."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.postgres_server import ENCODED, PASSWORD, Server

from memberledger.store import (
    Append,
    ExtraMissing,
    Store,
    StoreAddress,
    StoreAway,
    StoreBusy,
    StoreDenied,
    StoreError,
    StoreNewer,
    StoreUnreadable,
    open_store,
    opening,
)
from memberledger.store.address import without_password
from memberledger.store.opening import holds_ledger
from memberledger.store.postgres.address import read_address

from .facts import ANNA, BEA, enrolled, redeemed, registry
from .shell import schema_of, shell


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url()


def test_a_ledger_is_made_in_the_schema_its_address_names(postgres: Server, url: str) -> None:
    assert not holds_ledger(url)
    with open_store(url, registry()) as store:
        store.append([Append(ANNA, 0, [enrolled()])])
    assert holds_ledger(url)
    with open_store(url, registry()) as store:
        assert store.read(ANNA) == [enrolled()]
    with postgres.connect() as db:
        tables = db.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", (schema_of(url),)
        ).fetchall()
        assert db.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall() == []
    assert [name for (name,) in tables] == [
        "ledger_claims",
        "ledger_log",
        "ledger_members",
        "stored_events",
        "stored_snapshots",
    ]


def test_asking_whether_there_is_a_ledger_makes_none(postgres: Server, url: str) -> None:
    assert not holds_ledger(url)
    with postgres.connect() as db:
        query = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
        assert db.execute(query, (schema_of(url),)).fetchone() is None


@pytest.mark.parametrize("schema", ["Hill%20Spa", "%22quoted%22", "new", "sélect", "x" * 63])
def test_a_schema_may_have_any_name(postgres: Server, schema: str) -> None:
    url = postgres.url(schema)
    for version in (0, 1):
        with open_store(url, registry()) as store:
            store.append([Append(ANNA, version, [redeemed()])])
            assert list(store.verify_chain()) == []


def test_ledgers_in_two_schemas_do_not_see_each_other(postgres: Server) -> None:
    with (
        open_store(postgres.url(), registry()) as hill,
        open_store(postgres.url(), registry()) as lake,
    ):
        assert hill.append([Append(ANNA, 0, [enrolled()])]) == [1]
        assert lake.append([Append(ANNA, 0, [redeemed()])]) == [1]
        assert (hill.read(ANNA), lake.read(ANNA)) == ([enrolled()], [redeemed()])


def test_the_tables_of_a_host_application_may_live_beside(postgres: Server, url: str) -> None:
    with postgres.connect() as db:
        db.execute(f"CREATE SCHEMA {schema_of(url)} AUTHORIZATION spa".encode())
        db.execute(f"CREATE TABLE {schema_of(url)}.chart (id int)".encode())
    for _ in range(2):
        with open_store(url, registry()) as store:
            store.append([Append(ANNA, store.version(ANNA), [redeemed()])])


def test_an_address_says_what_libpq_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    address = read_address("postgresql://spa:p%40ss@db.local/ledger?sslmode=require&schema=hill")
    assert address.schema == "hill"
    assert address.parameters == {
        "host": "db.local",
        "port": "5432",
        "hostaddr": "",
        "user": "spa",
        "password": "p@ss",
        "dbname": "ledger",
        "sslmode": "require",
        "connect_timeout": "10",
        "client_encoding": "utf8",
        "fallback_application_name": "memberledger",
    }
    by_socket = read_address("postgres:///ledger?host=/run/postgresql&user=spa&connect_timeout=3")
    assert (by_socket.parameters["host"], by_socket.schema) == ("/run/postgresql", "memberledger")
    assert by_socket.parameters["connect_timeout"] == "3"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://", "names no host"),
        ("postgresql://db.local/ledger", "names no user"),
        ("postgresql://spa@/ledger", "names no host"),
        ("postgresql://spa@db.local", "names no database"),
        ("postgresql://spa@db.local/", "names no database"),
        ("postgresql://spa@db.local/l?schema=", "a schema's name"),
        ("postgresql://spa@db.local/l?schema=a%00b", "a schema's name"),
        ("postgresql://spa@db.local/l?schema=" + "x" * 64, "a schema's name"),
        ("postgresql://spa@db.local/l?schema=pg_catalog", "belongs to PostgreSQL"),
        ("postgresql://spa@db.local/l?schema=information_schema", "belongs to PostgreSQL"),
        ("postgresql://spa@db.local/l?schema=a&schema=b", "more than one schema"),
        ("postgresql://spa@db.local/l?pool=3", 'invalid URI query parameter: "pool"'),
        ("postgresql://spa@[::1/l", 'matching "]"'),
        ("postgresql://spa@127.0.0.1:port/l", "port"),
        ("postgresql://spa@127.0.0.1:99999/l", "port"),
        ("postgresql://spa@127.0.0.1:1/l?sslmode=perhaps", "sslmode"),
        ("postgresql://spa@127.0.0.1:1/l?connect_timeout=soon", "connect_timeout"),
        ("postgresql+psycopg://spa@db.local/l", "no kind of store"),
    ],
)
def test_an_address_that_can_not_be_one_is_refused(address: str, why: str) -> None:
    with pytest.raises(StoreAddress) as refused:
        open_store(address, registry())
    assert why in refused.value.why
    assert refused.value.url == address


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://spa:s3cret@db.local",
        "postgresql://spa:s3cret@db.local/l?pool=3",
        "postgresql://spa:s3c@ret@db.local:port/l",
        "postgresql://spa:s3cret@db.local:port/l",
        "postgresql://spa:s3cret@127.0.0.1:1/l",
        "postgresql://spa:s3c/ret@127.0.0.1:1/l",
        "postgresql://spa:s3c?ret@127.0.0.1:1/l",
        "postgresql://spa:s3c:ret@127.0.0.1:1/l",
        "postgresql://spa:s3cret%zz@db.local/l",
        "postgresql://spa@db.local/l?password=s3cret&pool=3",
        "postgresql://127.0.0.1:1/l?user=spa&password=s3cret",
        "postgresql://:s3cret@db.local/l",
    ],
)
def test_a_password_is_in_no_message(address: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(address, registry())
    error: BaseException | None = refused.value
    while error is not None:
        assert "s3c" not in str(error)
        assert "ret@" not in str(error)
        error = error.__cause__
    assert "s3c" not in repr(refused.value.facts)
    assert "s3c" not in without_password(address)


def test_a_path_is_shown_as_it_is() -> None:
    for path in ("a:b@c.db", "/srv/x:y@z/l.db", "sqlite:///a:b@c.db"):
        assert without_password(path) == path
    for address in ("postgresql://spa@h:5432/l", "postgresql://h/l?user=spa"):
        assert without_password(address) == address


def test_a_server_that_is_not_there_is_away() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreAway, match="Connection refused") as away:
        open_store(f"postgresql://spa:s3cret@127.0.0.1:{port}/ledgers", registry())
    assert away.value.path == f"postgresql://spa@127.0.0.1:{port}/ledgers"


def test_a_server_that_never_answers_is_away() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        port = deaf.getsockname()[1]
        with pytest.raises(StoreAway, match="timeout"):
            open_store(f"postgresql://spa@127.0.0.1:{port}/l?connect_timeout=2", registry())


def test_a_wrong_password_or_user_is_denied(postgres: Server) -> None:
    where = f"127.0.0.1:{postgres.port}/ledgers"
    for login in ("spa:wrong", "spa", f"nobody:{ENCODED}"):
        with pytest.raises(StoreDenied, match="password") as denied:
            open_store(f"postgresql://{login}@{where}", registry())
        assert "wrong" not in str(denied.value)


def test_a_missing_database_is_told_from_a_wrong_password(postgres: Server) -> None:
    url = f"postgresql://spa:{ENCODED}@127.0.0.1:{postgres.port}/nowhere"
    with pytest.raises(StoreUnreadable, match="no database 'nowhere'"):
        open_store(url, registry())


def test_a_server_without_room_for_another_connection_is_busy(postgres: Server, url: str) -> None:
    with postgres.connect() as db:
        db.execute("CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 0")
    with pytest.raises(StoreBusy, match="too many connections"):
        open_store(url.replace(f"spa:{ENCODED}@", "few:few@"), registry())


def test_the_password_may_come_from_outside(
    postgres: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with open_store(without_password(url), registry()) as store:
        store.append([Append(ANNA, 0, [enrolled()])])


def test_a_database_of_another_encoding_is_refused(postgres: Server, url: str) -> None:
    with postgres.connect() as db:
        db.execute(
            "CREATE DATABASE latin OWNER spa ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        )
    with pytest.raises(StoreUnreadable, match="encoding is LATIN1"):
        open_store(url.replace("/ledgers?", "/latin?"), registry())


FOREIGN = {
    "another application's": "CREATE TABLE stored_events (id int)",
    "another application's ledger_log": "CREATE TABLE ledger_log (entry text)",
    "another application's stored_events": "CREATE VIEW stored_events AS SELECT 1 AS position",
}
ALTERED = {
    "stored_snapshots is missing": "DROP TABLE stored_snapshots",
    "ledger_members is missing or was altered": "ALTER TABLE ledger_members ADD COLUMN phone text",
    "stored_events is missing or": "ALTER TABLE stored_events ALTER topic DROP NOT NULL",
    "stored_events is": "ALTER TABLE stored_events ALTER originator_version TYPE integer",
    "stored_events": "ALTER TABLE stored_events DROP CONSTRAINT stored_events_pkey",
    "ledger_members is": "ALTER TABLE ledger_members ALTER next_due TYPE timestamp",
    "ledger_claims is missing": 'ALTER TABLE ledger_claims ALTER key TYPE text COLLATE "POSIX"',
    "ledger_claims is": "CREATE RULE hush AS ON INSERT TO ledger_claims DO INSTEAD NOTHING",
    "ledger_claims": "ALTER TABLE ledger_claims ENABLE ROW LEVEL SECURITY",
    "stored_snapshots is": "ALTER TABLE stored_snapshots SET UNLOGGED",
    "holds no version": "UPDATE ledger_log SET schema_version = 0",
    "'helper'": """CREATE TRIGGER helper AFTER INSERT ON stored_events
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse('mine')""",
    "'stored_events_stay'": """CREATE OR REPLACE TRIGGER stored_events_stay
        BEFORE DELETE ON stored_events
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('an event is never removed')""",
    "function ledger_follow was altered": """CREATE OR REPLACE FUNCTION ledger_follow()
        RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'""",
}


@pytest.mark.parametrize(("why", "statement"), FOREIGN.items())
def test_a_schema_of_another_application_is_refused(
    postgres: Server, url: str, why: str, statement: str
) -> None:
    with postgres.connect() as db:
        db.execute(f"CREATE SCHEMA {schema_of(url)} AUTHORIZATION spa".encode())
    _refused_and_left_as_it_was(postgres, url, why, statement)


@pytest.mark.parametrize(("why", "statement"), ALTERED.items())
def test_a_ledger_whose_tables_were_altered_is_refused(
    postgres: Server, url: str, why: str, statement: str
) -> None:
    open_store(url, registry()).close()
    _refused_and_left_as_it_was(postgres, url, why, statement)


def _refused_and_left_as_it_was(server: Server, url: str, why: str, statement: str) -> None:
    with shell(server, url) as db:
        db.execute(statement.encode())
        schema = schema_of(url)
        db.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO spa".encode())
        query = "SELECT relname, oid FROM pg_class WHERE relnamespace = %s::regnamespace ORDER BY 1"
        before = db.execute(query, (schema,)).fetchall()
        for ask in (lambda: open_store(url, registry()), lambda: holds_ledger(url)):
            with pytest.raises(StoreUnreadable) as refused:
                ask()
            assert why in refused.value.why
            assert refused.value.path == without_password(url)
        assert db.execute(query, (schema,)).fetchall() == before


def test_a_ledger_of_a_newer_version_is_refused_with_both_versions(
    postgres: Server, url: str
) -> None:
    open_store(url, registry()).close()
    with shell(postgres, url) as db:
        db.execute("UPDATE ledger_log SET schema_version = 9")
        db.execute("DROP TABLE ledger_claims")
    with pytest.raises(StoreNewer) as refused:
        open_store(url, registry())
    assert (refused.value.found, refused.value.known) == (9, 1)


def test_tables_that_vanish_while_a_ledger_is_open_are_told(postgres: Server, url: str) -> None:
    with open_store(url, registry()) as store:
        with shell(postgres, url) as db:
            db.execute(f"DROP SCHEMA {schema_of(url)} CASCADE".encode())
        with pytest.raises(StoreUnreadable):
            store.read(ANNA)
        with pytest.raises(StoreUnreadable):
            store.append([Append(BEA, 0, [enrolled()])])


def test_the_count_that_was_emptied_is_told(postgres: Server, url: str) -> None:
    with open_store(url, registry()) as store:
        with shell(postgres, url) as db:
            db.execute("SET session_replication_role = replica")
            db.execute("DELETE FROM ledger_log")
        with pytest.raises(StoreUnreadable, match="ledger_log"):
            store.append([Append(BEA, 0, [enrolled()])])


OPEN = """
import sys
from memberledger.store import Append, open_store
from store.facts import enrolled, registry, stream_named
with open_store(sys.argv[1], registry()) as store:
    store.append([Append(stream_named(sys.argv[2]), 0, [enrolled()])])
"""


def test_processes_that_make_the_same_ledger_make_one(url: str) -> None:
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url, str(n)],
            env={"PYTHONPATH": ":".join(["tests", *sys.path])},
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    assert [desk.communicate(timeout=120)[1] for desk in desks] == [""] * 4
    with open_store(url, registry()) as store:
        assert store.record_count() == 4


def test_importing_the_library_imports_no_psycopg() -> None:
    script = """
import sys
import memberledger, memberledger.cli.app, memberledger.store
memberledger.Ledger.open(":memory:").close()
assert not [name for name in sys.modules if name.startswith("psycopg")], sys.modules
"""
    env = {"PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", script], env=env, check=True)


def test_without_psycopg_the_address_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(opening, "import_module", absent)
    for ask in (lambda a: open_store(a, registry()), holds_ledger):
        with pytest.raises(ExtraMissing) as missing:
            ask("postgresql://spa:s3cret@db.local/l")
        assert missing.value.extra == "postgres"
        assert "pip install 'memberledger[postgres]'" in str(missing.value)
        assert "s3cret" not in str(missing.value)
    with open_store(":memory:", registry()) as store:
        assert store.record_count() == 0


@pytest.fixture
def ledger(url: str) -> Iterator[Store]:
    with open_store(url, registry()) as opened:
        yield opened


def test_eventsourcings_own_snapshot_store_writes_rows_that_are_never_believed(
    ledger: Store,
) -> None:
    from eventsourcing.persistence import StoredEvent

    ledger.append([Append(ANNA, 0, [enrolled()])])
    recorder = ledger.application.shortcuts
    recorder.insert_events([StoredEvent(ANNA, 1, "s/1", b"unsealed")])
    assert [row.state for row in recorder.select_events(ANNA)] == [b"unsealed"]
    assert ledger.load_snapshot(ANNA, "s/1") is None
    with pytest.raises(NotImplementedError):
        ledger.application.recorder.subscribe()
