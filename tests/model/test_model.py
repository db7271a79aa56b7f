"""The model is independent, right by the contract's examples, and agrees with the ledger."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .drawing import life
from .oracle import judge
from .player import Beyond, play

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
RULES = (
    *(
        "adjusting",
        "ahead",
        "changing",
        "chasing",
        "collecting",
        "dates",
        "day",
        "earning",
        "giving",
        "leaving",
        "lots",
    ),
    *(
        "member",
        "model",
        "money_back",
        "pausing",
        "plans",
        "reported",
        "seen",
        "sharing_out",
        "using",
        "whole",
    ),
)
"""The files in which the model has the rules."""
AGREED = (5, 9, 14)
"""Lives of one seed; the long command plays as many as it is asked for."""
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("[a-s]*.yaml"))[::6]
"""A part of those of the core; `python -m tests.model --scenarios` plays all."""


@pytest.mark.parametrize("name", RULES)
def test_the_model_shares_no_code_with_the_ledger(name: str) -> None:
    tree = ast.parse((HERE / f"{name}.py").read_text("utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("." if node.level else str(node.module))
    assert imported <= {".", "__future__", "calendar", "collections.abc", "copy", "datetime"} | {
        *("fractions", "re", "typing"),
    }


def test_the_model_knows_every_rule_file_there_is() -> None:
    others = {"__init__", "__main__", "breaking", "drawing", "facts", "oracle", "player"}
    assert {file.stem for file in HERE.glob("*.py")} == {*RULES, *others, "test_model"}


def test_the_model_plays_the_scenarios_of_the_core() -> None:
    played, wrong = 0, []
    for file in SCENARIOS:
        try:
            wrong += [f"{file.name}: {line}" for line in play(file)]
        except Beyond:
            continue
        played += 1
    assert not wrong
    assert played >= 10


@pytest.mark.parametrize(
    "name",
    ["not-asked-of-a-refused-card-are-chased", "a-card-whose-refusal-was-paid-after-all"],
)
def test_the_model_knows_when_a_refused_card_is_asked_and_when_its_dues_are_chased(
    name: str,
) -> None:
    """One life in hundreds comes to it by chance."""
    assert play(ROOT / "tests" / "scenarios" / f"dues-{name}.yaml") == []


@pytest.mark.parametrize("number", AGREED)
def test_the_model_and_the_ledger_tell_the_same_life(number: int) -> None:
    judge(life(1, number))
