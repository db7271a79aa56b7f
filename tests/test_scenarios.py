"""Every worked example of the repository passes: in memory, on disk, and on a server."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests import own_policies
from tests.postgres_server import Server

from memberledger.scenarios import play, read_scenario
from memberledger.scenarios.reading import Scenario

ROOT = Path(__file__).parent.parent
FILES = sorted(
    [
        *(ROOT / "tests" / "scenarios").glob("*.yaml"),
        *(ROOT / "examples" / "programs").glob("*.scenario.yaml"),
        *(ROOT.parent / "shared" / "scenarios").glob("*.yaml"),
    ]
)
ON_DISK = FILES[:: max(len(FILES) // 8, 1)]


@cache
def scenario(file: Path) -> Scenario:
    """What a file says; each is read once for all the places where it is played."""
    return read_scenario(file)


@pytest.fixture(scope="module")
def one_ledger(postgres: Server) -> str:
    """A ledger on a server that all scenarios share, each as a practice of its own."""
    return postgres.url()


def failures(file: Path, url: str, practice: str = "main") -> list[str]:
    result = play(scenario(file), url, own_policies.ALL, practice=practice)
    assert result.expectations > 0
    return [
        f"step {f.step}, {f.date}, {f.member}: {f.field}: expected {f.expected}, got {f.got}"
        for f in result.failures
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_scenario_holds(file: Path) -> None:
    assert failures(file, "sqlite:///:memory:") == []


@pytest.mark.parametrize("file", ON_DISK, ids=lambda file: file.stem)
def test_the_scenario_holds_on_disk(file: Path, tmp_path: Path) -> None:
    assert failures(file, str(tmp_path / "spa.db")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_scenario_holds_on_a_server_beside_all_others(file: Path, one_ledger: str) -> None:
    assert failures(file, one_ledger, f"{file.parent.name}/{file.stem}") == []


def test_there_are_scenarios() -> None:
    assert len(FILES) > 50
