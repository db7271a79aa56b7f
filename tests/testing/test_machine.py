"""The machine runs a ledger through anything, and tells what breaks as a scenario."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from tests.proofs import shrinking

from memberledger import Ledger
from memberledger.scenarios import Result, read_scenario
from memberledger.scenarios import play as check
from memberledger.testing import strategies as these
from memberledger.testing.as_scenario import as_scenario, life_as_scenario
from memberledger.testing.lives import Life, act, at_table, play
from memberledger.testing.machine import LedgerMachine

QUIET = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def checked(text: str, folder: Path) -> Result:
    file = folder / "life.yaml"
    file.write_text(text, encoding="utf-8")
    return check(read_scenario(file))


def test_a_ledger_keeps_the_laws_whatever_is_asked() -> None:
    run_state_machine_as_test(LedgerMachine, settings=QUIET)


def test_a_practice_brings_its_plans_its_rules_and_its_ledger(tmp_path: Path) -> None:
    opened, asked = [], set()

    class Ours(LedgerMachine):
        plans: ClassVar[tuple[dict[str, Any], ...]] = (
            {"id": "ours", "price": "50.00", "cycle": "2 weeks"},
        )
        members = ("m-001", "m-002")

        def open_ledger(self, **how: Any) -> Ledger:
            opened.append(f"{tmp_path / str(len(opened))}.db")
            return Ledger.open(opened[-1], **how)

        @rule(days=st.integers(1, 20))
        def somebody_is_away(self, days: int) -> None:
            asked.add(self.ask("pause", "m-002", until_in=days).word)

    run_state_machine_as_test(Ours, settings=settings(QUIET, max_examples=9))
    assert len(opened) > 2
    assert asked <= {"not_enrolled", "pause_not_allowed", "cancelled", "past_due"}
    assert asked


def test_a_bug_is_shrunk_and_told_as_a_scenario_that_shows_it() -> None:
    """The others are planted by `python -m tests.proofs.shrinking`."""
    bug = "a short month ends a day early"
    found = shrinking.find(bug, 1, examples=40)
    assert found is not None
    assert "renewals keep the anchor" in found.says
    assert found.steps <= 4
    assert shrinking.reproduces(bug, found) == []


@settings(QUIET, max_examples=2)
@given(these.lives())
def test_any_life_is_a_scenario_that_plays_as_it_was_seen(
    tmp_path_factory: pytest.TempPathFactory, life: Life
) -> None:
    result = checked(life_as_scenario(life), tmp_path_factory.mktemp("life"))
    assert result.failures == ()
    assert result.expectations > 10


GLOW = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 1}],
}


def test_a_scenario_has_what_was_asked_what_was_refused_and_what_is_seen() -> None:
    life = Life(
        (GLOW,),
        (
            act(0, "enroll", plan="glow"),
            act(3, "reverse", key="a"),
            act(1, "card", code="lost_card"),
            act(0, "refund", which=0, percent=50),
        ),
        rest=1,
    )
    steps = life_as_scenario(life).partition("steps:\n")[2]
    assert steps.splitlines()[:6] == [
        "  - {date: 2026-01-10, enroll: ana, plan: glow}",
        "  - {date: 2026-01-13, reverse: ana, key: a, refused: invalid}",
        "  - {date: 2026-01-14, card: ana, behaves: declines, code: lost_card}",
        '  - {date: 2026-01-14, refund: ana, charge: sim_ana_1_1, amount: "99.50"}',
        "  - date: 2026-01-15",
        "    expect:",
    ]
    assert '      revenue: {collected: "199.00", ' in steps


def test_what_no_scenario_has_a_word_for_is_a_comment(tmp_path: Path) -> None:
    with at_table(Life((GLOW,), (act(0, "enroll", plan="glow"),))) as table:
        table.play()
        table.perform(act(0, "transfer", to="bea", benefit="facial", quantity=1, key="gift"))
        last = table.outcomes[-1]
        assert last.call is not None
        last.call.kwargs["tomorrow"] = table.day() + timedelta(days=1)
        text = as_scenario(table, why="a word\nof warning")
    assert text.startswith("# a word\n# of warning\nscenario: ")
    assert "  # no step of a scenario: {date: 2026-01-10, transfer: ana, " in text
    assert checked(text, tmp_path).failures == ()


def test_a_life_and_its_scenario_are_of_one_practice(tmp_path: Path) -> None:
    life = Life((GLOW,), (act(0, "enroll", plan="glow"),), rest=40)
    with play(life) as table:
        assert checked(as_scenario(table), tmp_path).passed
