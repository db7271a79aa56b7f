"""The plugin in a host's run of pytest: ledgers to test on, scenario files, and nothing unasked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import _memberledger_pytestplugin as plugin

from .runs import run

HOST = """
import pytest
from hypothesis import settings

settings.register_profile("ours", max_examples=7)
settings.load_profile("ours")

PLANS = [{"id": "glow", "price": "129.00", "cycle": "1 month",
          "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 1}]}]


@pytest.fixture
def ledger_practice(ledger_practice):
    return {**ledger_practice, "plans": PLANS}


def test_a_member_joins_wherever_the_ledger_is(ledger_anywhere, ledger_processor):
    ledger_anywhere.enroll("m-001", "glow")
    assert ledger_anywhere.member("m-001").balance == {"facial": 1}
    assert ledger_processor.taken_from("m-001") == 12_900


def test_the_clock_stands_until_it_is_set(ledger_in_memory, ledger_clock):
    ledger_in_memory.enroll("m-001", "glow")
    ledger_clock.day = ledger_clock.day.replace(month=2)
    ledger_in_memory.advance()
    assert len(ledger_in_memory.member("m-001").charges) == 2


def test_a_card_declines_by_script(ledger_on_file, ledger_processor):
    ledger_processor.script("m-001", "insufficient_funds")
    ledger_on_file.enroll("m-001", "glow")
    assert ledger_on_file.member("m-001").standing == "past_due"


def test_our_own_profile_stays():
    assert settings.default.max_examples == 7
"""
SCENARIO = """
scenario: A facial comes with the dues
practice: {timezone: America/Denver, currency: USD}
plans:
  - id: glow
    price: "129.00"
    cycle: 1 month
    benefits: [{id: facial, kind: service_credit, quantity: 1}]
steps:
  - {date: 2026-01-05, enroll: ana, plan: glow}
  - {date: 2026-01-05, expect: {ana: {balance: {facial: FREE}}}}
"""


def test_ledgers_and_scenarios_are_there_for_a_host(tmp_path: Path) -> None:
    (tmp_path / "test_host.py").write_text(HOST)
    (tmp_path / "right.scenario.yaml").write_text(SCENARIO.replace("FREE", "1"))
    (tmp_path / "wrong.scenario.yaml").write_text(SCENARIO.replace("FREE", "2"))
    (tmp_path / "none.scenario.yaml").write_text("scenario: nothing\n")
    (tmp_path / "plain.yaml").write_text("not: a test\n")
    away = "postgresql://nobody@127.0.0.1:1/none"
    said = run(tmp_path, "-q", "-k", "not postgres", MEMBERLEDGER_TEST_POSTGRES=away)
    assert "2 failed, 6 passed, 1 deselected" in said.stdout, said.stdout
    assert "A facial comes with the dues" in said.stdout
    assert "step 2, 2026-01-05, ana: balance.facial" in said.stdout
    assert "    expected 2\n    got      1" in said.stdout
    assert "none.scenario.yaml: practice: write practice:" in said.stdout
    assert "Traceback" not in said.stdout
    assert "playing.py" not in said.stdout


LIGHT = """
import sys


def test_nothing_is_imported_that_is_not_used():
    heavy = {"memberledger", "pydantic", "sqlalchemy"} & set(sys.modules)
    assert heavy == set()
    assert "hypothesis.strategies" not in sys.modules
"""


def test_a_run_that_uses_nothing_of_it_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_light.py").write_text(LIGHT)
    said = run(tmp_path, "-q", "-p", "no:hypothesispytest")
    assert "1 passed" in said.stdout, said.stdout + said.stderr


PROFILE = """
from hypothesis import settings

settings.register_profile("ci", max_examples=7)


def test_how_hard_we_try():
    assert settings.default.max_examples == 40
    assert settings.get_profile("ci").max_examples == 7
"""


def test_a_profile_that_is_asked_for_is_taken_and_the_hosts_of_that_name_stays(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_profile.py").write_text(PROFILE)
    said = run(tmp_path, "-q", "--memberledger-profile", "ci")
    assert "1 passed" in said.stdout, said.stdout


def test_a_profile_that_there_is_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERLEDGER_PROFILE", "fast")
    config: Any = SimpleNamespace(getoption=lambda *_: None, getini=lambda _: "")
    with pytest.raises(pytest.UsageError, match="no profile 'fast'; there are: dev, ci"):
        plugin.pytest_configure(config)
