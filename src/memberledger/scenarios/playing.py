"""Play a scenario's steps through a real ledger and compare every expectation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from memberledger.aggregates.member.day import next_due
from memberledger.errors import Refused
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.policies.own import NO_POLICIES, Policies
from memberledger.scenarios.cards import SimulatedCards
from memberledger.scenarios.comparing import compare_member, compare_revenue
from memberledger.scenarios.reading import Scenario, Step
from memberledger.scenarios.verbs import VERBS

__all__ = ["Failure", "Player", "Result", "play"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold, or a step that went another way."""

    step: int
    date: date
    member: str | None
    field: str
    expected: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario that was played; it passed when there are no failures."""

    path: str
    title: str
    steps: int
    expectations: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def play(
    scenario: Scenario,
    url: str = "sqlite:///:memory:",
    policies: Policies = NO_POLICIES,
    *,
    practice: str = "main",
) -> Result:
    """Play every step; an expectation that fails does not stop the others.

    Args:
        scenario: what to play.
        url: where the ledger is kept; a new one in memory by default.
        policies: of the host's own, for plans that name one.
        practice: its name there; another one for each scenario that is played in one ledger.

    Raises:
        PolicyError: a policy of the host's own is not there, or can't decide.
    """
    return Player(scenario, url, policies, practice).run()


class Player:
    """One playing of a scenario, on a ledger of its own."""

    def __init__(self, scenario: Scenario, url: str, policies: Policies, practice: str) -> None:
        self.scenario = scenario
        first = scenario.steps[0].date if scenario.steps else date(2000, 1, 1)
        self.clock = SetClock(scenario.practice.timezone, first)
        self.cards = SimulatedCards()
        cards = None if scenario.manual else self.cards
        self.ledger = Ledger.open(url, practice, clock=self.clock, cards=cards, policies=policies)
        self.failures: list[Failure] = []
        self.expectations = 0

    def run(self) -> Result:
        """Every step, in order."""
        practice = self.scenario.practice
        with self.ledger:
            self.ledger.open_practice(
                practice.timezone,
                practice.currency,
                practice.plans,
                locations=practice.locations,
                catalogue=practice.catalogue,
            )
            for step in self.scenario.steps:
                self._advance(step.date)
                if step.verb is not None:
                    self._act(step)
                if step.expect is not None:
                    self._expect(step)
        scenario = self.scenario
        return Result(
            scenario.path,
            scenario.title,
            len(scenario.steps),
            self.expectations,
            tuple(self.failures),
        )

    def _advance(self, until: date) -> None:
        """Day by day, so that each event is recorded on the day it fell due."""
        while (day := self._next_due()) is not None and day < until:
            self.clock.day = max(day, self.clock.day)
            self.ledger.advance()
        self.clock.day = until
        self.ledger.advance()

    def _next_due(self) -> date | None:
        desk = self.ledger._desk  # noqa: SLF001 - the player is part of the house
        conduct = desk.conduct()
        dates = (next_due(desk.load(member), conduct) for member in self.ledger.members())
        return min((day for day in dates if day is not None), default=None)

    def fail(self, step: Step, member: str | None, field: str, expected: Any, got: Any) -> None:
        """Something of a step was not as it says."""
        self.failures.append(Failure(step.number, step.date, member, field, expected, got))

    def compare(self, step: Step, answer: dict[str, Any]) -> None:
        """Hold what the step says of its answer against the answer."""
        for field, got in answer.items():
            if field in step.details:
                self.expectations += 1
                if step.details[field] != got:
                    self.fail(step, step.member, field, step.details[field], got)

    def _act(self, step: Step) -> None:
        assert step.verb is not None  # noqa: S101 - the caller's condition
        before = self.ledger.event_count
        self.expectations += step.refused is not None
        try:
            VERBS[step.verb](self, step)
        except Refused as refusal:
            if step.refused is None:
                self.fail(step, step.member, step.verb, "done", f"refused {refusal}")
            elif refusal.reason != step.refused:
                self.fail(step, step.member, "refused", step.refused, str(refusal))
            elif self.ledger.event_count != before:
                self.fail(step, step.member, "refused", "nothing changed", "events were recorded")
            return
        if step.refused is not None:
            self.fail(step, step.member, "refused", step.refused, "done")

    def _expect(self, step: Step) -> None:
        assert step.expect is not None  # noqa: S101 - the caller's condition
        at = {"as_of": step.as_of, "known_on": step.known_on}
        for name, wanted in step.expect.items():
            if name == "revenue":
                figures = self.ledger.booked(**at)
                found = compare_revenue(figures, wanted, self.ledger.currency)
                member = None
            else:
                member = str(name)
                try:
                    card = self.ledger.member(member, **at)
                except Refused as refusal:
                    self.fail(step, member, "member", "enrolled", str(refusal))
                    continue
                found = compare_member(card, wanted)
            for field, expected, got in found:
                self.expectations += 1
                if expected != got:
                    self.fail(step, member, field, expected, got)
