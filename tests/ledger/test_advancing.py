"""A run of the clock over many members, of whom one can't be advanced."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger.ledger import advancing
from memberledger.ledger.advancing import AdvanceIncomplete
from memberledger.store import Conflict
from memberledger.values import stream_id

from .house import House, day, plan


def test_a_processor_that_fails_for_one_member_does_not_stop_the_others() -> None:
    house = House(plan())
    for member in ("ana", "bo", "cy"):
        house.ledger.enroll(member, "glow")
    answer = house.ledger._desk.cards

    def flaky(request: Any) -> Any:
        if request.member == "bo":
            raise ConnectionError("the line is down")
        assert answer is not None
        return answer(request)

    house.ledger._desk.cards = flaky
    house.clock.day = day("2026-02-05")
    with pytest.raises(AdvanceIncomplete) as told:
        house.ledger.advance()
    assert list(told.value.failed) == ["bo"]
    assert told.value.report.members == 2
    paid = {name: len(house.ledger.member(name).charges) for name in ("ana", "bo", "cy")}
    assert paid == {"ana": 2, "bo": 1, "cy": 2}
    house.ledger._desk.cards = answer
    assert house.ledger.advance().members == 1
    assert len(house.ledger.member("bo").charges) == 2


def test_a_member_whom_others_always_write_first_is_left_for_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    for name in ("ana", "bo", "cy"):
        house.ledger.enroll(name, "glow")
    house.clock.day = day("2026-02-05")
    append = house.ledger._desk.append

    def lost(done: list[tuple[str, int, Any]]) -> None:
        if any(name == "bo" for name, _, _ in done):
            raise Conflict(stream_id(house.ledger.practice, "bo"), 1, 2)
        append(done)

    with monkeypatch.context() as patched:
        patched.setattr(house.ledger._desk, "append", lost)
        patched.setattr(advancing, "step_back", lambda _attempt: None)
        with pytest.raises(AdvanceIncomplete) as told:
            house.ledger.advance()
        assert {name: type(error) for name, error in told.value.failed.items()} == {"bo": Conflict}
        with pytest.raises(Conflict):
            house.ledger.advance(member="bo")
    assert {name: len(house.ledger.member(name).charges) for name in ("ana", "cy")} == {
        "ana": 2,
        "cy": 2,
    }
    assert house.ledger.advance().members == 1
