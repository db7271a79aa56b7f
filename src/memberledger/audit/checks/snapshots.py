"""Snapshots: what is kept to save a replay is what the replay gives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from uuid import UUID

from memberledger.aggregates.member import fold, snapshot
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding

__all__ = ["Snapshots"]


class Snapshots(Check):
    """A snapshot that is kept is the state that its member's events fold to at its version.

    One of an older shape is never read, and not looked at. One that does not fit its event is
    passed over by the ledger, which then replays; that one is kept and useless is told.

    It can't see one that was removed: then the ledger replays.
    """

    name = "snapshots"
    advice = "remove the row from `stored_snapshots`; the ledger replays and keeps another one"
    beside = True

    @cached_property
    def _kept(self) -> dict[UUID, list[int]]:
        """The versions kept of each stream, of the shape that is read."""
        found: dict[UUID, list[int]] = {}
        for stream, version, schema in self.audited.store.snapshots():
            if schema == snapshot.schema():
                found.setdefault(stream, []).append(version)
        return found

    def of_life(self, life: Life) -> Iterator[Finding]:
        """The newest state kept of a member."""
        store, story = self.audited.store, life.story
        kept = self._kept.get(story.stream)
        if kept is None:
            return
        found = store.load_snapshot(story.stream, snapshot.schema())
        if found is None:
            message = f"the snapshot of version {max(kept)} does not fit the events"
            yield self.found(message, story, max(kept))
            return
        version, data = found
        state = snapshot.load(data)
        if state is None or state.version != version or version > len(life.events):
            yield self.found(f"the snapshot of version {version} can't be read", story, version)
            return
        folded = life.state if version == len(life.events) else fold(life.events[:version])
        if snapshot.dump(folded) != data and not snapshot.same(folded, state):
            yield self.found(
                f"the snapshot of version {version} is not what its events fold to",
                story,
                version,
            )
