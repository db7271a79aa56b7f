"""No facial is redeemed twice, whoever is first."""

from __future__ import annotations

from pathlib import Path

from .race import fair, race


def test_of_eight_processes_one_gets_the_last_facial_and_none_errs(tmp_path: Path) -> None:
    told = race(10, tmp_path / "race.db")
    assert [dict(item) for item in told if not fair(item)] == []
