"""A state machine for Hypothesis that runs a ledger: subclass it with your plans and your rules.

    class TestOurPractice(LedgerMachine.TestCase): ...      # the practice below, all its rules

    class OurMachine(LedgerMachine):
        plans = PLANS                                       # as your plan files have them

        @rule(days=st.integers(1, 40))
        def nobody_comes(self, days):
            self.ask("wait", after=days)

    TestOurs = OurMachine.TestCase

After every step each of `laws` is held against the ledger. A run that breaks one is made as short
as it can be, and is told as a scenario file that `memberledger check` plays.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from memberledger.ledger import Ledger
from memberledger.testing.as_scenario import as_scenario
from memberledger.testing.asking import Act
from memberledger.testing.laws import Law
from memberledger.testing.lives import MEMORY, Life, Outcome, Table
from memberledger.testing.machine_defaults import MACHINE_LAWS, PRACTICE
from memberledger.testing.strategies.values import codes

__all__ = ["LedgerMachine"]


def _one_of(attribute: str) -> Any:
    """One of what the machine has under this name, whatever its subclass makes of it."""
    return st.runner().flatmap(lambda machine: st.sampled_from(getattr(machine, attribute)))


_PLAN, _MEMBER, _BENEFIT = _one_of("plan_ids"), _one_of("members"), _one_of("benefit_ids")
_KEYS = st.sampled_from(["k1", "k2", "k3"])
_QUANTITY = st.integers(1, 3)


class LedgerMachine(RuleBasedStateMachine):
    """A ledger in memory with a simulated card per member, of which anything is asked in turn.

    Attributes:
        plans: the practice's, as files have them; the first is enrolled on to begin with.
        members: who there is to ask for; the first is enrolled at the start.
        first_day: a local date.
        currency, timezone, locations, catalogue: of the practice.
        laws: held after every step; those that live a life themselves can't be among them.
        scenario_to: a file into which a failing run is written; default none, it is only printed.
        table: the ledger, its clock, and what came of the acts so far.
    """

    plans: ClassVar[tuple[dict[str, Any], ...]] = PRACTICE
    members: ClassVar[tuple[str, ...]] = ("ana",)
    first_day: ClassVar[date] = date(2026, 1, 31)
    currency: ClassVar[str] = "USD"
    timezone: ClassVar[str] = "America/Denver"
    locations: ClassVar[tuple[str, ...]] = ()
    catalogue: ClassVar[tuple[dict[str, Any], ...] | None] = None
    laws: ClassVar[tuple[Law, ...]] = MACHINE_LAWS
    scenario_to: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        life = Life(
            tuple(self.plans),
            (),
            start=self.first_day,
            currency=self.currency,
            timezone=self.timezone,
            locations=self.locations,
            catalogue=self.catalogue,
        )
        self.table = Table(life, opens=self.open_ledger)

    # What a subclass may make its own

    def open_ledger(self, **how: Any) -> Ledger:
        """An empty ledger, with the `clock` and `cards` it is given by name; one in memory."""
        return Ledger.open(MEMORY, **how)

    def ask(self, verb: str, member: str = "ana", *, after: int = 0, **details: Any) -> Outcome:
        """Ask for something, as `memberledger.testing.asking` has words for it.

        Args:
            verb: a word of `RESOLVE`.
            member: for whom.
            after: days that pass before.
            details: what is said with it.
        """
        return self.table.perform(Act(after, verb, details, member))

    def why(self, error: BaseException) -> str:
        """What is told at the top of the scenario of a failing run."""
        return f"{type(error).__name__}: {error}"

    # What there is to choose from

    @property
    def plan_ids(self) -> list[str]:
        """The ids of the plans."""
        return [plan["id"] for plan in self.plans]

    @property
    def benefit_ids(self) -> list[str]:
        """The ids of the benefits that make lots, of all plans."""
        found = [b for plan in self.plans for b in plan.get("benefits", ())]
        lots = [b["id"] for b in found if b["kind"] in ("service_credit", "value_credit")]
        return list(dict.fromkeys(lots)) or ["no-such-benefit"]

    def quantity(self, benefit: str, units: int) -> int:
        """So many units, or for a benefit of money so many times 20.00 in minor units."""
        return units * 2_000 if benefit in self.table.money else units

    def charges(self, member: str) -> bool:
        """Whether there is a charge that was paid, to refund or dispute."""
        paid = self.table.state(member).charges.values() if member in self.table.members else ()
        return any(charge.outcome == "paid" for charge in paid)

    # The verbs of the trade

    @initialize()
    def joined(self) -> None:
        """The first member enrolls on the first plan."""
        self.ask("enroll", self.members[0], plan=self.plan_ids[0])

    @rule(days=st.integers(1, 45))
    def days_pass(self, days: int) -> None:
        """Nothing is asked for a while, and what falls due happens."""
        self.ask("wait", after=days)

    @rule(member=_MEMBER, plan=_PLAN)
    def enroll(self, member: str, plan: str) -> None:
        """A member joins, or comes back."""
        self.ask("enroll", member, plan=plan)

    @rule(member=_MEMBER, benefit=_BENEFIT, units=_QUANTITY, key=_KEYS, ago=st.integers(0, 9))
    def redeem(self, member: str, benefit: str, units: int, key: str, ago: int) -> None:
        """A treatment, told on its day or some days later."""
        late = {"ago": ago} if ago else {}
        quantity = self.quantity(benefit, units)
        self.ask("redeem", member, benefit=benefit, quantity=quantity, key=key, **late)

    @rule(member=_MEMBER, benefit=_BENEFIT, units=_QUANTITY, key=_KEYS, ahead=st.integers(0, 20))
    def reserve(self, member: str, benefit: str, units: int, key: str, ahead: int) -> None:
        """An appointment keeps units for its day."""
        quantity = self.quantity(benefit, units)
        self.ask("reserve", member, benefit=benefit, quantity=quantity, key=key, ahead=ahead)

    @rule(member=_MEMBER, key=_KEYS)
    def release(self, member: str, key: str) -> None:
        """An appointment is called off."""
        self.ask("release", member, key=key)

    @rule(member=_MEMBER, key=_KEYS)
    def reverse(self, member: str, key: str) -> None:
        """A redemption was a mistake."""
        self.ask("reverse", member, key=key)

    @rule(member=_MEMBER, benefit=_BENEFIT, units=st.integers(-2, 2).filter(bool))
    def adjust(self, member: str, benefit: str, units: int) -> None:
        """Somebody gives or takes by hand."""
        self.ask("adjust", member, benefit=benefit, quantity=self.quantity(benefit, units))

    @rule(member=_MEMBER, code=codes())
    def card_declines(self, member: str, code: str) -> None:
        """From now on the card declines."""
        self.ask("card", member, code=code)

    @rule(member=_MEMBER)
    def new_card(self, member: str) -> None:
        """A new card, which approves; what is owed is collected."""
        self.ask("update_card", member)

    @rule(member=_MEMBER, days=st.none() | st.integers(1, 60))
    def pause(self, member: str, days: int | None) -> None:
        """A pause of some days, or without an end."""
        self.ask("pause", member, **({} if days is None else {"until_in": days}))

    @rule(member=_MEMBER)
    def resume(self, member: str) -> None:
        """A pause ends by hand."""
        self.ask("resume", member)

    @rule(member=_MEMBER, plan=_PLAN, when=st.sampled_from(["now", "next_period"]))
    def change_plan(self, member: str, plan: str, when: str) -> None:
        """To another tier, or to the same."""
        self.ask("change_plan", member, plan=plan, when=when)

    @rule(member=_MEMBER)
    def cancel(self, member: str) -> None:
        """A request to leave."""
        self.ask("cancel", member)

    @rule(member=_MEMBER)
    def reinstate(self, member: str) -> None:
        """The request to leave is taken back."""
        self.ask("reinstate", member)

    @precondition(lambda self: any(self.charges(member) for member in self.members))
    @rule(member=_MEMBER, which=st.integers(0, 3), percent=st.sampled_from([100, 50, 1]))
    def refund(self, member: str, which: int, percent: int) -> None:
        """All or a part of a charge goes back."""
        self.ask("refund", member, which=which, percent=percent)

    @precondition(lambda self: any(self.charges(member) for member in self.members))
    @rule(member=_MEMBER, which=st.integers(0, 3))
    def dispute(self, member: str, which: int) -> None:
        """The cardholder's bank disputes a charge."""
        self.ask("dispute", member, which=which)

    @rule(member=_MEMBER, outcome=st.sampled_from(["won", "lost"]))
    def dispute_closed(self, member: str, outcome: str) -> None:
        """A dispute ends."""
        self.ask("dispute_closed", member, which=0, outcome=outcome)

    @precondition(lambda self: self._keyed())
    @rule(which=st.integers(0, 9))
    def same_key_again(self, which: int) -> None:
        """What was done under a key is asked again: the first result, and nothing is recorded."""
        before = self._keyed()[which % len(self._keyed())]
        self.table.ledger.advance()
        known = self.table.ledger.event_count
        again = self.table.repeat(before)
        assert again.word == "done", f"{before.call} was done, and again it is {again.word}"
        assert self.table.ledger.event_count == known, f"{before.call} again was recorded again"
        assert again.receipt.repeated, f"{before.call} again is not told as repeated"

    def _keyed(self) -> list[Outcome]:
        done = [outcome for outcome in self.table.outcomes if outcome.word == "done"]
        return [outcome for outcome in done if outcome.call and "key" in outcome.call.kwargs]

    # The laws

    @invariant()
    def the_laws_hold(self) -> None:
        """Every law of `laws` holds of the ledger as it stands."""
        for law in self.laws:
            law.check(self.table)

    def teardown(self) -> None:
        """Tell a failing run as a scenario, and close the ledger."""
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and not isinstance(error, HypothesisException):
            text = as_scenario(self.table, why=self.why(error))
            note(f"as a scenario, for memberledger check:\n\n{text}")
            if self.scenario_to is not None:
                self.scenario_to.write_text(text, encoding="utf-8")
        self.table.ledger.close()
