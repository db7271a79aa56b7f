"""Every event that was ever stored is still read, and still comes to the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from memberledger.ledger.ledger import registry

from . import make
from .kept import (
    LIVES,
    KeptLife,
    differences,
    events_of,
    keep,
    keep_outcome,
    kept_lives,
    outcome_of,
)
from .shapes import TYPES, name_of

KEPT = kept_lives()
STORED = {row.name for life in KEPT for row in life.rows}

each_kept_life = pytest.mark.parametrize("life", KEPT, ids=lambda life: life.name)


@each_kept_life
def test_a_stored_event_is_read_and_written_to_the_same_bytes(life: KeptLife) -> None:
    current, writing = {name_of(kind) for kind in TYPES}, registry()
    for row, event in zip(life.rows, events_of(life.rows), strict=True):
        name, data = writing.encode(event)
        if row.name in current:
            assert (name, data.decode()) == (row.name, row.text)
        else:
            assert name in current, f"{row.name} is read by an upcast to what is no event today"


@each_kept_life
def test_a_stored_life_comes_to_the_same_state_and_the_same_revenue(life: KeptLife) -> None:
    assert life.outcome is not None, "python -m tests.golden.make adds what it comes to"
    found = list(differences(life.outcome, outcome_of(life.rows)))
    assert found == [], "\n".join(found)


def test_every_type_of_event_was_kept_once() -> None:
    missing = sorted({name_of(kind) for kind in TYPES} - STORED)
    assert missing == [], (
        f"no stored form of {', '.join(missing)} was kept: let a scenario of tests/scenarios or a "
        "life of tests/golden/driven.py record it, then run python -m tests.golden.make"
    )


def test_every_name_that_was_kept_is_known() -> None:
    assert STORED - registry().names == set()


def test_another_state_is_told() -> None:
    life = next(life for life in KEPT if life.outcome and "bills" in life.outcome["state"])
    assert life.outcome is not None
    state = {**life.outcome["state"], "last_lot": 99, "bills": {"99": {}}, "former": 1}
    told = sorted(differences({**life.outcome, "state": state}, outcome_of(life.rows)))
    assert ".state.bills.99 is gone" in told
    assert ".state.bills.1 was not there" in told
    assert ".state.former is gone" in told
    assert any(line.startswith(".state.last_lot was 99, is ") for line in told)


def test_a_field_that_is_new_in_the_state_is_not_compared() -> None:
    life = next(life for life in KEPT if life.outcome and life.outcome["state"].get("bills"))
    assert life.outcome is not None
    state = dict(life.outcome["state"])
    del state["last_lot"]
    assert list(differences({**life.outcome, "state": state}, outcome_of(life.rows))) == []


def test_a_life_that_was_kept_is_never_written_again(tmp_path: Path) -> None:
    life = KEPT[0]
    keep(tmp_path, life.name, life.rows)
    rows = f"{life.name}.jsonl"
    assert (tmp_path / rows).read_text("utf-8") == (LIVES / rows).read_text("utf-8")
    with pytest.raises(FileExistsError):
        keep(tmp_path, life.name, life.rows[:1])
    with pytest.raises(FileExistsError):
        keep_outcome(tmp_path, life.name, life.rows[:1])
    assert make.free_name(life.name, {life.name}) == f"{life.name}.2"


def test_only_lives_that_show_something_new_are_chosen() -> None:
    played = {life.name: life.rows for life in KEPT[:3]}
    everything = {mark for rows in played.values() for mark in make.marks(rows)}
    assert list(make.choose(played, everything)) == []
    chosen = dict(make.choose(played, set()))
    assert {mark for rows in chosen.values() for mark in make.marks(rows)} == everything
