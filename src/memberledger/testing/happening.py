"""Events that are expected, and those that came beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.testing.telling import as_line, difference

__all__ = ["Happened", "happened", "side_by_side", "told"]


@dataclass(frozen=True)
class Happened:
    """An event that is expected: its kind, its day where it matters, the facts that matter."""

    kind: type[Event]
    on: str | None
    facts: dict[str, Any]

    def differs_from(self, event: Event) -> list[str]:
        """What is not as expected, a line each."""
        if type(event) is not self.kind:
            return [f"expected {self.kind.__name__}, came {type(event).__name__}"]
        found = {name: getattr(event, name, "no such field") for name in self.facts}
        wanted: dict[str, Any] = dict(self.facts)
        if self.on is not None:
            wanted, found = {"on": self.on, **wanted}, {"on": str(event.effective_on), **found}
        return difference(wanted, found)

    def __str__(self) -> str:
        return as_line(self.kind.__name__, self.on, self.facts)


def happened(kind: type[Event], on: str | None = None, /, **facts: Any) -> Happened:
    """An event to expect: `happened(Redeemed, "2026-01-12", quantity=1)`.

    Args:
        kind: its class.
        on: its day, `effective_on`; left out, any day will do.
        facts: fields and their values; what is not named may be anything.
    """
    return Happened(kind, on, facts)


def side_by_side(
    made: list[Event], expected: tuple[Happened, ...]
) -> list[tuple[Event, Happened | None]]:
    """Each event with what is expected in its place."""
    wanted: list[Happened | None] = [*expected, *([None] * len(made))]
    return list(zip(made, wanted, strict=False))


def told(event: Event, beside: Happened | None) -> str:
    """An event with the facts that are expected of it."""
    names = beside.facts if beside is not None and type(event) is beside.kind else ()
    facts = {name: getattr(event, name, "no such field") for name in names}
    return as_line(type(event).__name__, str(event.effective_on), facts)
