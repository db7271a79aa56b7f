"""What a fixed sample of random lives says, asks and makes: `python -m tests.properties.coverage`.

Counted are the fields their plans set, each once a life; what was asked and what came of it; and
the kinds of event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fields import all_fields, fields_set

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS
from memberledger.terms import read_plan

from .asking import RESOLVE
from .lives import Life, Table, play
from .strategies import lives

__all__ = ["Sample", "sample"]

_SEED = 20260110
_TOGETHER = 20
"""Lives drawn from one seed; those that come later are much like those before."""


@dataclass
class Sample:
    """How often each thing was there in a number of lives.

    Attributes:
        fields: lives with a plan that sets it, as "Pause.max_length".
        words: how often a verb had an outcome, as "redeem done" or "redeem paused".
        kinds: events of a kind.
        features: lives with a corner of the trade.
    """

    lives: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    kinds: Counter[type[Event]] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    def add(self, table: Table) -> None:
        life = table.life
        said = {f for plan in life.plans for f in fields_set(read_plan(plan, life.currency))}
        self.lives += 1
        self.fields.update(said)
        self.words.update(f"{o.act.verb} {o.word}" for o in table.outcomes)
        for member in table.members:
            self.kinds.update(type(happened) for happened in table.events(member))

    def never_set(self) -> list[str]:
        return [name for name in all_fields() if not self.fields[name]]

    def never_made(self) -> set[str]:
        return {kind.__name__ for kind in set(MEMBER_EVENTS) - set(self.kinds)}

    def never_asked(self) -> set[str]:
        return set(RESOLVE) - {word.split()[0] for word in self.words}

    def lines(self) -> Iterator[str]:
        yield f"{self.lives} lives"
        yield "fields, by lives that set them"
        for name in all_fields():
            yield f"{self.fields[name]:7}  {name}"
        yield "what was asked, and what came of it"
        for word, count in sorted(self.words.items()):
            yield f"{count:7}  {word}"
        yield "events"
        for kind in sorted(MEMBER_EVENTS, key=lambda kind: kind.__name__):
            yield f"{self.kinds[kind]:7}  {kind.__name__}"


def sample(count: int, features: Callable[[Table], Iterator[str]] | None = None) -> Sample:
    """Play a fixed number of lives, three of four under the whole schema."""
    found = Sample()

    def play_some(n: int, *, wide: bool) -> None:
        @seed(_SEED + n)
        @settings(
            max_examples=_TOGETHER,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(lives(wide=wide))
        def some(life: Life) -> None:
            with play(life) as table:
                found.add(table)
                if features is not None:
                    found.features.update(features(table))

        some()

    for n in range(count // _TOGETHER):
        play_some(n, wide=n % 4 != 0)
    return found


if __name__ == "__main__":
    for line in sample(400).lines():
        print(line)  # noqa: T201 - a command that shows a table
