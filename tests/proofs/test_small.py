"""Each proof for a moment, with the code of its command; and its control, which must be found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server

from . import clocks, faulty, inputs, kills, shrinking, wal
from .disk import filled
from .small_disk import NoDisk, SmallDisk, a_database_on, a_small_disk


def test_what_was_acknowledged_before_a_kill_is_there_once(tmp_path: Path) -> None:
    tally = kills.kills(3, 1, str(tmp_path / "killed.db"))
    assert tally.hit.total() == 3
    assert tally.told > 0
    assert tally.wrong == {}


def test_the_log_of_a_killed_ledger_can_be_damaged_at_will(tmp_path: Path) -> None:
    told = wal.run(7, 1, tmp_path)
    assert set(told) == set(wal.DAMAGES)
    assert not {"noticed", "MISSED"} & {word for each in told.values() for word in each}


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_store_that_fails_nothing_is_lost_or_doubled(seed: int) -> None:
    life = faulty.live(seed)
    assert life.plan.struck.total() > 0
    assert life.wrong == []


@pytest.mark.parametrize("plant", ["acknowledges early", "forgets keys"])
def test_a_fault_planted_beside_a_failing_store_is_found(plant: str) -> None:
    assert faulty.live(1, plant).wrong != []


def test_clocks_that_jump_disorder_nothing() -> None:
    life = clocks.live(1)
    assert life.jumps["back"] > 0
    assert life.wrong == []


def test_an_event_recorded_when_a_jumping_clock_says_is_found() -> None:
    assert any(clocks.live(seed, "believes the clock").wrong for seed in (3, 5))


def test_whatever_is_malformed_is_answered_or_refused(tmp_path: Path) -> None:
    told, wrong = inputs.read_all(80, 2, tmp_path)
    assert wrong == {}
    assert len({name for name, _ in told}) == 8


@pytest.mark.parametrize("bug", shrinking.BUGS)
def test_a_bug_is_planted_in_code_that_is_there(bug: str) -> None:
    with shrinking.BUGS[bug]() as planted:
        assert planted is not None


def test_a_planted_bug_is_found_and_shrunk() -> None:
    found = shrinking.find("a short month ends a day early", 1, 50)
    assert found is not None
    assert found.steps <= shrinking.STEPS_MAX


@pytest.fixture
def small_disk(request: pytest.FixtureRequest) -> Iterator[SmallDisk]:
    """A disk of so many megabytes."""
    try:
        with a_small_disk(request.param) as disk:
            yield disk
    except NoDisk as why:
        pytest.skip(str(why))


@pytest.mark.parametrize("small_disk", [6], indirect=True)
def test_a_file_goes_on_after_its_disk_was_full(small_disk: SmallDisk) -> None:
    filling = filled(str(small_disk.path / "spa.db"), small_disk, 2, 1)
    assert filling.failed.total() == 2
    assert filling.wrong == []


@pytest.mark.parametrize("small_disk", [24], indirect=True)
def test_a_server_goes_on_after_its_disk_was_full(small_disk: SmallDisk, postgres: Server) -> None:
    with a_database_on(small_disk, postgres) as url:
        filling = filled(url, small_disk, 1, 1)
    assert filling.failed.total() == 1
    assert filling.wrong == []
