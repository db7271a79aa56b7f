"""A disk that is full while a command is written: a typed error, and the ledger is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from memberledger import Ledger, copy_ledger
from memberledger.ledger import desk
from memberledger.store import StoreFailed, UnfinishedCopy
from memberledger.store.sqlite.connection import Datastore, Pool

from .house import House, day


@contextmanager
def no_room(house: House, *, pages: int = 0) -> Iterator[None]:
    """The file may not grow by more than so many pages; other files are not concerned."""
    with _writing(house) as db:
        used = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {used + pages}")
    try:
        yield
    finally:
        with _writing(house) as db:
            db.execute("PRAGMA max_page_count = 1073741823")


def _writing(house: House) -> Any:
    found = house.ledger._desk.store.application.log.datastore  # type: ignore[attr-defined]
    assert isinstance(found, Datastore)
    return found.writing()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(at=tmp_path / "spa.db")
    with closing(opened.ledger):
        yield opened


def rows(house: House) -> tuple[int, list[Any], list[Any]]:
    """All there is, but snapshots."""
    whole = house.ledger._desk.store.whole()
    events = house.ledger.event_count
    return events, whole.claims(("", "", ""), 10_000), whole.members(("", ""), 10_000)


def fill_up(house: House) -> str:
    """Enroll until the disk is full; the member who did not fit."""
    for n in range(1000):
        before = rows(house)
        try:
            house.ledger.enroll(f"m-{n:03}", "glow", key=f"join-{n}")
        except StoreFailed:
            assert rows(house) == before
            return f"m-{n:03}"
    raise AssertionError("the disk was never full")


def test_a_command_that_does_not_fit_leaves_no_trace(house: House) -> None:
    house.ledger.enroll("ana", "glow")
    with no_room(house, pages=4):
        late = fill_up(house)
        assert late not in house.ledger.members()
        assert house.ledger.member("ana").status == "active"
    assert list(house.ledger._desk.store.verify_chain()) == []
    # the same request once there is room: done, and done once
    key = f"join-{int(late[2:])}"
    assert not house.ledger.enroll(late, "glow", key=key).repeated
    assert house.ledger.enroll(late, "glow", key=key).repeated
    assert list(house.ledger._desk.store.verify_chain()) == []


def test_an_advance_that_does_not_fit_is_made_up_for_by_the_next(house: House) -> None:
    """And the cards that were asked are not asked under another key."""
    for n in range(40):
        house.ledger.enroll(f"m-{n:03}", "glow")
    house.clock.day = day("2026-04-05")
    before = rows(house)
    with no_room(house), pytest.raises(StoreFailed, match="full"):
        house.ledger.advance()
    assert rows(house) == before
    house.ledger.advance()
    # dues of three more months, each charged once: the simulated card answers a key once
    charges = [event.charge for m in house.ledger.members() for event in charged(house, m)]
    assert len(charges) == len(set(charges)) == 40 * 4
    assert list(house.ledger._desk.store.verify_chain()) == []


def charged(house: House, member: str) -> list[Any]:
    return [event for event in house.ledger.history(member) if type(event).__name__ == "Charged"]


def test_a_shortcut_that_does_not_fit_fails_no_command(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command is recorded by then; who is told that it failed would ask for it again."""
    monkeypatch.setattr(desk, "_SNAPSHOT_EVERY", 1)
    store, tried = house.ledger._desk.store, []

    def full(*_: Any) -> None:
        tried.append(1)
        raise StoreFailed("spa.db", "database or disk is full")

    monkeypatch.setattr(store, "save_snapshot", full)
    house.ledger.enroll("ana", "glow")
    house.ledger.redeem("ana", "facial")
    house.on("2026-02-05")
    assert tried == [1, 1, 1]
    assert house.balance() == {"facial": 1, "credit": 5000}


def test_a_copy_that_does_not_fit_goes_on_when_there_is_room(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        house.ledger.enroll(f"m-{n:03}", "glow")
    target = tmp_path / "copy.db"
    real = Pool._set_up

    def small(pool: Pool, raw: Any) -> None:
        real(pool, raw)
        if pool.path == str(target):
            raw.execute("PRAGMA max_page_count = 40")

    told: list[int] = []
    with monkeypatch.context() as full:
        full.setattr(Pool, "_set_up", small)
        with pytest.raises(StoreFailed, match="full"):
            copy_ledger(tmp_path / "spa.db", target, batch=20, progress=lambda n, _: told.append(n))
    assert told
    with pytest.raises(UnfinishedCopy):
        Ledger.open(target)
    done = copy_ledger(tmp_path / "spa.db", target)
    assert done.copied == house.ledger.event_count - told[-1]
    with Ledger.open(target) as copy:
        assert copy.members() == house.ledger.members()
