"""Somebody edits the file with a shell: what reading does, and what the check reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from memberledger.store import Append, CorruptEvent, Store, UnknownEvent
from memberledger.store.snapshots import seal, unseal

from .facts import ANNA, BEA, enrolled, granted, redeemed, tampering


@pytest.fixture
def history(ledger: Store) -> Store:
    """Anna at positions 1, 2, 4 and 6; Bea at 3 and 5."""
    ledger.append([Append(ANNA, 0, [enrolled(), granted(2)])])
    ledger.append([Append(BEA, 0, [enrolled()])])
    ledger.append([Append(ANNA, 2, [redeemed()])])
    ledger.append([Append(BEA, 1, [redeemed()])])
    ledger.append([Append(ANNA, 3, [redeemed(day=3)])])
    assert list(ledger.verify_chain()) == []
    return ledger


def faults(store: Store) -> list[tuple[int, str]]:
    return [(fault.position, fault.rule) for fault in store.verify_chain()]


def test_damaged_bytes_stop_the_member_and_nobody_else(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE stored_events SET state = x'7b22' WHERE position = 4")
    with pytest.raises(CorruptEvent) as stopped:
        history.read(ANNA)
    assert (stopped.value.position, stopped.value.version) == (4, 3)
    assert (stopped.value.stream, stopped.value.name) == (ANNA, "Redeemed.v1")
    assert len(history.read(BEA)) == 2
    assert faults(history) == [(4, "digest")]


def test_an_unknown_event_stops_the_replay_with_its_position(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE stored_events SET topic = 'os:system' WHERE position = 4")
    with pytest.raises(UnknownEvent) as stopped:
        history.read(ANNA)
    assert (stopped.value.name, stopped.value.position) == ("os:system", 4)
    assert faults(history) == [(4, "digest")]


def test_an_edited_amount_reads_well_but_breaks_the_chain(history: Store, path: Path) -> None:
    with tampering(path) as db:
        edit = "UPDATE stored_events SET state = CAST(replace(state, ?, ?) AS BLOB)"
        db.execute(f"{edit} WHERE position = 2", ('"units":2', '"units":9'))
    assert history.read(ANNA)[1] == granted(9)
    assert faults(history) == [(2, "digest")]


def test_a_removed_event_is_a_gap_to_readers_and_to_the_check(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events WHERE position = 2")
    with pytest.raises(CorruptEvent, match="version 2 of its stream is missing") as stopped:
        history.read(ANNA)
    assert (stopped.value.position, stopped.value.version) == (4, 3)
    assert faults(history) == [(2, "position"), (4, "gap")]


def test_a_stream_cut_off_at_its_end_shows_as_a_missing_position(
    history: Store, path: Path
) -> None:
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events WHERE position >= 5")
    assert len(history.read(BEA)) == 1
    assert faults(history) == [(5, "position")]
    history.append([Append(BEA, 1, [redeemed()])])
    assert faults(history) == [(5, "position")]


def test_a_ledger_that_was_emptied_shows_as_missing_positions(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events")
    assert faults(history) == [(1, "position")]


def _swap(column: str, one: int, two: int) -> Callable[[sqlite3.Connection], None]:
    def swap(db: sqlite3.Connection) -> None:
        query = f"SELECT {column} FROM stored_events WHERE position IN (?, ?) ORDER BY position"
        first, second = (row[0] for row in db.execute(query, (one, two)).fetchall())
        for value, position in ((-99, two), (second, one), (first, two)):
            update = f"UPDATE stored_events SET {column} = ? WHERE position = ?"
            db.execute(update, (value, position))

    return swap


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_swap("state", 4, 6), {(4, "digest"), (6, "digest")}),
        (_swap("originator_version", 4, 6), {(4, "digest"), (6, "digest"), (4, "order")}),
        (_swap("digest", 2, 5), {(2, "digest"), (4, "digest"), (5, "digest")}),
    ],
)
def test_swapped_rows_are_found(
    history: Store,
    path: Path,
    change: Callable[[sqlite3.Connection], None],
    found: set[tuple[int, str]],
) -> None:
    with tampering(path) as db:
        change(db)
    assert set(faults(history)) == found


def test_a_row_that_is_no_record_is_reported_and_stops_the_log(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE stored_events SET state = 'text' WHERE position = 3")
    assert (3, "record") in faults(history)
    with pytest.raises(CorruptEvent) as stopped:
        list(history.records())
    assert stopped.value.position == 3


def test_a_stream_renamed_to_nonsense_is_reported(history: Store, path: Path) -> None:
    with tampering(path) as db:
        db.execute("UPDATE stored_events SET originator_id = 'anna' WHERE position = 3")
    assert (3, "record") in faults(history)


def test_a_lifted_guard_is_itself_a_fault(history: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TRIGGER stored_events_stay")
    fault = next(history.verify_chain())
    assert (fault.rule, fault.position) == ("guard", 0)
    assert "stored_events_stay" in fault.message


def test_the_check_walks_more_rows_than_one_page(ledger: Store, path: Path) -> None:
    ledger.append([Append(ANNA, 0, [redeemed() for _ in range(2500)])])
    ledger.append([Append(BEA, 0, [redeemed() for _ in range(2500)])])
    assert faults(ledger) == []
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events WHERE position IN (1000, 1001, 2500, 3001)")
        db.execute("UPDATE stored_events SET state = x'00' WHERE position = 4999")
    found = faults(ledger)
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
        "UPDATE stored_snapshots SET state = CAST(replace(state, 'two', 'six') AS BLOB)",
        "UPDATE stored_snapshots SET state = substr(state, 1, 40)",
        "UPDATE stored_snapshots SET state = x''",
        "UPDATE stored_snapshots SET state = 'text'",
        "UPDATE stored_snapshots SET state = 5",
        "UPDATE stored_snapshots SET topic = 'state/2'",
        "UPDATE stored_snapshots SET originator_version = 3",
        "UPDATE stored_snapshots SET originator_version = 99",
        f"UPDATE stored_snapshots SET originator_id = '{BEA.hex}'",
        "UPDATE stored_events SET digest = zeroblob(32) WHERE position = 2",
    ],
)
def test_a_snapshot_that_does_not_fit_the_log_is_never_believed(
    history: Store, path: Path, change: str
) -> None:
    history.save_snapshot(ANNA, 2, b"two", "state/1")
    assert history.load_snapshot(ANNA, "state/1") == (2, b"two")
    with tampering(path) as db:
        db.execute(change)
    assert history.load_snapshot(ANNA, "state/1") is None
    assert history.load_snapshot(ANNA, "state/2") is None
    assert history.load_snapshot(BEA, "state/1") is None


def test_a_snapshot_is_believed_for_its_own_member_and_history_only() -> None:
    digest, other = bytes(32), bytes([1] * 32)
    sealed = seal(ANNA, 2, "state/1", digest, b"two")
    assert unseal(ANNA, 2, "state/1", digest, sealed) == b"two"
    assert unseal(BEA, 2, "state/1", digest, sealed) is None
    assert unseal(ANNA, 3, "state/1", digest, sealed) is None
    assert unseal(ANNA, 2, "state/2", digest, sealed) is None
    assert unseal(ANNA, 2, "state/1", other, sealed) is None
    assert unseal(ANNA, 2, "state/1", digest, sealed[:32] + other + sealed[64:]) is None


def test_snapshots_do_not_pile_up(history: Store, path: Path) -> None:
    for version in (1, 2, 4):
        history.save_snapshot(ANNA, version, b"state", "state/1")
    history.save_snapshot(ANNA, 3, b"late", "state/1")
    assert history.load_snapshot(ANNA, "state/1") == (4, b"state")
    with closing(sqlite3.connect(path)) as db:
        query = "SELECT originator_version FROM stored_snapshots"
        assert [row[0] for row in db.execute(query)] == [3, 4]


def test_a_snapshot_of_a_history_since_cut_off_is_never_believed(
    history: Store, path: Path
) -> None:
    history.save_snapshot(ANNA, 4, b"four", "state/1")
    with tampering(path) as db:
        db.execute("DELETE FROM stored_events WHERE position = 6")
    assert history.load_snapshot(ANNA, "state/1") is None
    history.append([Append(ANNA, 3, [redeemed(day=9)])])
    assert history.load_snapshot(ANNA, "state/1") is None
