"""Every worked example of the repository passes: in memory, on disk and on a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import own_policies
from tests.postgres_server import Server

from memberledger.scenarios import play, read_scenario

ROOT = Path(__file__).parent.parent
FILES = sorted(
    [
        *(ROOT / "tests" / "scenarios").glob("*.yaml"),
        *(ROOT / "examples" / "programs").glob("*.scenario.yaml"),
        *(ROOT.parent / "shared" / "scenarios").glob("*.yaml"),
    ]
)
ON_DISK = FILES[:: max(len(FILES) // 8, 1)]


def failures(file: Path, url: str) -> list[str]:
    result = play(read_scenario(file), url, own_policies.ALL)
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
def test_the_scenario_holds_on_a_server(file: Path, postgres: Server) -> None:
    assert failures(file, postgres.url()) == []


def test_there_are_scenarios() -> None:
    assert len(FILES) > 50
