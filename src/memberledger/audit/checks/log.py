"""Checks of the log as rows: digests and guards, positions, events that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.audit.checks.check import Check
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Digests", "EventsReadable", "Positions"]

_RESTORE = "compare with a copy of the ledger from before, and find out who could write to it"


class Digests(Check):
    """Every event's bytes are those that its digest was computed from, and the guards stand.

    The digest of each event is computed anew from the one before it in its stream; a row that is no
    record at all is told too, and so is a trigger that should forbid change and does not.

    It can't see a history that was written anew with fresh digests, nor one that was cut off at its
    end: compare with a seal that is kept elsewhere (`audit verify`).
    """

    name = "digests"
    advice = _RESTORE

    def of_log(self) -> Iterator[Finding]:
        """The faults of the walk, and the guards."""
        for fault in self.audited.faults:
            if fault.rule in ("digest", "record"):
                yield Finding(
                    self.name,
                    f"at position {fault.position}: {fault.message}",
                    self.advice,
                    fault.position,
                    fault.stream,
                )
        for guard in self.audited.store.missing_guards():
            yield self.found(
                f"the trigger {guard} is missing or was altered",
                advice="copy the ledger to a new place (`memberledger migrate`), which makes the "
                "guards anew; without them events can be changed",
                guard=guard,
            )


class Positions(Check):
    """Every position that was ever given holds an event, and every stream counts up by one.

    It can't see an event that was removed where everything after it was moved up by one.
    """

    name = "positions"
    advice = _RESTORE

    def of_log(self) -> Iterator[Finding]:
        """Positions that hold nothing, and versions that are missing."""
        for gap in self.audited.gaps:
            many = gap.last > gap.first
            run = f"positions {gap.first} to {gap.last}" if many else f"position {gap.first}"
            yield self.found(
                f"{run} was given and holds nothing" if not many else f"{run} hold nothing",
                position=gap.first,
                first=gap.first,
                last=gap.last,
            )
        for fault in self.audited.faults:
            if fault.rule == "gap":
                message = f"at position {fault.position}: {fault.message}"
                yield Finding(self.name, message, self.advice, fault.position, fault.stream)


class EventsReadable(Check):
    """Every event has a name that is known and facts that are valid, in their place.

    The score `completeness` counts the positions ever given whose event is there, known and valid,
    with a sound digest and the next version of its stream.

    It can't tell whether what an event says is true.
    """

    name = "events"
    advice = "restore this history from a copy; nothing after the event can be judged until then"
    scores = "completeness"

    def of_log(self) -> Iterator[Finding]:
        """Begins the score with what the walk saw."""
        missing = sum(gap.last - gap.first + 1 for gap in self.audited.gaps)
        self.sums.update({fault.position for fault in self.audited.faults})
        self.score.of = self.audited.given
        self.score.good = self.audited.given - missing
        return iter(())

    def of_story(self, story: Story) -> Iterator[Finding]:
        """What can't be read of a stream."""
        for flaw in story.flaws:
            self.sums[flaw.position] += 1
            yield Finding(
                self.name,
                f"{story.whose}: {flaw.name!r} can't be read: {flaw.why}",
                self.advice,
                flaw.position,
                story.stream,
                {"name": flaw.name, "version": flaw.version},
            )

    def at_end(self) -> Iterator[Finding]:
        """Ends the score: what both saw is one event."""
        self.score.good -= len(self.sums)
        return iter(())
