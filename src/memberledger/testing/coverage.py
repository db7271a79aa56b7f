"""What a sample of random lives says, asks and makes: `python -m memberledger.testing.coverage`.

Takes a number of lives and a seed (400 and 20260110 unless given); the same two give the same
table. Counted are the corners of the trade and the fields that plans set, each once a life; what
was asked and what came of it; and the kinds of event.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.aggregates.member import events as e
from memberledger.terms import read_plan
from memberledger.testing.asking import RESOLVE
from memberledger.testing.fields import all_fields, fields_set
from memberledger.testing.lives import Life, Table, play
from memberledger.testing.strategies import lives

__all__ = ["CORNERS", "SEED", "Sample", "corners", "sample"]

SEED = 20260110
_TOGETHER = 20
"""Lives drawn from one seed; those that come later are much like those before."""

CORNERS: dict[str, tuple[type[Event], ...]] = {
    "a pause": (e.Paused,),
    "a refund": (e.Refunded,),
    "a dispute": (e.Disputed,),
    "a decline": (e.ChargeFailed,),
    "a change of plan": (e.Upgraded, e.Downgraded),
    "an ending": (e.Cancelled,),
    "a use": (e.Redeemed,),
    "a reservation": (e.Reserved,),
    "a lapse": (e.Lapsed,),
    "a suspension": (e.Suspended,),
    "billing credit": (e.CreditUsed, e.CreditGiven),
    "a refusal": (),
    "a late fact": (),
    "charges only reported": (),
}
"""Corners of the trade, with the events that show them; those with none are seen otherwise."""


def corners(table: Table) -> Iterator[str]:
    """The corners of the trade that a life that was played has reached, each once."""
    kinds = {type(happened) for happened in table.events()}
    for name, wanted in CORNERS.items():
        if kinds & set(wanted):
            yield name
    if any(o.word not in ("done", "waited") for o in table.outcomes):
        yield "a refusal"
    if any(_is_late(o.receipt.events, o.day) for o in table.outcomes if o.receipt is not None):
        yield "a late fact"
    if table.life.manual:
        yield "charges only reported"


def _is_late(events: tuple[Event, ...], today: object) -> bool:
    reported = [h for h in events if isinstance(h, e.Redeemed | e.Charged | e.ChargeFailed)]
    return any(happened.effective_on != today for happened in reported)


@dataclass
class Sample:
    """How often each thing was there in a number of lives.

    Attributes:
        lives: how many there were.
        fields: lives with a plan that sets it, as "Pause.max_length".
        words: how often a verb had an outcome, as "redeem done" or "redeem paused".
        kinds: events of a kind.
        corners: lives with a corner of the trade.
    """

    lives: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    kinds: Counter[type[Event]] = field(default_factory=Counter)
    corners: Counter[str] = field(default_factory=Counter)

    def add(self, table: Table) -> None:
        """Count a life that was played."""
        life = table.life
        said = {f for plan in life.plans for f in fields_set(read_plan(plan, life.currency))}
        self.lives += 1
        self.fields.update(said)
        self.words.update(f"{o.act.verb} {o.word}" for o in table.outcomes)
        self.corners.update(corners(table))
        for member in table.members:
            self.kinds.update(type(happened) for happened in table.events(member))

    def never_reached(self) -> set[str]:
        """Corners that no life has."""
        return set(CORNERS) - set(self.corners)

    def never_set(self) -> list[str]:
        """Fields that no plan says."""
        return [name for name in all_fields() if not self.fields[name]]

    def never_made(self) -> set[str]:
        """Kinds of event, by name, that no stream holds."""
        return {kind.__name__ for kind in set(MEMBER_EVENTS) - set(self.kinds)}

    def never_asked(self) -> set[str]:
        """Verbs that no act has."""
        return set(RESOLVE) - {word.split()[0] for word in self.words}

    def lines(self) -> Iterator[str]:
        """The whole table, as text."""
        yield f"{self.lives} lives"
        yield "corners, by lives that reach them"
        for name in CORNERS:
            yield f"{self.corners[name]:7}  {name}"
        yield "fields, by lives that set them"
        for name in all_fields():
            yield f"{self.fields[name]:7}  {name}"
        yield "what was asked, and what came of it"
        for word, count in sorted(self.words.items()):
            yield f"{count:7}  {word}"
        yield "events"
        for kind in sorted(MEMBER_EVENTS, key=lambda kind: kind.__name__):
            yield f"{self.kinds[kind]:7}  {kind.__name__}"


def sample(
    count: int, first_seed: int = SEED, each: Callable[[Table], None] | None = None
) -> Sample:
    """Play a number of lives, three of four under the whole schema.

    Args:
        count: how many; rounded down to whole twenties, which share a seed.
        first_seed: that of the first twenty; the next have the next.
        each: called with every life that was played, while its ledger is open.
    """
    found = Sample()

    def play_some(n: int, *, wide: bool) -> None:
        @seed(first_seed + n)
        @settings(
            max_examples=_TOGETHER,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(lives(wide=wide))
        def some(life: Life) -> None:
            with play(life) as table:
                found.add(table)
                if each is not None:
                    each(table)

        some()

    for n in range(count // _TOGETHER):
        play_some(n, wide=n % 4 != 0)
    return found


def _main(count: str = "400", first_seed: str = str(SEED)) -> None:
    for line in sample(int(count), int(first_seed)).lines():
        print(line)  # noqa: T201 - a command that shows a table


if __name__ == "__main__":
    _main(*sys.argv[1:3])
