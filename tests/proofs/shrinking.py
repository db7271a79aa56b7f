"""Five planted bugs, each found by `LedgerMachine` and shrunk: `python -m tests.proofs.shrinking`.

Takes a seed (1 unless given) and names of bugs (all of them unless given). For each: how many steps
are left, whether the printed scenario plays with the bug to the letter, and what is seen without.
Ends with 1 where a bug is not found, is left with more than ten steps, or is not reproduced.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from memberledger.aggregates.member import billing, collecting, granting, lapsing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.evolve import _APPLY
from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.ledger.desk import Desk
from memberledger.scenarios import Result, read_scenario
from memberledger.scenarios import play as check
from memberledger.testing.as_scenario import life_as_scenario
from memberledger.testing.lives import Life
from memberledger.testing.machine import LedgerMachine
from memberledger.values import Schedule

STEPS_MAX = 10


def _billed_in_a_pause() -> AbstractContextManager[object]:
    skip = billing._skip

    def planted(work: Work, day: date, cause: str) -> None:
        if cause != "paused":
            skip(work, day, cause)
            return
        billing._bill(work, day)
        granting.grant_at_start(work, day)
        collecting.collect(work, day)

    return patch.object(billing, "_skip", planted)


def _key_forgotten() -> AbstractContextManager[object]:
    attempt = Desk._try

    def planted(self: Desk, member: str, name: str | None, *rest: Any, **more: Any) -> Any:
        self.load(member).keys.pop(name or "", None)
        return attempt(self, member, name, *rest, **more)

    return patch.object(Desk, "_try", planted)


def _month_end_a_day_early() -> AbstractContextManager[object]:
    start = Schedule.start

    def planted(self: Schedule, n: int) -> date:
        day = start(self, n)
        return day if day.day == self.anchor.day else day - timedelta(days=1)

    return patch.object(Schedule, "start", planted)


def _refund_keeps_its_units() -> AbstractContextManager[object]:
    forfeit = lapsing.forfeit

    def planted(work: Work, day: date, lots: list[Lot], cause: str) -> None:
        if cause != "refunded":
            forfeit(work, day, lots, cause)

    return patch.object(lapsing, "forfeit", planted)


def _asks_a_lost_card() -> AbstractContextManager[object]:
    declined = _APPLY[e.ChargeFailed]

    def planted(s: MemberState, event: e.ChargeFailed) -> None:
        soft = event.model_copy(update={"severity": "soft"}) if event.severity == "hard" else event
        declined(s, soft)

    return patch.dict(_APPLY, {e.ChargeFailed: planted})


BUGS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "a paused period is billed": _billed_in_a_pause,
    "a key is forgotten": _key_forgotten,
    "a short month ends a day early": _month_end_a_day_early,
    "a refund takes no units": _refund_keeps_its_units,
    "a lost card is asked again": _asks_a_lost_card,
}


@dataclass(frozen=True)
class Found:
    """A bug that was found.

    Attributes:
        says: what was wrong, in a line.
        steps: calls of rules that are left, the enrollment among them.
        scenario: as it was printed.
        life: what was asked.
    """

    says: str
    steps: int
    scenario: str
    life: Life


@contextmanager
def _a_file() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "found.yaml"


def find(bug: str, number: int, examples: int = 400) -> Found | None:
    """Run the machine with a bug planted until it fails; None where it does not."""
    with _a_file() as file:

        class Machine(LedgerMachine):
            scenario_to = file
            last: Life | None = None

            def teardown(self) -> None:
                acts = tuple(outcome.act for outcome in self.table.outcomes)
                life = self.table.life
                Machine.last = Life(life.plans, acts, life.start, life.currency, life.timezone)
                super().teardown()

        hard = settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        try:
            with BUGS[bug]():
                run_state_machine_as_test(seed(number)(Machine), settings=hard)
        except AssertionError as broken:
            assert Machine.last is not None
            says = str(broken).splitlines()[0]
            return Found(says, _steps(broken), file.read_text("utf-8"), Machine.last)
        return None


def _steps(broken: BaseException) -> int:
    """The calls of rules that Hypothesis printed; the laws, held after each, are none."""
    calls = re.findall(
        r"^state\.(\w+)\(", "\n".join(getattr(broken, "__notes__", ())), re.MULTILINE
    )
    return len([call for call in calls if call not in ("the_laws_hold", "teardown")])


def checked(text: str) -> Result:
    """What `memberledger check` finds in a scenario."""
    with _a_file() as file:
        file.write_text(text, encoding="utf-8")
        return check(read_scenario(file))


def reproduces(bug: str, found: Found) -> list[str]:
    """What the scenario of a bug does not show that it must; nothing where it shows all."""
    wrong = []
    with BUGS[bug]():
        if not checked(found.scenario).passed:
            wrong.append("with the bug it is not as it was seen")
    if checked(found.scenario).passed:
        wrong.append("without the bug nothing else is seen")
    right = life_as_scenario(found.life)
    if not checked(right).passed:
        wrong.append("set right, it does not pass without the bug")
    with BUGS[bug]():
        if checked(right).passed:
            wrong.append("set right, it passes with the bug")
    return wrong


def told(bug: str, number: int) -> tuple[bool, Iterator[str]]:
    """Whether a bug was found, shrunk and reproduced, and the lines that tell it."""
    began = time.process_time()
    found = find(bug, number)
    if found is None:
        return False, iter([f"{bug}: NOT FOUND"])
    wrong = reproduces(bug, found)
    took = time.process_time() - began
    short = found.steps <= STEPS_MAX

    def lines() -> Iterator[str]:
        how = "; ".join(wrong) or "reproduced"
        yield f"{bug}: {found.steps} steps, {took:.0f} s of CPU, {how}"
        yield f"  {found.says}"
        for failure in checked(found.scenario).failures[:2]:
            yield f"  without it {failure.field} is {failure.got}, not {failure.expected}"
        yield from (f"  {line}" for line in found.scenario.partition("steps:")[2].splitlines())

    return short and not wrong, lines()


def _main(number: str = "1", *names: str) -> int:
    good = True
    for bug in names or BUGS:
        well, lines = told(bug, int(number))
        good = good and well
        print("\n".join(lines), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
