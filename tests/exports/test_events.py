"""Every event as it is stored, one JSON object a line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.audit.ledgers import PLANS
from tests.projections.six_months import played

from memberledger.errors import Refused
from memberledger.exports import as_jsonl
from memberledger.ledger import Ledger
from memberledger.store import CorruptEvent
from memberledger.values import stream_id


def read(ledger: Ledger, **given: Any) -> list[dict[str, Any]]:
    lines = list(as_jsonl(ledger, **given))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    return [json.loads(line) for line in lines]


def test_every_event_is_there_as_it_is_stored() -> None:
    with played() as ledger:
        told = read(ledger)
        stored = list(ledger.views.store.records())
    assert [each["position"] for each in told] == [record.position for record in stored]
    for each, record in zip(told, stored, strict=True):
        assert each["facts"] == json.loads(record.data)
        assert (each["type"], each["version"]) == (record.name, record.version)
        assert each["stream"] == str(record.stream)
        assert each["effective_on"] == each["facts"]["effective_on"]
        assert each["recorded_at"].startswith(each["facts"]["recorded_at"].removesuffix("Z"))


def test_the_practices_own_events_have_no_member() -> None:
    with played() as ledger:
        told = read(ledger)
    assert told[0]["type"] == "PracticeOpened.v1"
    assert told[0]["member"] is None
    assert told[0]["stream"] == str(stream_id("main"))
    assert {each["member"] for each in told} == {None, "ana"}
    assert {each["practice"] for each in told} == {"main"}


def test_of_a_ledger_with_several_practices_only_one_is_told(tmp_path: Any) -> None:
    for practice, member in (("north", "ana"), ("south", "bo")):
        with Ledger.open(tmp_path / "two.db", practice) as ledger:
            ledger.open_practice("America/Denver", "USD", PLANS)
            ledger.enroll(member, "glow")
            told = read(ledger)
        assert {each["practice"] for each in told} == {practice}
        assert {each["member"] for each in told} == {None, member}


def test_what_was_taken_before_is_left_out() -> None:
    with played() as ledger:
        whole = read(ledger)
        assert read(ledger, after=20) == whole[20:]
        assert read(ledger, after=whole[-1]["position"]) == []


def test_only_what_was_known_on_a_day() -> None:
    with played() as ledger:
        told = read(ledger, known_on=date(2026, 3, 12))
        late = [each for each in told if each["effective_on"] == "2026-03-08"]
        assert [each["type"] for each in late][:1] == ["Redeemed.v1"]
        assert max(each["recorded_at"] for each in told) < "2026-03-13T06:00"
        assert all(
            each["effective_on"] != "2026-03-08"
            for each in read(ledger, known_on=date(2026, 3, 11))
        )


def test_how_far_it_is_is_told() -> None:
    with played() as ledger:
        seen: list[tuple[int, int]] = []
        last = len(list(as_jsonl(ledger, tell=lambda done, of: seen.append((done, of)))))
    assert seen[-1] == (last, last)


@pytest.mark.parametrize("after", [-1, "1", True])
def test_a_position_is_a_whole_number(after: Any) -> None:
    with played() as ledger, pytest.raises(Refused, match="position"):
        list(as_jsonl(ledger, after=after))


def test_a_damaged_event_is_not_handed_on(tmp_path: Any) -> None:
    import sqlite3

    path = tmp_path / "spa.db"
    with played(str(path)) as ledger:
        whole = len(read(ledger))
    with sqlite3.connect(path) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE stored_events SET state = ? WHERE position = 9", (b'{"evil": 1}',))
    db.close()
    assert whole > 9
    with Ledger.open(path) as ledger, pytest.raises(CorruptEvent):
        list(as_jsonl(ledger))
