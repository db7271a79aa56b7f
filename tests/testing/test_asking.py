"""What an act asks for is the same, however often the clock was run before it."""

from __future__ import annotations

import pytest

from memberledger.testing.asking import Act, act
from memberledger.testing.lives import Life, play

PLAN = {
    "id": "glow",
    "price": "100.00",
    "cycle": "1 month",
    "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 1}],
}
LATER = act(0, "enroll", plan="glow", starts_in=5)


@pytest.mark.parametrize(
    "asked",
    [
        act(9, "extend", which=0, in_days=30),
        act(9, "refund", which=0, percent=50),
        act(9, "dispute", which=0),
        act(9, "charge_failed", charge="x", percent=100, ago=0, code="lost_card"),
    ],
    ids=lambda asked: asked.verb,
)
def test_what_fell_due_before_an_act_is_there_to_be_asked_about(asked: Act) -> None:
    life = Life((PLAN,), (LATER, asked))
    calls = []
    for pace in ("daily", "jump", "commands"):
        with play(life, pace) as table:
            calls.append([(outcome.call, outcome.word) for outcome in table.outcomes])
    assert calls[0] == calls[1] == calls[2]
    assert [word for _, word in calls[0]] == ["done", "done"]
