"""Given what happened, when something is asked, then this follows: the deciders without a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from memberledger import LedgerError, Plan, Refused, read_plan
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import (
    Answer,
    ChargeRequest,
    Conduct,
    MemberState,
    Stamp,
    Work,
    enrolling,
    fold,
)
from memberledger.aggregates.member.day import run_until

__all__ = ["Act", "Card", "Life", "day", "enrolled", "facial", "given", "joins", "plan", "what"]

Act = Callable[[Work], Any]


def day(text: str) -> date:
    return date.fromisoformat(text)


FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}


def plan(**facts: Any) -> Plan:
    """Glow: 199.00 a month and a facial, unless told otherwise."""
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL], **facts}
    return read_plan(terms, "USD")


def facial(**facts: Any) -> dict[str, Any]:
    return {**FACIAL, **facts}


@dataclass
class Card:
    """Approves, or declines with a code; remembers what it was asked for."""

    code: str | None = None
    asked: list[int] = field(default_factory=list)

    def __call__(self, request: ChargeRequest) -> Answer:
        self.asked.append(request.amount)
        return Answer(f"ch_{request.bill}_{request.attempt}", self.code)


@dataclass(frozen=True)
class What:
    """An expected event: its kind, its day, and the facts that matter."""

    kind: type[Event]
    on: str | None
    facts: dict[str, Any]

    def told(self, event: Event) -> tuple[Any, ...]:
        facts = {name: getattr(event, name) for name in self.facts}
        return (type(event).__name__, str(event.effective_on) if self.on else None, facts)

    @property
    def expected(self) -> tuple[Any, ...]:
        return (self.kind.__name__, self.on, self.facts)


def what(kind: type[Event], on: str | None = None, /, **facts: Any) -> What:
    return What(kind, on, facts)


class Life:
    """A member's events so far, the card, and the day it is."""

    def __init__(self, events: list[Event], card: Card | None, today: date) -> None:
        self.events = events
        self.card = card
        self.today = today
        self.made: list[Event] = []
        self.refused: LedgerError | None = None

    @property
    def state(self) -> MemberState:
        return fold(self.events)

    def on(self, text: str) -> Life:
        """The clock has run up to the start of this day; its events are given."""
        self._work(day(text), lambda _work: None)
        return Life(self.events, self.card, self.today)

    def when(self, act: Act) -> Life:
        """Something is asked today."""
        after = Life(list(self.events), self.card, self.today)
        try:
            after._work(self.today, act)
        except Refused as refusal:
            after.refused = refusal
        return after

    def and_(self, act: Act) -> Life:
        """Something was asked today and done; its events are given."""
        done = self.when(act)
        assert done.refused is None, done.refused
        return Life(done.events, self.card, self.today)

    def _work(self, today: date, act: Act) -> None:
        stamp = Stamp(datetime(2026, 1, 1, tzinfo=UTC))
        work = Work(fold(self.events), stamp, today, Conduct(ask=self.card))
        run_until(work, today)
        clock = len(work.events)
        act(work)
        run_until(work, today)
        self.events = [*self.events, *work.events]
        self.made = work.events[clock:]
        self.today = today

    def then(self, *expected: What) -> Life:
        """Exactly these events, in this order."""
        assert self.refused is None, self.refused
        kinds = [type(event).__name__ for event in self.made]
        assert kinds == [item.kind.__name__ for item in expected]
        told = [item.told(event) for item, event in zip(expected, self.made, strict=True)]
        assert told == [item.expected for item in expected]
        return self

    def then_nothing(self) -> Life:
        return self.then()

    def then_refused(self, code: str, **facts: Any) -> Life:
        if self.refused is None:
            pytest.fail(f"done, but should be refused {code}: {self.made}")
        assert self.refused.reason == code, self.refused
        assert {name: self.refused.facts.get(name) for name in facts} == facts
        assert self.made == []
        return self

    def held(self) -> dict[str, int]:
        """What is free to use, per benefit."""
        free: dict[str, int] = {}
        for lot in self.state.open_lots.values():
            free[lot.benefit] = free.get(lot.benefit, 0) + lot.usable
        return {benefit: quantity for benefit, quantity in free.items() if quantity}

    def of(self, kind: type[Event]) -> list[Any]:
        """Every event of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]


APPROVES = object()


def given(*events: Event, card: Any = APPROVES, on: str = "2026-01-05") -> Life:
    """A life; with `card=None` nothing is asked by the ledger and charges are only reported."""
    return Life(list(events), Card() if card is APPROVES else card, day(on))


def enrolled(
    terms: Plan | None = None,
    *,
    on: str = "2026-01-05",
    card: Any = APPROVES,
    anchor: str | None = None,
    state: str | None = None,
) -> Life:
    """Ana has joined."""
    return given(card=card, on=on).and_(joins(terms, anchor=anchor, state=state))


def joins(terms: Plan | None = None, *, anchor: str | None = None, state: str | None = None) -> Act:
    def act(work: Work) -> None:
        enrolling.enroll(
            work,
            practice="main",
            member="ana",
            plan=terms or plan(),
            currency="USD",
            anchor=day(anchor) if anchor else None,
            state=state,
        )

    return act
