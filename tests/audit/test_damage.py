"""Whatever is damaged is found by a check, refused, or not damaged at all; nothing crashes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .beside import BESIDE, flipped, keep_beside
from .damage import audited, flip, run
from .ledgers import DAMAGES, broken, damaged, fill, opened


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with views and a snapshot; nobody changes this file."""
    found = tmp_path_factory.mktemp("damaged") / "ledger.db"
    fill(found)
    keep_beside(found)
    return found


@pytest.mark.parametrize("kind", BESIDE)
def test_what_lies_beside_the_events_is_checked(path: Path, tmp_path: Path, kind: str) -> None:
    copy, dice = tmp_path / "copy.db", random.Random(5)
    broken(path, copy, lambda db: BESIDE[kind](db, dice))
    assert audited(copy)


@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_events_are_found_by_a_check(path: Path, tmp_path: Path, kind: str) -> None:
    copy = tmp_path / "copy.db"
    damaged(path, copy, kind, random.Random(5))
    assert audited(copy)


def test_other_bytes_in_the_file_are_found_or_refused_or_matter_to_no_event(
    path: Path, tmp_path: Path
) -> None:
    copy, dice = tmp_path / "copy.db", random.Random(6)
    with opened(path) as store:
        records = list(store.records())
    came_of = set()
    for _ in range(60):
        flipped(path, copy, dice)
        came_of.add(flip(copy, records))
    assert came_of == {"found", "refused", "untouched"}


def test_damages_are_counted_by_who_finds_them(tmp_path: Path) -> None:
    tally = run(2 * (len(DAMAGES) + len(BESIDE)), 3, tmp_path)
    assert tally.by_checks == tally.tried
    assert tally.by_seal.total() == len(DAMAGES)
