"""Counting a log and reading its streams finds what a walk over the log finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from memberledger.audit import run_checks
from memberledger.audit.checks.audited import Audited

from .beside import BESIDE, flipped, keep_beside
from .ledgers import DAMAGES, broken, fill, opened

KINDS = {**DAMAGES, **BESIDE}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with views; nobody changes this file."""
    found = tmp_path_factory.mktemp("counted") / "ledger.db"
    fill(found)
    keep_beside(found)
    return found


def both_ways(copy: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The report, or the error, with the log counted first, and with a walk instead."""
    seen: list[object] = []
    for counts in (True, False):
        with monkeypatch.context() as patch:
            if not counts:
                patch.setattr(Audited, "count_log", lambda _: False)
            try:
                with opened(copy) as store:
                    seen.append(run_checks(store))
            except Exception as error:  # noqa: BLE001 - the same error in both ways
                seen.append(repr(error))
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_a_damage_is_told_the_same_way(
    kind: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, dice = tmp_path / "copy.db", random.Random(kind)
    broken(path, copy, lambda db: KINDS[kind](db, dice))
    counted, walked = both_ways(copy, monkeypatch)
    assert counted == walked


def test_bytes_of_the_file_that_changed_are_told_the_same_way(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, dice = tmp_path / "copy.db", random.Random(2)
    for _ in range(20):
        flipped(path, copy, dice)
        counted, walked = both_ways(copy, monkeypatch)
        assert counted == walked
