"""Whether a ledger holds what was acknowledged, once, and is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.views.practice import rows_of

from memberledger import Ledger
from memberledger.aggregates.event import Event
from memberledger.audit import run_checks
from memberledger.store import Store

from .practice import digest

__all__ = ["Watch", "is_sound"]

ONCE = {"Enrolled", "Redeemed", "Adjusted", "Reserved", "Paused", "Resumed", "UnitsGiven"}
"""Of these, one key makes one."""


@dataclass
class Watch:
    """Follows the log of a ledger beside what its clients were told.

    Attributes:
        told: by key, the digest of the events that were acknowledged; "" where only that it is
            done is known.
        position: up to where the log was read.
        kept: by key, its events in the log.
    """

    told: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    position: int = 0
    kept: dict[str, list[Event]] = field(default_factory=dict)

    def acknowledged(self, key: str, word: str, said: str) -> str | None:
        """A client was told; what is wrong where it was told something else before."""
        if word != "done":
            self.refused.add(key)
            return None
        before = self.told.setdefault(key, said)
        return None if said in {before, ""} or not before else f"{key} was told two results"

    def read(self, store: Store) -> Iterator[str]:
        """Read on; what is wrong with the log so far."""
        for record in store.records(self.position):
            if record.position != self.position + 1:
                yield f"position {record.position} follows {self.position}"
            self.position = record.position
            event = store.registry.parse(record.name, record.data, record.position)
            if event.key is not None:
                self.kept.setdefault(event.key.partition(":")[2], []).append(event)
        for key, events in self.kept.items():
            kinds = Counter(type(each).__name__ for each in events)
            if any(count > 1 for kind, count in kinds.items() if kind in ONCE):
                yield f"doubled: {key}"
            if key in self.refused and key not in self.told:
                yield f"refused, and recorded: {key}"
        for key, said in self.told.items():
            if key not in self.kept:
                yield f"lost: {key}"
            elif said and self.kept[key] and digest(self._own(key)) != said:
                yield f"another result: {key}"

    def _own(self, key: str) -> list[Event]:
        """The events of the member who asked; a transfer has some of the other's too."""
        return [each for each in self.kept[key] if type(each).__name__ != "UnitsReceived"]


def is_sound(ledger: Ledger) -> Iterator[str]:
    """What is wrong: faults of the chain, findings of an audit, views that a refold denies."""
    store = ledger._desk.store
    yield from (f"chain: {fault.message}" for fault in store.verify_chain())
    ledger.views.catch_up()
    last = store.last_position()
    for standing in ledger.views.standings():
        if (standing.state, standing.position) != ("live", last):
            yield f"view {standing.view} is {standing.state} at {standing.position} of {last}"
    yield from (
        f"audit: {finding.rule}: {finding.message}" for finding in run_checks(store).findings
    )
    grown = rows_of(ledger)
    ledger.views.rebuild()
    built = rows_of(ledger)
    yield from (
        f"rows of {name} are not as refolded" for name in grown if grown[name] != built[name]
    )
