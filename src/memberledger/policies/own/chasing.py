"""A host's dunning policy: which step follows a decline, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from memberledger.policies.own.given import NOTHING, Given
from memberledger.terms import DunningAction

__all__ = ["STEPS_MAX", "DunningFacts", "NextStep", "StepTaken", "problem"]

STEPS_MAX = 100
"""Steps of one run; a policy that never ends would chase a member for ever."""

_ACTIONS = frozenset(get_args(DunningAction))


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that was taken on a day; `actions` are those that were not left out."""

    on: date
    actions: tuple[DunningAction, ...]


@dataclass(frozen=True, slots=True)
class DunningFacts:
    """What a dunning policy knows, each time the next step is to be found.

    It is asked on the day of the first decline, and on the day of each step once that is taken,
    while dues are owed.

    Attributes:
        on: the day it is asked.
        started_on: the day of the first decline, or on which dues fell due that no card could be
            asked for.
        taken: the steps of this run so far, oldest first.
        declines: how often the card was declined in this run; the decline before it, on which a
            run of dues that were not asked for rests, is one.
        card: `usable`; `hard` needs a new card before anything is tried; `stop` was stopped by its
            holder.
        owed: minor units of `currency`.
        plan: "id@version" of the terms at the first decline.
        late_fee, returned_payment_fee: what the actions of these names add, minor units; 0 where
            the terms have none.
        currency: ISO 4217 code.
        given: the `with` of the terms.
    """

    on: date
    started_on: date
    taken: tuple[StepTaken, ...]
    declines: int
    card: Literal["usable", "hard", "stop"]
    owed: int
    plan: str
    late_fee: int
    returned_payment_fee: int
    currency: str
    given: Given = NOTHING

    @property
    def earliest(self) -> date:
        """The first day a step can have: this one, but no two steps of a run on one day."""
        last = self.taken[-1].on if self.taken else None
        return self.on if last is None or last < self.on else date.fromordinal(last.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is done next, on its local date; `do` as in a step of a plan, each action once."""

    on: date
    do: tuple[DunningAction, ...]


def problem(facts: DunningFacts, decision: object) -> str | None:
    """How a decision breaks the law of dunning; None where it holds.

    No more steps, or one not before `earliest` that does at least one known action, none twice,
    and no fee that the terms don't have.
    """
    if decision is None:
        return None
    if not isinstance(decision, NextStep):
        return f"answered {repr(decision)[:80]}, not a NextStep or None"
    if type(decision.on) is not date:
        return f"has {repr(decision.on)[:80]} as its day, which is no date"
    if decision.on < facts.earliest:
        return f"has its next step on {decision.on}, before {facts.earliest}"
    if len(facts.taken) >= STEPS_MAX:
        return f"has more than {STEPS_MAX} steps in one run"
    return _problem_of_actions(facts, decision.do)


def _problem_of_actions(facts: DunningFacts, do: object) -> str | None:
    if not isinstance(do, tuple) or not do:
        return f"does {repr(do)[:80]}; name one action or more in a tuple"
    unknown = [action for action in do if not isinstance(action, str) or action not in _ACTIONS]
    if unknown:
        return f"does {repr(unknown[0])[:80]}; there are {', '.join(sorted(_ACTIONS))}"
    if len(set(do)) < len(do):
        return "does the same action twice in one step"
    for fee in ("late_fee", "returned_payment_fee"):
        if fee in do and not getattr(facts, fee):
            return f"adds the {fee}, and the terms have none"
    return None
