"""`--policies MODULE:NAME`: the host's rules on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import own_policies
from typer.testing import CliRunner

from memberledger.cli.app import app
from memberledger.cli.loading import PoliciesUnreadable, load_policies
from memberledger.policies.own import NO_POLICIES

SCENARIO = Path(__file__).parents[1] / "scenarios" / "own-policy-a-change-costs-by-the-week.yaml"
NAMED = "tests.own_policies:ALL"


def run(*words: str, **environment: str) -> Any:
    return CliRunner().invoke(app, list(words), env=environment)


def test_a_scenario_is_played_with_the_policies_named() -> None:
    assert run("check", str(SCENARIO), "--policies", NAMED).exit_code == 0
    assert run("check", str(SCENARIO), MEMBERLEDGER_POLICIES=NAMED).exit_code == 0
    without = run("check", str(SCENARIO))
    assert without.exit_code == 1
    assert "policy_unknown" in without.output


def test_a_practice_is_opened_and_changed_with_the_policies_named(tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "spa.db"))
    opened = run("open", str(SCENARIO), *ledger, "--policies", NAMED)
    assert opened.exit_code == 0, opened.output
    assert f"--policies {NAMED}" in opened.output
    assert run("enroll", "ana", "base", *ledger, "--policies", NAMED).exit_code == 0
    assert run("show", "ana", *ledger).exit_code == 0


def test_nothing_named_is_no_policies() -> None:
    assert load_policies(None) is NO_POLICIES
    assert load_policies(NAMED) is own_policies.ALL


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("tests.own_policies", "write MODULE:NAME"),
        (":ALL", "write MODULE:NAME"),
        ("tests.nowhere:ALL", "can't be loaded: ModuleNotFoundError"),
        ("tests.own_policies:NONE", "can't be loaded: AttributeError"),
        ("tests.own_policies:by_week", "is no Policies"),
    ],
)
def test_what_can_not_be_loaded_is_told(named: str, told: str) -> None:
    with pytest.raises(PoliciesUnreadable, match=told):
        load_policies(named)
