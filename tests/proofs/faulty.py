"""Lives a practice on a store that fails, many times: `python -m tests.proofs.faulty 200 1`.

Each seed is a life of its own: commands, retries in any order, duplicates, clocks that jump, and a
store that errs or crashes at any point. Safety: whatever went wrong, nothing acknowledged is lost,
nothing is doubled, an audit finds nothing and the views are as refolded. Liveness: once nothing
goes wrong any more, everything that is still wanted is answered at the first try, and every charge
that the processor took is known once it has been reported. With the word
`planted`, the same lives with each of three faults planted, which must be found.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from memberledger import Ledger, LedgerError, SetClock
from memberledger.aggregates.member import Answer, ChargeRequest
from memberledger.store import StoreError

from .command import Asked, a_folder, finish, say
from .faulty_store import POINTS, Crash, FaultyStore, Plan
from .judging import Watch, is_sound
from .planted import planted
from .practice import PLANS, START, ZONE, Command, ask, cards, digest, drawn

__all__ = ["Life", "live"]

_MEMBERS, _STEPS = 5, 60
PLANTED = ("acknowledges early", "position outside", "forgets keys")


@dataclass
class Life:
    """One seed's life.

    Attributes:
        open: commands whose outcome nobody was told, to be asked again.
        known: commands that were acknowledged as done.
        wrong: what is not as it must be.
    """

    seed: int
    path: Path
    early: bool = False
    open: list[Command] = field(default_factory=list)
    known: list[Command] = field(default_factory=list)
    taken: dict[str, ChargeRequest] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.plan = Plan(self.dice)
        self.watch = Watch()
        self.clock = SetClock(ZONE, START)
        self.ledger = self._opened()

    def _opened(self) -> Ledger:
        ledger = Ledger.open(self.path, clock=self.clock, cards=self._cards)
        ledger._desk.store = FaultyStore(ledger._desk.store, self.plan)
        return ledger

    def _cards(self, request: ChargeRequest) -> Answer:
        """The processor; what it took it took, though the ledger may never hear the answer."""
        answer = cards(request)
        if answer.declined is None:
            self.taken[answer.charge] = request
        return answer

    def live(self) -> None:
        """The whole life; what is wrong is in `wrong`."""
        with self.plan.resting():
            self.ledger.open_practice(ZONE, "USD", PLANS)
            for number in range(_MEMBERS):
                self._ask(Command("enroll", f"m-{number:02}", f"join-{number}", ("glow",)))
        for number in range(_STEPS):
            self._step(number)
            if self.dice.random() < 0.3:
                self._judge(self.watch.read(self.ledger._desk.store))
        self._judge(self._whole())
        self.plan.calm = True
        self._finish()
        self._judge(self._whole())
        self.ledger.close()

    def _step(self, number: int) -> None:
        """One thing happens; what fails is asked again some day, what crashed begins anew."""
        what = self.dice.choices(
            ["new", "again", "twice", "jump", "clock", "views"], [50, 20, 10, 5, 8, 12]
        )[0]
        self.done[what] += 1
        try:
            if what == "new":
                self._ask(drawn(self.dice, f"k-{number}", _MEMBERS))
            elif what == "again" and self.open:
                self._ask(self.open.pop(self.dice.randrange(len(self.open))))
            elif what == "twice" and self.known:
                self._ask(self.dice.choice(self.known))
            elif what == "jump":
                self.clock.day += timedelta(days=self.dice.randint(-20, 45))
            elif what == "clock":
                self.ledger.advance()
            elif what == "views":
                self.ledger.views.catch_up(self.dice.randint(1, 9))
        except Crash:
            self.done["crashes"] += 1
            with suppress(StoreError):
                self.ledger.close()
            self.ledger = self._opened()
        except LedgerError as error:
            self.done[f"told {error.code}"] += 1

    def _ask(self, asked: Command) -> None:
        """Ask; the outcome is unknown until it is told."""
        repeating = asked in self.known
        if not repeating:
            self.open.append(asked)
        if self.early:
            self.plan.before_commit = lambda: self._told(asked, "done", "")
        try:
            word, events, repeated = ask(self.ledger, asked)
        finally:
            self.plan.before_commit = None
        if repeating and (word != "done" or not repeated):
            self.wrong.append(f"{asked.key} was done, and now it is {word}")
        self._told(asked, word, digest(events))

    def _told(self, asked: Command, word: str, said: str) -> None:
        fault = self.watch.acknowledged(asked.key, word, said)
        if fault is not None:
            self.wrong.append(fault)
        if asked in self.open:
            self.open.remove(asked)
            if word == "done":
                self.known.append(asked)

    def _finish(self) -> None:
        """Nothing goes wrong any more: all that is open is answered, and the clock finishes."""
        self.clock.day = max([self.clock.day, *self._days()]) + timedelta(days=40)
        try:
            wanted, self.open = self.open, []
            for asked in wanted:
                self._ask(asked)
            self.ledger.advance()
            if self.ledger.advance().events:
                self.wrong.append("the clock ran, and something was due still")
        except LedgerError as error:
            self.wrong.append(f"nothing goes wrong, and it fails: {error.code}: {error}")
        self.wrong += [f"{asked.key} is open for ever" for asked in self.open]
        self._hear_from_the_processor()

    def _hear_from_the_processor(self) -> None:
        """A charge whose answer was lost is known once the processor reports it."""
        known = self.ledger._desk.store.claims("main", "charge")
        for charge, request in self.taken.items():
            if charge not in known:
                self.done["charges known by a report alone"] += 1
                self.ledger.charge_succeeded(request.member, charge, request.amount)
        known = self.ledger._desk.store.claims("main", "charge")
        self.wrong += [
            f"{each} was taken, and is not known" for each in self.taken if each not in known
        ]

    def _days(self) -> Iterator[date]:
        for member in self.ledger.members():
            yield self.ledger._desk.load(member).latest_on

    def _whole(self) -> Iterator[str]:
        yield from self.watch.read(self.ledger._desk.store)
        yield from is_sound(self.ledger)

    def _judge(self, faults: Iterator[str]) -> None:
        with self.plan.resting():
            self.wrong += [fault for fault in faults if fault not in self.wrong]


def live(seed: int, plant: str | None = None) -> Life:
    """The life of a seed, with or without a planted fault."""
    with a_folder() as folder:
        early = plant == "acknowledges early"
        with planted(None if early else plant):
            life = Life(seed, folder / "faulty.db", early)
            life.live()
    return life


def _series(asked: Asked, plant: str | None) -> int:
    """As many lives as were asked for; how many of them broke."""
    done, struck, broken = Counter[str](), Counter[str](), dict[int, list[str]]()
    for seed in range(asked.seed, asked.seed + asked.count):
        life = live(seed, plant)
        done.update(life.done)
        struck.update(life.plan.struck)
        if life.wrong:
            broken[seed] = life.wrong
    say(f"{asked.count} lives{f', planted: {plant}' if plant else ''}: {len(broken)} broken")
    if not plant:
        say("  " + ", ".join(f"{count} {what}" for what, count in done.most_common()))
        say(f"  {struck.total()} times it went wrong:   crash  error")
        for point in POINTS:
            say(f"    {point:28} {struck[f'{point}: crash']:7}{struck[f'{point}: error']:7}")
    for seed, wrong in list(broken.items())[: 3 if not plant else 1]:
        say(f"  seed {seed}: {'; '.join(wrong[:3])}")
    return len(broken)


def main(asked: Asked) -> int:
    if not asked.planted:
        return finish(asked, _series(asked, None))
    found = [_series(asked, plant) for plant in PLANTED]
    return finish(asked, sum(found) if all(found) else 0)


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 200)))
