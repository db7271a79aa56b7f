"""Fills the disk under a ledger, again and again: `python -m tests.proofs.disk 40 1`.

In a file, and in a database of a server whose tables are on the disk. Commands are asked, the clock
run, views caught up and built anew until one fails, because nothing is left. Then everybody can be
read still, nothing is half done, and with space again the same request is done, once. With the word
`planted`, the position of views moves in a transaction of its own, which must be found out.

It needs the right to mount a file system in memory, and says so where it is missing.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field

from tests.postgres_server import a_server

from memberledger import Ledger, SetClock
from memberledger.store import StoreFailed

from .command import Asked, finish, say
from .judging import Watch, is_sound
from .planted import planted
from .practice import PLANS, START, ZONE, ask, cards, command, day, digest
from .small_disk import NoDisk, SmallDisk, a_database_on, a_small_disk

__all__ = ["Filling"]


@dataclass
class Filling:
    """A ledger on a small disk.

    Attributes:
        failed: what failed since the disk was full, counted.
        wrong: what is not as it must be.
    """

    disk: SmallDisk
    ledger: Ledger
    clock: SetClock
    seed: int
    number: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def at(cls, place: str, disk: SmallDisk, seed: int) -> Filling:
        """A ledger at a place on the disk, with its practice and its first members."""
        clock = SetClock(ZONE, START)
        ledger = Ledger.open(place, clock=clock, cards=cards)
        ledger.open_practice(ZONE, "USD", PLANS)
        filling = cls(disk, ledger, clock, seed)
        for _ in range(40):
            filling._next()
        ledger.views.catch_up()
        return filling

    def round(self, dice: random.Random) -> None:
        """Fill the disk, go on until something fails, look, and go on with space again."""
        self.disk.fill(dice.randint(0, 60_000))
        what = self._until_it_fails(dice)
        if what is None:
            self.wrong.append("the disk was never full")
        else:
            self.failed[what] += 1
        store = self.ledger._desk.store
        self.wrong += self.watch.read(store)
        self.wrong += [fault.message for fault in store.verify_chain()]
        for member in self.ledger.members():
            self.ledger.member(member)
        self.wrong += [s.view for s in self.ledger.views.standings() if s.state != "live"]
        self.disk.free()
        try:
            self._next()
            self.ledger.advance()
            self.ledger.views.catch_up()
        except StoreFailed as error:
            self.wrong.append(f"there is space, and it fails: {error}")

    def _until_it_fails(self, dice: random.Random) -> str | None:
        for _ in range(400):
            what = dice.choices(["command", "clock", "catching up", "building"], [30, 2, 4, 1])[0]
            try:
                if what == "command":
                    self._next()
                elif what == "clock":
                    self.ledger.advance()
                elif what == "catching up":
                    self.ledger.views.catch_up(20)
                else:
                    self.ledger.views.rebuild()
            except StoreFailed as error:
                if not any(word in error.why for word in ("full", "space", "extend file")):
                    self.wrong.append(str(error))
                return what
        return None

    def _next(self) -> None:
        """The next command; it is the next one still where it fails."""
        asked = command(self.seed, self.number)
        self.clock.day = day(self.number)
        word, events, _ = ask(self.ledger, asked)
        fault = self.watch.acknowledged(asked.key, word, digest(events))
        self.wrong += [fault] if fault else []
        self.number += 1


def filled(place: str, disk: SmallDisk, count: int, seed: int) -> Filling:
    """Fill a ledger's disk so many times; a whole look every ten, and in the end."""
    dice = random.Random(seed)
    filling = Filling.at(place, disk, seed)
    with filling.ledger:
        for number in range(count):
            filling.round(dice)
            if (number + 1) % 10 == 0 or number + 1 == count:
                filling.wrong += is_sound(filling.ledger)
    return filling


def report(where: str, count: int, filling: Filling) -> None:
    failed = ", ".join(f"{number} {what}" for what, number in filling.failed.most_common())
    say(f"{where}: {count} times full; what failed first: {failed}")
    say(f"  {filling.number} commands asked, {len(filling.wrong)} faults")
    for fault in filling.wrong[:3]:
        say(f"    {fault}")


def main(asked: Asked) -> int:
    wrong = 0
    try:
        with planted("position outside" if asked.planted else None):
            with a_small_disk(6) as disk:
                filling = filled(f"{disk.path / 'spa.db'}", disk, asked.count, asked.seed)
                report("file", asked.count, filling)
                wrong += len(filling.wrong)
            with a_server() as server, a_small_disk(24) as disk, a_database_on(disk, server) as url:
                filling = filled(url, disk, asked.count, asked.seed)
                report("server", asked.count, filling)
                wrong += len(filling.wrong)
    except NoDisk as why:
        say(f"not shown: {why}")
        return 2
    return finish(asked, wrong)


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 40)))
