"""A person is forgotten; the ledger, its money and its proofs are not."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memberledger import Refused, Vault
from memberledger.audit import seal_ledger, verify
from memberledger.ledger.desk import Desk
from memberledger.store import StoreUnreadable

from .house import GLOW, House, day

ZOE = {
    "name": "Zoë Quaranta-Lindqvist",
    "email": "zoe.quaranta@example.org",
    "phone": "+1 555 0134",
}
AT_ONCE = {**GLOW, "cancellation": {"effective": "immediately"}}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(AT_ONCE, at=str(tmp_path / "spa.db"))


def left(house: House) -> None:
    house.ledger.enroll("m-001", "glow")
    house.ledger.redeem("m-001", "facial", key="visit-1")
    house.ledger.cancel("m-001")


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_what_is_erased_is_in_no_file_any_more(house: House, tmp_path: Path) -> None:
    left(house)
    with Vault(tmp_path / "people.db") as vault:
        vault.keep("main", "m-001", {**ZOE, "name": "Zoë Maiden-Name"})
        vault.keep("main", "m-001", ZOE)
        vault.keep("main", "m-002", {"name": "Somebody Else"})
        assert b"Quaranta" in bytes_in(tmp_path)
        assert b"Maiden" not in bytes_in(tmp_path)
        house.ledger.erase("m-001", vault, key="request-1", reason="erasure_request")
        assert vault.facts("main", "m-001") is None
        assert vault.facts("main", "m-002") == {"name": "Somebody Else"}
        while_open = bytes_in(tmp_path)
    for text in ZOE.values():
        for data in (while_open, bytes_in(tmp_path)):
            assert text.encode() not in data
            assert text.encode("unicode_escape") not in data


def test_chain_money_and_seals_stay_whole(house: House, tmp_path: Path) -> None:
    left(house)
    store = house.ledger.views.store
    seal = seal_ledger(store, now=NOW)
    before = house.ledger.revenue(), house.ledger.member("m-001").balance
    with Vault(tmp_path / "people.db") as vault:
        vault.keep("main", "m-001", ZOE)
        house.ledger.erase("m-001", vault)
    assert (house.ledger.revenue(), house.ledger.member("m-001").balance) == before
    assert list(store.verify_chain()) == []
    assert verify(store, [seal]) == []
    assert type(house.ledger.history("m-001")[-1]).__name__ == "MemberErased"


def test_erasing_twice_is_erasing_once(house: House, tmp_path: Path) -> None:
    left(house)
    with Vault(tmp_path / "people.db") as vault:
        house.ledger.erase("m-001", vault)
        count = house.ledger.event_count
        vault.keep("main", "m-001", ZOE)  # such as a crash between the event and the vault
        house.ledger.erase("m-001", vault)
        assert house.ledger.event_count == count
        assert vault.facts("main", "m-001") is None


def test_a_running_membership_is_ended_first(house: House, tmp_path: Path) -> None:
    house.ledger.enroll("m-001", "glow")
    with Vault(tmp_path / "people.db") as vault:
        vault.keep("main", "m-001", ZOE)
        with pytest.raises(Refused, match="end the membership"):
            house.ledger.erase("m-001", vault)
        assert vault.facts("main", "m-001") == ZOE


def test_in_a_mirror_the_vault_alone_forgets(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(house)
    house.ledger.enroll("m-002", "glow")
    monkeypatch.setattr(Desk, "is_live", False)
    count = house.ledger.event_count
    with Vault(tmp_path / "people.db") as vault:
        for member in ("m-001", "m-002"):
            vault.keep("main", member, ZOE)
        assert house.ledger.erase("m-001", vault, key="request-1").events == ()
        assert vault.facts("main", "m-001") is None
        with pytest.raises(Refused, match="end the membership"):
            house.ledger.erase("m-002", vault)
        with pytest.raises(Refused, match="not_enrolled"):
            house.ledger.erase("m-003", vault)
        assert vault.facts("main", "m-002") == ZOE
    assert house.ledger.event_count == count


def test_what_is_held_for_a_person_stays_in_the_books(house: House, tmp_path: Path) -> None:
    left(house)
    house.ledger.charge_succeeded("m-001", "ch_more", "5.00")  # nothing is owed: it becomes credit
    with Vault(tmp_path / "people.db") as vault:
        house.ledger.erase("m-001", vault)
    assert house.ledger.member("m-001").billing_credit == 500


def test_nobody_joins_under_a_reference_that_was_erased(house: House) -> None:
    left(house)
    house.ledger.erase("m-001")
    with pytest.raises(Refused, match="new reference"):
        house.ledger.enroll("m-001", "glow")


def test_a_refund_can_still_come_after_an_erasure(house: House) -> None:
    left(house)
    house.ledger.erase("m-001")
    house.ledger.refund("m-001", charged_on=day("2026-01-05"))
    assert house.ledger.revenue().refunded == 19900


def test_a_file_that_is_no_vault_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE people (name TEXT)")
    db.close()
    before = other.read_bytes()
    with pytest.raises(StoreUnreadable, match="no vault"):
        Vault(other)
    assert other.read_bytes() == before


def test_a_file_in_another_journal_mode_that_is_no_vault_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE people (name TEXT)")
    db.close()
    before = other.read_bytes()
    with pytest.raises(StoreUnreadable, match="no vault"):
        Vault(other)
    assert other.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize("content", [b"no database at all" * 100, None], ids=["text", "table"])
def test_what_is_refused_is_not_kept_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    other, made = tmp_path / "other.db", []
    if content is not None:
        other.write_bytes(content)
    else:
        with sqlite3.connect(other) as db:
            db.execute("CREATE TABLE people (name TEXT)")
        db.close()
    connect = sqlite3.connect

    def kept(*args: Any, **options: Any) -> sqlite3.Connection:
        made.append(connect(*args, **options))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", kept)
    with pytest.raises(StoreUnreadable):
        Vault(other)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")


def test_facts_are_texts(tmp_path: Path) -> None:
    with Vault(tmp_path / "people.db") as vault:
        with pytest.raises(ValueError, match="texts"):
            vault.keep("main", "m-001", {"age": 30})  # type: ignore[dict-item]
        with pytest.raises(ValueError, match="at most"):
            vault.keep("main", "m-001", {"note": "x" * 70_000})
        assert vault.facts("main", "m-001") is None
