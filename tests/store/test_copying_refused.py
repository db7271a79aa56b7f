"""What is not copied, or not to there: told with its place, and nothing is spoilt."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.postgres_server import Server

from memberledger.store import (
    Append,
    Claim,
    CopyDiverged,
    CorruptEvent,
    MemberIndex,
    Store,
    StoreAddress,
    StoreUnreadable,
    UnfinishedCopy,
    copy_ledger,
    holds_ledger,
    open_store,
)

from . import facts, shell
from .copies import Place, everything, fill, stop_after
from .facts import ANNA, BEA, enrolled, registry


def other_event(store: Store) -> None:
    store.append([Append(BEA, 0, [enrolled()])])


def other_claim(store: Store) -> None:
    store.append([Append(BEA, 0, [], claims=[Claim("hill", "request", "a", "b")])])


def other_value(store: Store) -> None:
    store.append([Append(BEA, 0, [], claims=[Claim("hill", "charge", "ch-member-0", "b")])])


def other_member(store: Store) -> None:
    store.append([Append(BEA, 0, [], MemberIndex("hill", "bea", None))])


def other_stream(store: Store) -> None:
    store.append([Append(BEA, 0, [], MemberIndex("hill", "member-0", None))])


@pytest.mark.parametrize(
    ("write", "position"),
    [
        (other_event, 1),
        (other_claim, None),
        (other_value, None),
        (other_member, None),
        (other_stream, None),
    ],
)
def test_a_place_that_holds_something_else_is_refused_and_stays(
    places: tuple[str, str], write: Callable[[Store], None], position: int | None
) -> None:
    source, target = places
    with open_store(target, registry()) as store:
        write(store)
    before = everything(target)
    with pytest.raises(CopyDiverged) as refused:
        copy_ledger(source, target)
    assert refused.value.position == position
    assert "spa:" not in refused.value.target
    assert everything(target) == before


def test_a_copy_that_went_its_own_way_is_refused(places: tuple[str, str]) -> None:
    source, target = places
    copy_ledger(source, target)
    with open_store(target, registry()) as store:
        other_event(store)
    with pytest.raises(CopyDiverged, match="events which that has not") as refused:
        copy_ledger(source, target)
    assert refused.value.position == 24
    with open_store(source, registry()) as store:
        store.append([Append(ANNA, 0, [enrolled()])])
    with pytest.raises(CopyDiverged, match="holds another event") as refused:
        copy_ledger(source, target)
    assert refused.value.position == 24


def test_who_writes_to_the_copy_meanwhile_ends_it(places: tuple[str, str]) -> None:
    """They had it open before the copy began."""
    source, target = places
    with open_store(target, registry()) as desk:

        def progress(there: int, _of: int) -> None:
            if there == 8:
                other_event(desk)

        with pytest.raises(CopyDiverged, match="somebody else writes here") as refused:
            copy_ledger(source, target, batch=4, progress=progress)
    assert refused.value.position == 9
    with pytest.raises(CopyDiverged, match="holds another event"):
        copy_ledger(source, target)


def test_a_changed_event_ends_the_copy_with_its_position(place: Place) -> None:
    source, target = place("file"), place("server")
    fill(source)
    with facts.tampering(Path(source)) as db:
        kept = db.execute("SELECT state FROM stored_events WHERE position = 10").fetchone()[0]
        db.execute("UPDATE stored_events SET state = x'7b7d' WHERE position = 10")
    with pytest.raises(CorruptEvent) as refused:
        copy_ledger(source, target, batch=4)
    assert refused.value.position == 10
    with facts.tampering(Path(source)) as db:
        db.execute("UPDATE stored_events SET state = ? WHERE position = 10", (kept,))
    assert copy_ledger(source, target, batch=4).copied == 23 - 8
    assert everything(target) == everything(source)


def test_a_changed_event_on_a_server_ends_the_copy_with_its_position(
    place: Place, postgres: Server
) -> None:
    source, target = place("server"), place("file")
    fill(source)
    with shell.tampering(postgres, source) as db:
        db.execute("UPDATE stored_events SET originator_version = 9 WHERE position = 10")
    with pytest.raises(CorruptEvent, match="should come next") as refused:
        copy_ledger(source, target, batch=4)
    assert refused.value.position == 10


@pytest.mark.parametrize(("gone", "named"), [(9, 10), (23, 23)])
def test_an_event_that_is_gone_ends_the_copy(place: Place, gone: int, named: int) -> None:
    """The event behind the gap is named; at the end of the log, the position itself."""
    source, target = place("file"), place("file")
    fill(source)
    with facts.tampering(Path(source)) as db:
        db.execute("DELETE FROM stored_events WHERE position = ?", (gone,))
    with pytest.raises(CorruptEvent, match="given and is gone") as refused:
        copy_ledger(source, target, batch=4)
    assert refused.value.position == named
    with pytest.raises(UnfinishedCopy):
        open_store(target, registry())


def test_a_row_that_is_no_row_is_told(place: Place) -> None:
    source = place("file")
    fill(source)
    for statement, why in (
        ("UPDATE ledger_members SET next_due = 'soon' WHERE member = 'member-0'", "hill, member-0"),
        ("UPDATE ledger_members SET stream = 'x' WHERE member = 'member-0'", "hill, member-0"),
        ("UPDATE ledger_claims SET value = x'00' WHERE key = 'ch-member-0'", "charge, ch-member-0"),
    ):
        with facts.tampering(Path(source)) as db:
            db.execute(statement)
        with pytest.raises(StoreUnreadable, match=why):
            copy_ledger(source, place("file"))


def test_a_damaged_copy_is_not_finished(place: Place) -> None:
    source, target = place("file"), place("file")
    fill(source)
    copy_ledger(source, target)
    with facts.tampering(Path(target)) as db:
        db.execute("UPDATE stored_events SET digest = zeroblob(32) WHERE position = 3")
    with pytest.raises(CopyDiverged) as refused:
        copy_ledger(source, target)
    assert refused.value.position == 3


def test_a_copy_whose_guards_are_gone_is_not_finished(place: Place) -> None:
    source, target = place("file"), place("file")
    fill(source)
    stop_after(source, target, parcels=2)
    with closing(sqlite3.connect(target)) as db:
        db.execute("DROP TRIGGER stored_events_stay")
    with pytest.raises(CopyDiverged, match="stored_events_stay"):
        copy_ledger(source, target)
    with pytest.raises(UnfinishedCopy):
        open_store(target, registry())


def test_a_place_without_a_ledger_is_no_source_and_makes_no_target(
    place: Place, tmp_path: Path
) -> None:
    chart = tmp_path / "chart.db"
    with closing(sqlite3.connect(chart)) as db:
        db.execute("CREATE TABLE chart (id)")
    ledger, empty = place("file"), place("file")
    fill(ledger)
    for source, target in ((place("file"), empty), (place("server"), empty), (str(chart), empty)):
        with pytest.raises(StoreUnreadable):
            copy_ledger(source, target)
        assert not holds_ledger(target)
    before = chart.read_bytes()
    with pytest.raises(StoreUnreadable, match="another application"):
        copy_ledger(ledger, chart)
    assert chart.read_bytes() == before


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_ledger_is_not_copied_to_itself(place: Place, kind: str) -> None:
    source = place(kind)
    fill(source)
    for target in (source, f"sqlite:///{source}") if kind == "file" else (source,):
        with pytest.raises(StoreAddress, match="the very ledger"):
            copy_ledger(source, target)
    with pytest.raises(StoreAddress, match="gone when the copy is done"):
        copy_ledger(source, "sqlite:///:memory:")
