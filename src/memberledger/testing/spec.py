"""Given what happened, when something is asked, then this follows: the rules without a store.

Of a member: `given(...).when(...).then(...)` folds the events given, asks a decider, and compares
the events it decides. Of a policy: `given_facts(...).when(policy).then(decision)`. Nothing is read
or written, no clock runs by itself, and what differs is told field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import (
    Answer,
    Ask,
    ChargeRequest,
    Conduct,
    MemberState,
    Stamp,
    Work,
    enrolling,
    fold,
)
from memberledger.aggregates.member.day import run_until
from memberledger.errors import LedgerError, Refused
from memberledger.policies.own import NO_POLICIES, Policies
from memberledger.terms import Plan
from memberledger.testing.facts import Facts, given_facts
from memberledger.testing.happening import Happened, happened, side_by_side, told
from memberledger.testing.telling import difference, listed

__all__ = [
    "APPROVES",
    "Asking",
    "Card",
    "Facts",
    "Happened",
    "History",
    "given",
    "given_facts",
    "happened",
    "joins",
]

Asking = Callable[..., Any]
"""Something that is asked of a member: a function of the `Work`, as every decider is."""
FIRST_DAY = "2026-01-05"
APPROVES: Any = object()
"""The card that is given where none is named: one that approves."""


@dataclass
class Card:
    """A member's card: approves, or declines with `code`; `asked` are the amounts it was asked for.

    >>> card = Card("insufficient_funds")
    >>> card.code = None  # from now on it approves
    """

    code: str | None = None
    asked: list[int] = field(default_factory=list)

    def __call__(self, request: ChargeRequest) -> Answer:
        """What the processor answers."""
        self.asked.append(request.amount)
        return Answer(f"ch_{request.bill}_{request.attempt}", self.code)


class History:
    """A member's events so far, the card, and the day it is. Each step gives another history.

    Attributes:
        events: all of them, in the order they were recorded.
        made: those of the last `when`.
        refused: why the last `when` was refused, if it was.
        today: the local date.
        card: what is asked for money; None where charges are only reported.
        policies: of the host's own.
    """

    def __init__(
        self,
        events: Iterable[Event],
        card: Ask | None,
        today: date,
        policies: Policies = NO_POLICIES,
    ) -> None:
        self.events: list[Event] = list(events)
        self.card = card
        self.today = today
        self.policies = policies
        self.made: list[Event] = []
        self.refused: LedgerError | None = None

    @property
    def state(self) -> MemberState:
        """What the events fold to."""
        return fold(self.events)

    def on(self, day: str) -> History:
        """The clock has run up to the start of this day; what fell due until then is given."""
        after = History(self.events, self.card, self.today, self.policies)
        after._work(date.fromisoformat(day), _nothing)
        return History(after.events, self.card, after.today, self.policies)

    def when(self, asking: Asking, /, *args: Any, **details: Any) -> History:
        """Something is asked today: `when(redeeming.redeem, "facial", 1)`.

        Args:
            asking: a decider, called with the `Work` and what follows here.
            args, details: what it is asked with.
        """
        after = History(self.events, self.card, self.today, self.policies)
        try:
            after._work(self.today, lambda work: asking(work, *args, **details))
        except Refused as refusal:
            after.refused = refusal
        return after

    def and_(self, asking: Asking, /, *args: Any, **details: Any) -> History:
        """Something was asked today and done; its events are given.

        Raises:
            AssertionError: it was refused.
        """
        done = self.when(asking, *args, **details)
        if done.refused is not None:
            raise AssertionError(f"what is given can't be: refused {done.refused}")
        return History(done.events, self.card, self.today, self.policies)

    def _work(self, today: date, asking: Callable[[Work], Any]) -> None:
        """Run the clock to the day, ask, and run it on: an answer may make more due at once."""
        stamp = Stamp(datetime(2026, 1, 1, tzinfo=UTC))
        work = Work(fold(self.events), stamp, today, Conduct(ask=self.card, policies=self.policies))
        run_until(work, today)
        clock = len(work.events)
        asking(work)
        run_until(work, today)
        self.events = [*self.events, *work.events]
        self.made = work.events[clock:]
        self.today = today

    def then(self, *expected: Happened) -> History:
        """Exactly these events follow, in this order.

        Raises:
            AssertionError: others; says which, and each field that differs.
        """
        __tracebackhide__ = True
        if self.refused is not None:
            raise AssertionError(
                f"refused {self.refused}\nbut expected{listed(expected, 'nothing to happen')}"
            )
        kinds = [type(event) for event in self.made]
        lines = []
        if kinds != [item.kind for item in expected]:
            names = [item.kind.__name__ for item in expected]
            lines = difference(names, [kind.__name__ for kind in kinds])
        else:
            for n, (item, event) in enumerate(zip(expected, self.made, strict=True), 1):
                lines += [
                    f"event {n}, {type(event).__name__}: {line}"
                    for line in item.differs_from(event)
                ]
        if lines:
            came = [told(event, item) for event, item in side_by_side(self.made, expected)]
            raise AssertionError(
                f"expected{listed(expected)}\ncame{listed(came)}\ndifference{listed(lines)}"
            )
        return self

    def then_nothing_happened(self) -> History:
        """It was done, and nothing had to be recorded for it.

        Raises:
            AssertionError: something was, or it was refused.
        """
        __tracebackhide__ = True
        return self.then()

    def then_refused(self, code: str, **facts: Any) -> History:
        """It is refused with this code, and nothing is recorded.

        Args:
            code: one of `docs/reference/refusals.md`, such as "insufficient_balance".
            facts: facts of the refusal and their values; what is not named may be anything.

        Raises:
            AssertionError: it was done, or refused with another code or other facts.
        """
        __tracebackhide__ = True
        if self.refused is None:
            came = [told(event, None) for event in self.made]
            raise AssertionError(f"expected a refusal: {code}\nbut it was done{listed(came)}")
        reason = getattr(self.refused, "reason", self.refused.code)
        if reason != code:
            raise AssertionError(f"expected a refusal: {code}\nbut refused {self.refused}")
        found = {name: self.refused.facts.get(name) for name in facts}
        lines = difference(facts, found)
        if lines:
            raise AssertionError(f"refused {code} as expected, with other facts{listed(lines)}")
        return self

    def held(self) -> dict[str, int]:
        """What is free to use, per benefit: units, or minor units of money."""
        free: dict[str, int] = {}
        for lot in self.state.open_lots.values():
            free[lot.benefit] = free.get(lot.benefit, 0) + lot.usable
        return {benefit: quantity for benefit, quantity in free.items() if quantity}

    def of(self, kind: type[Event]) -> list[Any]:
        """Every event of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]


def given(
    *events: Event,
    card: Ask | None = APPROVES,
    on: str = FIRST_DAY,
    policies: Policies = NO_POLICIES,
) -> History:
    """What happened to a member until now; nothing, for one who is new.

    Args:
        events: in the order they were recorded.
        card: asked for what falls due; one that approves unless told. With None nothing is asked,
            and charges are only reported.
        on: the day it is, "2026-01-05".
        policies: of the host's own, for terms that name one.
    """
    asked = Card() if card is APPROVES else card
    return History(events, asked, date.fromisoformat(on), policies)


def joins(
    plan: Plan,
    *,
    member: str = "ana",
    currency: str = "USD",
    anchor: str | None = None,
    **details: Any,
) -> Asking:
    """To be asked of somebody new: enroll on this plan.

    Args:
        plan: its terms, as `read_plan` gives them.
        member, currency: the reference, and the practice's currency.
        anchor: the first billing date, "2026-02-01"; default the day of joining.
        details: what else `enrolling.enroll` takes.
    """
    return lambda work: enrolling.enroll(
        work,
        practice="main",
        member=member,
        plan=plan,
        currency=currency,
        anchor=None if anchor is None else date.fromisoformat(anchor),
        **details,
    )


def _nothing(_work: Work) -> None:
    """Nothing is asked; the clock alone runs."""
