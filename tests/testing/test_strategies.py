"""What the strategies draw is what they say."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memberledger import InvalidPlan, Plan, read_plan
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import fold
from memberledger.testing import strategies as these
from memberledger.testing.asking import RESOLVE, Act
from memberledger.testing.lives import Life, at_table
from memberledger.testing.strategies import House, WrongPlan

ROOT = Path(__file__).parents[2]
FEW = settings(max_examples=10)
VERY_FEW = settings(max_examples=2)


@given(these.nearly_valid_plans())
def test_a_plan_with_one_thing_wrong_is_refused_and_the_field_is_named(wrong: WrongPlan) -> None:
    with pytest.raises(InvalidPlan) as refused:
        read_plan(wrong.plan, "USD")
    assert wrong.field.split(".")[-1].split("[")[0] in str(refused.value), wrong


@FEW
@given(
    these.currencies().flatmap(lambda c: st.tuples(st.just(c), these.plans("glow", c, wide=None)))
)
def test_a_plan_is_read_in_its_currency(drawn: tuple[str, dict[str, object]]) -> None:
    currency, terms = drawn
    assert read_plan(terms, currency).id == "glow"


@VERY_FEW
@given(these.histories(wide=None))
def test_a_history_begins_with_an_enrollment_and_folds(events: list[Event]) -> None:
    assert isinstance(events[0], e.Enrolled)
    assert fold(events).version == len(events)


HOUSE = House(wide=True, manual=True)


@FEW
@given(st.lists(these.commands(HOUSE), max_size=6))
def test_any_commands_can_be_asked_of_a_member(asked: list[Act]) -> None:
    plans = ({"id": "p0", "price": "99.00", "cycle": "1 month"},)
    life = Life(plans, (Act(0, "enroll", {"plan": "p0"}), *asked), manual=True)
    with at_table(life) as table:
        table.play()
        assert len(table.outcomes) == len(asked) + 1


def test_commands_of_a_whole_practice_have_every_verb() -> None:
    found: set[str] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(these.commands(HOUSE))
    def draw(asked: Act) -> None:
        found.add(asked.verb)

    draw()
    assert found == set(RESOLVE)


@FEW
@given(these.amounts(5, 400))
def test_an_amount_is_between_its_ends(amount: int) -> None:
    assert 5 <= amount <= 400


def test_hypothesis_knows_the_types_of_the_trade_once_it_is_imported(tmp_path: Path) -> None:
    """Through the entry point that pyproject declares, as an installed package has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    installed = tmp_path / "memberledger-0.1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: memberledger\nVersion: 0.1.0\n"
    )
    ((name, target),) = project["entry-points"]["hypothesis"].items()
    (installed / "entry_points.txt").write_text(f"[hypothesis]\n{name} = {target}\n")
    program = (
        "import hypothesis, sys\n"
        "assert 'memberledger.testing.strategies' not in sys.modules\n"
        "from hypothesis import HealthCheck, given, settings, strategies as st\n"
        "from memberledger import Plan\n"
        "@settings(max_examples=3, database=None, suppress_health_check=list(HealthCheck))\n"
        "@given(st.from_type(Plan))\n"
        "def drawn(plan):\n"
        "    assert isinstance(plan, Plan)\n"
        "drawn()\n"
    )
    path = os.pathsep.join((str(tmp_path), *sys.path))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


@VERY_FEW
@given(st.data())
def test_every_type_that_is_registered_can_be_drawn(data: st.DataObject) -> None:
    from memberledger.testing.entry import setup

    setup()
    for kind in (Plan, Life, Act, Event):
        assert isinstance(data.draw(st.from_type(kind)), kind)
