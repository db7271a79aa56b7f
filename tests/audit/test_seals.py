"""A seal shows every later change of the past, and where it is."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memberledger.audit import (
    KeyUnusable,
    LedgerDamaged,
    Seal,
    SealUnreadable,
    is_signed_by,
    new_key,
    prove,
    public_key_of,
    read_key,
    seal_ledger,
    sign,
    verifier,
    verify,
)
from memberledger.errors import Refused
from memberledger.store import Store, StoredRecord

from . import damage
from .ledgers import DAMAGES, NEEDS_A_SEAL, broken, damaged, fill, opened

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a history; nobody changes this file."""
    found = tmp_path_factory.mktemp("sealed") / "ledger.db"
    fill(found)
    return found


@pytest.fixture(scope="module")
def seal(path: Path) -> Seal:
    with opened(path) as store:
        return seal_ledger(store, now=NOW)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key.pem"
    file.write_bytes(new_key())
    return file


def test_a_ledger_agrees_with_its_own_seal(path: Path, seal: Seal) -> None:
    with opened(path) as store:
        assert verify(store, [seal]) == []


def test_a_seal_has_totals_that_a_person_can_check(seal: Seal) -> None:
    totals = seal.practices["main"]
    assert totals.members == 4
    assert totals.money["USD"].charged == 4 * 4 * 19900
    assert seal.kinds["Redeemed.v1"] == 6
    assert sum(seal.kinds.values()) == seal.events == totals.events


def test_events_after_a_seal_are_no_finding(path: Path, seal: Seal, tmp_path: Path) -> None:
    with opened(path) as store:
        early = seal_ledger(store, now=NOW)
    longer = tmp_path / "longer.db"
    fill(longer, months=4)
    with opened(longer) as store:
        later = seal_ledger(store, now=NOW, previous=early)
        assert later.events > early.events
        assert verify(store, [later]) == []
    assert later.previous == early.root


def test_a_history_that_no_seal_knows_of_was_put_in(path: Path, seal: Seal) -> None:
    unknown, *known = seal.streams
    with opened(path) as store:
        found = verify(store, [seal.model_copy(update={"streams": tuple(known)})])
    assert [(each.rule, each.facts["sealed"], each.facts["found"]) for each in found] == [
        ("inserted", 0, unknown.version)
    ]


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("dice", [1, 2, 3], ids=str)
def test_damage_is_found_and_located(
    path: Path, seal: Seal, tmp_path: Path, kind: str, dice: int
) -> None:
    copy = tmp_path / "copy.db"
    damaged(path, copy, kind, random.Random(dice))
    chain, sealed = damage.look(copy, seal)
    assert sealed
    assert chain == (kind not in NEEDS_A_SEAL)


@pytest.mark.parametrize(("gone", "said"), [((5, 5), "position 5 was"), ((5, 7), "to 7 were")])
def test_positions_that_hold_nothing_are_told_as_runs(
    path: Path, seal: Seal, tmp_path: Path, gone: tuple[int, int], said: str
) -> None:
    copy = tmp_path / "copy.db"
    broken(path, copy, lambda db: _remove(db, *gone))
    with opened(copy) as store:
        found = [f for f in verify(store, [seal]) if f.rule == "position"]
    assert [(f.position, f.facts) for f in found] == [(5, {"first": 5, "last": gone[1]})]
    assert said in found[0].message


def test_events_cut_off_after_the_seal_are_told_by_the_last_position_given(
    path: Path, seal: Seal, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    last = seal.position
    with opened(path) as store:
        early = seal_ledger(store, now=NOW)
    broken(path, copy, lambda db: _remove(db, last - 1, last))
    with opened(copy) as store:
        found = {f.rule: f for f in verify(store, [early])}
    assert found["position"].facts == {"first": last - 1, "last": last}
    assert "cut" in found


def test_a_guard_that_is_gone_is_told_by_name(path: Path, seal: Seal, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    broken(path, copy, lambda db: None)
    with sqlite3.connect(copy) as db:
        name = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        db.execute(f"DROP TRIGGER {name}")
    db.close()
    with opened(copy) as store:
        found = verify(store, [seal])
    assert [(f.rule, f.facts) for f in found] == [("guard", {"guard": name})]
    assert "migrate" in found[0].advice


def test_the_log_is_walked_once_for_digests_positions_and_guards(
    path: Path, seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as store:
        seals = [seal, seal_ledger(store, now=NOW)]
        read: list[int] = []
        records = Store.records

        def counted(store: Store, after: int = 0, batch: int = 1000) -> Iterator[StoredRecord]:
            for record in records(store, after, batch):
                read.append(record.position)
                yield record

        monkeypatch.setattr(Store, "records", counted)
        monkeypatch.delattr(Store, "verify_chain")
        assert verify(store, seals) == []
    assert read == list(range(1, seal.position + 1))


def _remove(db: sqlite3.Connection, first: int, last: int) -> None:
    db.execute("DELETE FROM stored_events WHERE position BETWEEN ? AND ?", (first, last))


def test_what_is_damaged_is_not_sealed(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    damaged(path, copy, "another digest", random.Random(1))
    with opened(copy) as store, pytest.raises(LedgerDamaged, match="audit check"):
        seal_ledger(store, now=NOW)


@pytest.mark.parametrize("what", ["root", "streams", "not json", "another file", "position"])
def test_a_seal_that_was_changed_is_refused(seal: Seal, what: str) -> None:
    facts = json.loads(seal.to_json())
    if what == "root":
        facts["root"] = "0" * 64
    elif what == "streams":
        facts["streams"][0]["version"] += 1
    elif what == "position":
        facts["position"] = "many"
    text = {"not json": "{", "another file": "[]"}.get(what, json.dumps(facts))
    with pytest.raises(SealUnreadable):
        Seal.from_json(text)


def test_a_seal_reads_back_as_it_was_written(seal: Seal) -> None:
    assert Seal.from_json(seal.to_json()) == seal


def test_a_signature_holds_for_its_key_and_its_words(seal: Seal, key_file: Path) -> None:
    key = read_key(key_file)
    mine = public_key_of(key)
    signed = Seal.from_json(sign(seal, key).to_json())
    assert is_signed_by(signed, mine)
    assert not is_signed_by(seal, mine)
    assert not is_signed_by(signed.model_copy(update={"events": 1}), mine)
    other = "1" * 64
    assert not is_signed_by(signed, other)


def test_totals_that_were_changed_break_the_signature(
    path: Path, seal: Seal, key_file: Path
) -> None:
    key = read_key(key_file)
    facts = json.loads(sign(seal, key).to_json())
    facts["practices"]["main"]["money"]["USD"]["charged"] -= 19900
    forged = Seal.from_json(json.dumps(facts))
    with opened(path) as store:
        found = verify(store, [forged], public_key=public_key_of(key))
    assert [finding.rule for finding in found] == ["signature"]


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("no key")
    with pytest.raises(KeyUnusable):
        read_key(file)
    with pytest.raises(KeyUnusable):
        read_key(tmp_path / "nothing.pem")


def run_verifier(*words: str) -> subprocess.CompletedProcess[str]:
    """The verifier as somebody without the library runs it."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(Path(verifier.__file__)), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_proof_is_checked_without_the_ledger(
    path: Path, seal: Seal, key_file: Path, tmp_path: Path
) -> None:
    key = read_key(key_file)
    signed, file = sign(seal, key), tmp_path / "proof.json"
    with opened(path) as store:
        file.write_text(prove(store, signed, "main", "m1"))
    done = run_verifier(str(file), "--root", seal.root, "--public-key", public_key_of(key))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "m1" in done.stdout
    assert run_verifier(str(file), "--root", "0" * 64).returncode == 1
    assert run_verifier(str(file), "--public-key", "2" * 64).returncode == 1
    assert run_verifier().returncode == 2


@pytest.mark.parametrize(
    "change", ["an event", "a name", "the member", "an event left out", "the path", "the signature"]
)
def test_a_proof_that_was_changed_proves_nothing(
    path: Path, seal: Seal, key_file: Path, tmp_path: Path, change: str
) -> None:
    key = read_key(key_file)
    with opened(path) as store:
        proof = json.loads(prove(store, sign(seal, key), "main", "m1"))
    verifier.check(proof, seal.root, public_key_of(key))
    if change == "an event":
        proof["events"][1]["data"] = proof["events"][2]["data"]
    elif change == "a name":
        proof["events"][1]["name"] = "Charged.v9"
    elif change == "the member":
        proof["member"] = "m2"
    elif change == "an event left out":
        del proof["events"][-1]
    elif change == "the path":
        proof["path"] = proof["path"][:-1]
    else:
        proof["seal"]["sealed_at"] = "2025-01-01T00:00:00Z"
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    done = run_verifier(str(file), "--public-key", public_key_of(key))
    assert done.returncode == 1
    assert "NOT PROVED" in done.stdout


def test_nobody_can_be_proved_who_is_not_under_the_seal(path: Path, seal: Seal) -> None:
    with opened(path) as store, pytest.raises(Refused, match="not_enrolled"):
        prove(store, seal, "main", "nobody")


def test_a_history_that_was_changed_since_is_not_proved(
    path: Path, seal: Seal, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    damaged(path, copy, "an edited amount with fresh digests", random.Random(4))
    refused = []
    with opened(copy) as store:
        for number in range(4):
            try:
                prove(store, seal, "main", f"m{number}")
            except Refused as refusal:
                refused.append(refusal.reason)
    assert refused == ["invalid"]
