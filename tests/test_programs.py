"""Every published program is there as a plan and as a scenario of that plan, and is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from memberledger.files import read_yaml
from memberledger.scenarios import read_scenario
from memberledger.scenarios.reading import read_practice

PROGRAMS = Path(__file__).parent.parent / "examples" / "programs"
PLANS = sorted(PROGRAMS.glob("*.plan.yaml"))


def test_there_are_all_sixteen() -> None:
    assert [int(file.name[:2]) for file in PLANS] == list(range(1, 17))


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.name)
def test_a_programs_scenario_plays_its_plan(file: Path) -> None:
    scenario = read_scenario(file.with_name(file.name.replace(".plan.", ".scenario.")))
    assert scenario.practice == read_practice(read_yaml(file), file.name)


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.name)
def test_a_program_says_what_is_not_published(file: Path) -> None:
    comment = file.read_text(encoding="utf-8").partition("practice:")[0]
    assert "Not stated, chosen here" in comment
    assert f"[{file.name[:2]} " in (PROGRAMS / "README.md").read_text(encoding="utf-8")
