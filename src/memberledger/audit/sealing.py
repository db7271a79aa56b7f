"""Making a seal of a ledger as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.practice import PracticeOpened
from memberledger.audit.merkle import root
from memberledger.audit.seal import FORMAT, MoneyTotals, PracticeTotals, Seal, StreamHead
from memberledger.audit.walking import Fault, Walk
from memberledger.errors import LedgerError
from memberledger.store import Store

__all__ = ["LedgerDamaged", "heads_of", "seal_ledger"]


class LedgerDamaged(LedgerError):
    """A ledger whose log is not as it was written; `faults` say where."""

    code = "ledger_damaged"
    faults: tuple[Fault, ...]


class _Totals:
    """Adds up what events name, by practice and currency."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.policies: set[str] = set()
        self._of: dict[UUID, tuple[str, str]] = {}
        self._members: Counter[str] = Counter()
        self._events: Counter[str] = Counter()
        self._money: dict[tuple[str, str], Counter[str]] = {}

    def add(self, stream: UUID, name: str, event: Event) -> None:
        self.kinds[name] += 1
        if event.policy is not None:
            self.policies.add(event.policy)
        if isinstance(event, PracticeOpened):
            self._of[stream] = (event.practice, event.currency)
        elif isinstance(event, e.Enrolled) and stream not in self._of:
            self._of[stream] = (event.practice, event.currency)
            self._members[event.practice] += 1
        practice, currency = self._of.get(stream, ("", ""))
        self._events[practice] += 1
        money = self._money.setdefault((practice, currency), Counter())
        if isinstance(event, e.Charged):
            money["charged"] += event.amount
        elif isinstance(event, e.Refunded):
            money["refunded"] += event.amount
        elif isinstance(event, e.DisputeLost):
            money["disputes_lost"] += event.amount

    def practices(self) -> dict[str, PracticeTotals]:
        """The totals of each practice."""
        return {
            practice: PracticeTotals(
                members=self._members[practice],
                events=self._events[practice],
                money={
                    currency: MoneyTotals(**sums)
                    for (whose, currency), sums in sorted(self._money.items())
                    if whose == practice
                },
            )
            for practice in sorted(self._events)
        }


def seal_ledger(
    store: Store,
    *,
    now: datetime,
    previous: Seal | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Seal:
    """Seal everything a ledger holds, every practice of it.

    Args:
        store: the ledger; every byte is read and every digest recomputed.
        now: the instant to write into it, aware.
        previous: the seal before, to be named in this one.
        tell: told how far it is: (events read, of how many), now and then.

    Raises:
        LedgerDamaged: the log is not as it was written; what is damaged is not sealed.
        CorruptEvent, UnknownEvent: an event can't be read.
    """
    walk, totals = Walk(), _Totals()
    last = store.last_position()
    for record in walk.over(store, last):
        event = store.registry.parse(record.name, record.data, record.position)
        totals.add(record.stream, record.name, event)
        if tell is not None and walk.events % 1000 == 0:
            tell(walk.events, last)
    if walk.faults:
        first = walk.faults[0]
        raise LedgerDamaged(
            f"the ledger can't be sealed: at position {first.position} {first.message}; "
            f"{len(walk.faults)} such in all. Run audit check to see them",
            faults=tuple(walk.faults),
        )
    streams = heads_of(walk)
    return Seal(
        format=FORMAT,
        sealed_at=now.astimezone(UTC),
        position=walk.position,
        events=walk.events,
        log=walk.log.hex(),
        root=root([head.leaf() for head in streams]).hex(),
        streams=streams,
        practices=totals.practices(),
        kinds=dict(sorted(totals.kinds.items())),
        policies=tuple(sorted(totals.policies)),
        previous=previous.root if previous is not None else None,
    )


def heads_of(walk: Walk) -> tuple[StreamHead, ...]:
    """Each stream's head, sorted by its id."""
    return tuple(
        StreamHead(stream=stream.hex, version=head.version, digest=head.digest.hex())
        for stream, head in sorted(walk.heads.items(), key=lambda each: each[0].bytes)
    )
