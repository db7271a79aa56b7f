"""Two clients whose clocks jump, on one ledger: `python -m tests.proofs.clocks 200 1`.

Each seed is a life of its own: the clocks jump by hours and by weeks, forward and back, to the
hours that summer time skips or has twice, and to both sides of midnight. A client may run the
clock of a day that the other has not reached. Whatever they show: within a stream events follow one
another in time, what is refused is refused with a code, no period is billed twice, and an audit and
a refold agree. With the word `planted`, events are recorded at whatever instant a clock shows.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from memberledger import Ledger, LedgerError
from memberledger.aggregates.member import events as e

from .command import Asked, a_folder, finish, say
from .judging import Watch, is_sound
from .planted import planted
from .practice import PLANS, ZONE, Command, ask, cards, digest, drawn

__all__ = ["Life", "live"]

_MEMBERS, _STEPS = 4, 70
_DENVER = ZoneInfo(ZONE)
_BEGIN = datetime(2026, 2, 20, 19, tzinfo=UTC)
_EDGES = [
    datetime(2026, 3, 8, 1, 59, 59, tzinfo=_DENVER),
    datetime(2026, 3, 8, 3, tzinfo=_DENVER),
    datetime(2026, 11, 1, 1, 30, tzinfo=_DENVER),
    datetime(2026, 11, 1, 1, 30, tzinfo=_DENVER, fold=1),
    datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=_DENVER),
    datetime(2026, 3, 1, tzinfo=_DENVER),
    datetime(2026, 3, 31, 23, 30, tzinfo=_DENVER),
]
"""The ends of the hour that is skipped and of the one that is there twice, and of some days."""


class Clock:
    """A clock that goes a little, and sometimes jumps."""

    def __init__(self, dice: random.Random, jumps: Counter[str]) -> None:
        self.now, self._dice, self._jumps = _BEGIN, dice, jumps

    def __call__(self) -> datetime:
        """What it shows."""
        self.now += timedelta(seconds=self._dice.randint(0, 90))
        return self.now

    def jump(self) -> None:
        """Show another time."""
        before, how = self.now, self._dice.choice(["hours", "days", "weeks", "edge"])
        if how == "edge":
            self.now = self._dice.choice(_EDGES).astimezone(UTC)
        else:
            most = {"hours": 30, "days": 24 * 9, "weeks": 24 * 25}[how]
            self.now += timedelta(
                hours=self._dice.randint(-most, most), minutes=self._dice.randint(0, 59)
            )
        self._jumps["forward" if self.now >= before else "back"] += 1


class Life:
    """One seed's life.

    Attributes:
        jumps: of the clocks, by direction.
        words: what came of what was asked.
        wrong: what is not as it must be.
    """

    def __init__(self, seed: int, path: Path) -> None:
        self.dice = random.Random(seed)
        self.jumps, self.words, self.wrong = Counter[str](), Counter[str](), list[str]()
        self.clocks = [Clock(self.dice, self.jumps) for _ in range(2)]
        self.clients = [Ledger.open(path, clock=clock, cards=cards) for clock in self.clocks]
        self.watch = Watch()

    def live(self) -> None:
        """The whole life; what is wrong is in `wrong`."""
        self.clients[0].open_practice(ZONE, "USD", PLANS)
        for number in range(_MEMBERS):
            self._ask(Command("enroll", f"m-{number:02}", f"join-{number}", ("glow",)))
        for number in range(_STEPS):
            what = self.dice.random()
            if what < 0.25:
                self.dice.choice(self.clocks).jump()
            elif what < 0.4:
                self._advance(self.dice.choice(self.clients))
            else:
                self._ask(drawn(self.dice, f"k-{number}", _MEMBERS))
        for clock in self.clocks:
            clock.now = datetime(2027, 1, 15, 12, tzinfo=UTC)
        if self._advance(self.clients[0]) != "advanced":
            self.wrong.append("the clocks stand, and it does not advance")
        ledger = self.clients[1]
        self.wrong += [*self.watch.read(ledger._desk.store), *self._in_order(ledger)]
        self.wrong += is_sound(ledger)
        for client in self.clients:
            client.close()

    def _ask(self, asked: Command) -> None:
        try:
            word, events, _ = ask(self.dice.choice(self.clients), asked)
        except LedgerError as error:
            word, events = error.code, ()
        self.words[word] += 1
        fault = self.watch.acknowledged(asked.key, word, digest(events))
        self.wrong += [fault] if fault else []

    def _advance(self, client: Ledger) -> str:
        try:
            client.advance()
            word = "advanced"
        except LedgerError as error:
            word = f"advance: {error.code}"
        self.words[word] += 1
        return word

    def _in_order(self, ledger: Ledger) -> Iterator[str]:
        """Whether each stream goes forward in time, and each period was billed once."""
        for member in ledger.members():
            history = ledger.history(member)
            for before, after in pairwise(history):
                if after.recorded_at < before.recorded_at:
                    yield f"{member}: {type(after).__name__} was recorded before what it follows"
            begun = Counter(each.start for each in history if isinstance(each, e.DuesBilled))
            yield from (f"{member}: {start} is billed twice" for start in begun if begun[start] > 1)


def live(seed: int, plant: str | None = None) -> Life:
    """The life of a seed."""
    with a_folder() as folder, planted(plant):
        life = Life(seed, folder / "clocks.db")
        life.live()
    return life


def main(asked: Asked) -> int:
    jumps, words, broken = Counter[str](), Counter[str](), dict[int, list[str]]()
    for seed in range(asked.seed, asked.seed + asked.count):
        life = live(seed, "believes the clock" if asked.planted else None)
        jumps.update(life.jumps)
        words.update(life.words)
        if life.wrong:
            broken[seed] = life.wrong
    say(f"{asked.count} lives of two clients: {len(broken)} broken")
    say(f"  {jumps['forward']} jumps forward, {jumps['back']} back")
    say("  " + ", ".join(f"{count} {word}" for word, count in words.most_common()))
    for seed, wrong in list(broken.items())[:3]:
        say(f"  seed {seed}: {'; '.join(wrong[:3])}")
    return finish(asked, len(broken))


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 200)))
