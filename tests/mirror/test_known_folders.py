"""A year of an invented spa and one small practice: exactly the leaks that were planted."""

from __future__ import annotations

import json
import shutil
from calendar import monthrange
from pathlib import Path

import pytest

from memberledger.ledger.ledger import registry
from memberledger.store import open_store

from .folders import multiset, run

ROOT = Path(__file__).parent.parent.parent
LUMEN = ROOT / "examples" / "lumen"
EXAMPLE = ROOT.parent / "shared" / "mirror" / "example"


def test_lumen_has_exactly_the_leaks_that_were_planted_and_again_adds_nothing(
    tmp_path: Path,
) -> None:
    ledger = tmp_path / "lumen.db"
    first = run(LUMEN, ledger)
    planted = json.loads((LUMEN / "planted.json").read_text("utf-8"))
    assert multiset(first.as_json()["findings"]) == multiset(planted)
    assert (first.members, str(first.as_of)) == (300, "2025-12-31")
    again = run(LUMEN, ledger)
    assert again == first


def test_month_by_month_gives_the_same_as_at_once(tmp_path: Path) -> None:
    at_once = run(LUMEN, tmp_path / "at-once.db")
    for month in (4, 9, 12):
        report = run(
            LUMEN, tmp_path / "monthly.db", f"2025-{month:02}-{monthrange(2025, month)[1]}"
        )
    assert report == at_once


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="the shared example is not beside the repository")
def test_the_small_example_has_its_findings(tmp_path: Path) -> None:
    report = run(EXAMPLE, tmp_path / "example.db", "2026-04-30")
    found = json.loads((EXAMPLE / "findings.json").read_text("utf-8"))
    assert multiset(report.as_json()["findings"]) == multiset(found)
    stake = report.as_json()["at_stake"]
    # 199 twice declined, 100 twice charged too much
    assert stake["declined_not_recovered"] == "398.00"
    assert stake["billed_wrong_amount"] == "200.00"
    order = [(f.date is not None, f.date, f.member or "", f.finding) for f in report.findings]
    assert order == sorted(order)


@pytest.mark.skipif(not EXAMPLE.is_dir(), reason="the shared example is not beside the repository")
def test_an_export_that_grows_adds_only_what_is_new(tmp_path: Path) -> None:
    whole = run(EXAMPLE, tmp_path / "whole.db", "2026-04-30")
    growing, ledger = tmp_path / "growing", tmp_path / "growing.db"
    shutil.copytree(EXAMPLE, growing)
    tables = {file: file.read_text("utf-8").splitlines() for file in growing.glob("*.csv")}
    for share in (2, 3, 4, 4):
        for file, lines in tables.items():
            kept = lines[: 1 + (len(lines) - 1) * share // 4]
            file.write_text("\n".join([*kept, ""]), "utf-8")
        # a member or a row that is not exported yet is told later
        report = run(growing, ledger, "2026-01-31" if share < 4 else "2026-04-30")
    assert report.findings == whole.findings


def test_the_ledger_of_a_mirror_is_whole(tmp_path: Path) -> None:
    run(LUMEN, tmp_path / "lumen.db", "2025-06-30")
    with open_store(tmp_path / "lumen.db", registry()) as store:
        assert list(store.verify_chain()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["lumen.db"]
