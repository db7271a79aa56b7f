"""A life is a list of acts; playing it on a real ledger in memory gives streams to judge.

An act says how many days pass and what is asked then (`asking`):

    life = Life(
        plans=({"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [...]},),
        acts=(
            act(0, "enroll", plan="glow"),
            act(9, "redeem", benefit="facial", quantity=1),
            act(31, "card", code="insufficient_funds"),
        ),
        rest=40,
    )
    with play(life) as table:
        print(table.ledger.member("ana").balance, [type(e).__name__ for e in table.events()])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, snapshot
from memberledger.errors import Refused
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store import StoredRecord
from memberledger.testing.asking import RESOLVE, Act, Call, act, money_benefits
from memberledger.values import stream_id

__all__ = [
    "MEMORY",
    "Act",
    "Life",
    "Opens",
    "Outcome",
    "Pace",
    "Table",
    "act",
    "at_table",
    "facts",
    "play",
]

MEMORY = "sqlite:///:memory:"
"""Where a life is lived unless another place is named."""
Opens = Callable[..., Ledger]
"""Opens an empty ledger each time, with the `clock` and `cards` it is given by name."""
Pace = Literal["jump", "daily", "commands"]
"""When the clock is run: before each act, every day, or only by the commands themselves."""


@dataclass(frozen=True)
class Life:
    """A practice with its plans, a first day, and what is asked from then on.

    Attributes:
        plans: plans as a file has them: mappings, amounts as text in major units.
        acts: what is asked, in order; each says how many days pass before it.
        start: the first day, a local date.
        currency: ISO 4217; timezone: an IANA name.
        manual: True where charges are only reported by acts; False where a simulated card answers.
        rest: days that pass after the last act.
        locations: ids of the practice's places, none for a practice that names none.
        catalogue: its services as a file has them; None for no catalogue.
    """

    plans: tuple[dict[str, Any], ...]
    acts: tuple[Act, ...]
    start: date = date(2026, 1, 10)
    currency: str = "USD"
    timezone: str = "America/Denver"
    manual: bool = False
    rest: int = 0
    locations: tuple[str, ...] = ()
    catalogue: tuple[dict[str, Any], ...] | None = None

    def only(self, member: str) -> Life:
        """The same days with the acts of one member alone; the others' days just pass."""
        acts = [a if a.member == member else Act(a.after, "wait") for a in self.acts]
        return replace(self, acts=tuple(acts))


@dataclass(frozen=True)
class Outcome:
    """What came of an act.

    Attributes:
        act: what was asked, in words.
        day: the local date on which it was.
        call: what the ledger was asked; None where it was asked nothing.
        word: `done`, `waited` (nothing was asked), or the code of a refusal.
        receipt: what the ledger answered; None unless done.
    """

    act: Act
    day: date
    call: Call | None
    word: str
    receipt: Any = None


class Table:
    """A ledger with its clock and its cards, and what came of the acts so far.

    Args:
        life: the practice, its plans and its first day; its acts wait until they are played.
        pace: when the clock is run.
        reloading: whether each member is read back from a snapshot after each of its acts.
        url: where the ledger is kept; a new one in memory by default.
        opens: opens the ledger instead, such as one that a host has made its own.
        outcomes: what came of each act performed so far, in order.
        published: the terms that acts have published, in order, with the version of each.
        money: ids of the benefits whose quantity is an amount, in minor units.

    Raises:
        InvalidPlan: a plan of the life is wrong.
    """

    def __init__(
        self,
        life: Life,
        pace: Pace = "jump",
        *,
        reloading: bool = False,
        url: str = MEMORY,
        opens: Opens | None = None,
    ) -> None:
        self.life, self.pace, self.reloading = life, pace, reloading
        self.clock = SetClock(life.timezone, life.start)
        self.cards = SimulatedCards()
        cards = None if life.manual else self.cards
        self.opens: Opens = opens or partial(Ledger.open, url)
        self.ledger = self.opens(clock=self.clock, cards=cards)
        self.ledger.open_practice(
            life.timezone,
            life.currency,
            life.plans,
            locations=life.locations,
            catalogue=life.catalogue,
        )
        self.outcomes: list[Outcome] = []
        self.published: list[dict[str, Any]] = []
        self.money = money_benefits(life.plans)

    # What is asked

    def play(self) -> None:
        """Perform every act of the life, let its rest pass, and run the clock a last time."""
        for asked in self.life.acts:
            self.perform(asked)
        self.wait(self.life.rest)
        self.ledger.advance()

    def wait(self, days: int) -> None:
        """Let days pass, running the clock as the pace says."""
        if self.pace == "daily":
            for _ in range(days):
                self.clock.day += timedelta(days=1)
                self.ledger.advance()
        else:
            self.clock.day += timedelta(days=days)
            if self.pace == "jump":
                self.ledger.advance()

    def perform(self, asked: Act) -> Outcome:
        """Let the act's days pass, then ask for it; what came of it is kept and returned."""
        self.wait(asked.after)
        call = self.resolve(asked)
        word, receipt = "waited", None
        if call is not None:
            word, receipt = self.ask(call)
        outcome = Outcome(asked, self.clock.day, call, word, receipt)
        self.outcomes.append(outcome)
        if self.reloading:
            self.reload(asked.member)
        return outcome

    def repeat(self, outcome: Outcome) -> Outcome:
        """Ask again today what was asked then, to the letter; what came of it is kept, too."""
        assert outcome.call is not None, f"{outcome.act} was not asked of the ledger"
        word, receipt = self.ask(outcome.call)
        again = Outcome(replace(outcome.act, after=0), self.clock.day, outcome.call, word, receipt)
        self.outcomes.append(again)
        return again

    def ask(self, call: Call) -> tuple[str, Any]:
        """Ask the ledger, as the desk; a refusal is an answer, anything else is raised."""
        method = getattr(self.ledger, call.method)
        who = {"actor": "desk", "reason": "asked"}
        try:
            return "done", method(call.member, *call.args, **{**who, **call.kwargs})
        except Refused as refusal:
            return refusal.reason, None

    def resolve(self, asked: Act) -> Call | None:
        """The call of an act; None for one that is not asked of the ledger, and is done here."""
        return RESOLVE[asked.verb](self, asked)

    def reload(self, member: str) -> None:
        """Keep the member as a snapshot and nothing else, as after a restart."""
        desk = self.ledger._desk
        stream = stream_id(desk.practice, member)
        if stream in desk._states:
            again = snapshot.load(snapshot.dump(desk._states[stream]))
            assert again is not None
            desk._states[stream] = again

    # What is there to judge

    @property
    def members(self) -> list[str]:
        """Who was ever enrolled or otherwise has a stream."""
        return self.ledger.members()

    def events(self, member: str = "ana") -> list[Event]:
        """A member's whole stream, as the store reads it."""
        return self.ledger._desk.store.read(stream_id(self.ledger.practice, member))

    def state(self, member: str = "ana") -> MemberState:
        """A member's state, as the next command would see it."""
        return self.ledger._desk.load(member)

    def records(self) -> list[StoredRecord]:
        """Everything stored, of every stream, in its order."""
        return list(self.ledger._desk.store.records())

    def day(self, ago: int = 0) -> date:
        """Today, or the day so many days ago; a day to come where `ago` is negative."""
        return self.clock.day - timedelta(days=ago)


@contextmanager
def at_table(
    life: Life,
    pace: Pace = "jump",
    *,
    reloading: bool = False,
    url: str = MEMORY,
    opens: Opens | None = None,
) -> Iterator[Table]:
    """A ledger on which nothing was asked yet."""
    table = Table(life, pace, reloading=reloading, url=url, opens=opens)
    with table.ledger:
        yield table


@contextmanager
def play(
    life: Life,
    pace: Pace = "jump",
    *,
    reloading: bool = False,
    url: str = MEMORY,
    opens: Opens | None = None,
) -> Iterator[Table]:
    """A ledger on which the whole life was lived."""
    with at_table(life, pace, reloading=reloading, url=url, opens=opens) as table:
        table.play()
        yield table


def facts(events: list[Event]) -> list[dict[str, Any]]:
    """Events as plain values, without the instant at which they were recorded."""
    return [{"event": type(e).__name__, **e.model_dump(exclude={"recorded_at"})} for e in events]
