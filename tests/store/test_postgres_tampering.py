"""Somebody edits the tables with a superuser's shell: what reading does, what the check reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from tests.postgres_server import Server

from memberledger.store import Append, CorruptEvent, Store, UnknownEvent, open_store

from .facts import ANNA, BEA, enrolled, granted, redeemed, registry
from .shell import shell, tampering


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url()


@pytest.fixture
def history(url: str) -> Iterator[Store]:
    """Anna at positions 1, 2, 4 and 6; Bea at 3 and 5."""
    with open_store(url, registry()) as ledger:
        ledger.append([Append(ANNA, 0, [enrolled(), granted(2)])])
        ledger.append([Append(BEA, 0, [enrolled()])])
        ledger.append([Append(ANNA, 2, [redeemed()])])
        ledger.append([Append(BEA, 1, [redeemed()])])
        ledger.append([Append(ANNA, 3, [redeemed(day=3)])])
        assert list(ledger.verify_chain()) == []
        yield ledger


def faults(store: Store) -> list[tuple[int, str]]:
    return [(fault.position, fault.rule) for fault in store.verify_chain()]


def test_damaged_bytes_stop_the_member_and_nobody_else(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("UPDATE stored_events SET state = '{\"' WHERE position = 4")
    with pytest.raises(CorruptEvent) as stopped:
        history.read(ANNA)
    assert (stopped.value.position, stopped.value.version) == (4, 3)
    assert len(history.read(BEA)) == 2
    assert faults(history) == [(4, "digest")]


def test_an_unknown_event_stops_the_replay_with_its_position(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("UPDATE stored_events SET topic = 'os:system' WHERE position = 4")
    with pytest.raises(UnknownEvent) as stopped:
        history.read(ANNA)
    assert (stopped.value.name, stopped.value.position) == ("os:system", 4)
    with pytest.raises(UnknownEvent):
        list(history.application.events.get(ANNA))
    assert faults(history) == [(4, "digest")]


def test_an_edited_amount_reads_well_but_breaks_the_chain(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        edit = "replace(convert_from(state, 'UTF8'), '\"units\":2', '\"units\":9')"
        db.execute(
            f"UPDATE stored_events SET state = convert_to({edit}, 'UTF8')"
            " WHERE position = 2".encode()
        )
    assert history.read(ANNA)[1] == granted(9)
    assert faults(history) == [(2, "digest")]


def test_a_removed_event_is_a_gap_to_readers_and_to_the_check(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("DELETE FROM stored_events WHERE position = 2")
    with pytest.raises(CorruptEvent, match="version 2 of its stream is missing"):
        history.read(ANNA)
    assert faults(history) == [(2, "position"), (4, "gap")]


def test_a_stream_cut_off_at_its_end_shows_as_a_missing_position(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("DELETE FROM stored_events WHERE position >= 5")
    assert len(history.read(BEA)) == 1
    assert faults(history) == [(5, "position")]
    history.append([Append(BEA, 1, [redeemed()])])
    assert faults(history) == [(5, "position")]


def test_a_ledger_that_was_emptied_shows_as_missing_positions(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("DELETE FROM stored_events")
    assert faults(history) == [(1, "position")]


def _swap(column: str, spare: str) -> Callable[[psycopg.Connection[Any]], None]:
    def swap(db: psycopg.Connection[Any]) -> None:
        select = f"SELECT {column} FROM stored_events WHERE position IN (4, 6) ORDER BY position"
        first, second = (row[0] for row in db.execute(select.encode()).fetchall())
        for value, position in ((spare, 6), (second, 4), (first, 6)):
            update = f"UPDATE stored_events SET {column} = %s WHERE position = %s"
            db.execute(update.encode(), (value, position))

    return swap


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_swap("state", ""), {(4, "digest"), (6, "digest")}),
        (_swap("originator_version", "99"), {(4, "digest"), (6, "digest"), (4, "order")}),
    ],
)
def test_swapped_rows_are_found(
    history: Store,
    postgres: Server,
    url: str,
    change: Callable[[psycopg.Connection[Any]], None],
    found: set[tuple[int, str]],
) -> None:
    with tampering(postgres, url) as db:
        change(db)
    assert set(faults(history)) == found


def test_a_row_that_is_no_record_is_reported_and_stops_the_log(
    history: Store, postgres: Server, url: str
) -> None:
    with tampering(postgres, url) as db:
        db.execute("ALTER TABLE stored_events ALTER COLUMN state DROP NOT NULL")
        db.execute("UPDATE stored_events SET state = NULL WHERE position = 3")
    assert (3, "record") in faults(history)
    with pytest.raises(CorruptEvent) as stopped:
        list(history.records())
    assert stopped.value.position == 3


@pytest.mark.parametrize(
    "lift",
    [
        "DROP TRIGGER stored_events_stay ON stored_events",
        "ALTER TABLE stored_events DISABLE TRIGGER stored_events_stay",
        "ALTER TABLE stored_events DISABLE TRIGGER ALL",
        "ALTER TABLE stored_events ENABLE REPLICA TRIGGER stored_events_stay",
        """CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END'""",
        "DROP FUNCTION ledger_refuse CASCADE",
    ],
)
def test_a_lifted_guard_is_itself_a_fault(
    history: Store, postgres: Server, url: str, lift: str
) -> None:
    with shell(postgres, url) as db:
        db.execute(lift.encode())
    found = [fault for fault in history.verify_chain() if fault.rule == "guard"]
    assert {fault.position for fault in found} == {0}
    assert any("stored_events_stay" in fault.message for fault in found)


def test_the_check_walks_more_rows_than_one_page(
    history: Store, postgres: Server, url: str
) -> None:
    history.append([Append(ANNA, 4, [redeemed() for _ in range(2494)])])
    history.append([Append(BEA, 2, [redeemed() for _ in range(2500)])])
    assert faults(history) == []
    with tampering(postgres, url) as db:
        db.execute("DELETE FROM stored_events WHERE position IN (1000, 1001, 2500, 3001)")
        db.execute("UPDATE stored_events SET state = '' WHERE position = 4999")
    found = faults(history)
    assert [f for f in found if f[1] == "position"] == [
        (1000, "position"),
        (2500, "position"),
        (3001, "position"),
    ]
    assert sorted(f for f in found if f[1] != "position") == [
        (1002, "gap"),
        (3002, "gap"),
        (4999, "digest"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stored_snapshots SET state = substr(state, 1, length(state) - 3) || 'six'::bytea",
        "UPDATE stored_snapshots SET state = substr(state, 1, 40)",
        "UPDATE stored_snapshots SET state = ''",
        "UPDATE stored_snapshots SET topic = 'state/2'",
        "UPDATE stored_snapshots SET originator_version = 3",
        "UPDATE stored_snapshots SET originator_version = 99",
        f"UPDATE stored_snapshots SET originator_id = '{BEA}'",
        "UPDATE stored_events SET digest = sha256('') WHERE position = 2",
    ],
)
def test_a_snapshot_that_does_not_fit_the_log_is_never_believed(
    history: Store, postgres: Server, url: str, change: str
) -> None:
    history.save_snapshot(ANNA, 2, b"two", "state/1")
    assert history.load_snapshot(ANNA, "state/1") == (2, b"two")
    with tampering(postgres, url) as db:
        db.execute(change.encode())
    for stream, schema in ((ANNA, "state/1"), (ANNA, "state/2"), (BEA, "state/1")):
        assert history.load_snapshot(stream, schema) is None


def test_snapshots_do_not_pile_up(history: Store, postgres: Server, url: str) -> None:
    for version in (1, 2, 4):
        history.save_snapshot(ANNA, version, b"state", "state/1")
    history.save_snapshot(ANNA, 3, b"late", "state/1")
    assert history.load_snapshot(ANNA, "state/1") == (4, b"state")
    with shell(postgres, url) as db:
        kept = db.execute("SELECT originator_version FROM stored_snapshots ORDER BY 1").fetchall()
    assert kept == [(3,), (4,)]
