"""The index of members: everybody is found again, and on the right day."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.aggregates.member import Conduct
from memberledger.aggregates.member.day import next_due
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Index"]


class Index(Check):
    """The index of members names every member, the right stream, and the next day for the clock.

    A member who is missing in it, or whose day is wrong, is never billed by `advance`.

    It can't see whether the clock was ever run on that day.
    """

    name = "index"
    advice = (
        "restore the table `ledger_members` from a copy; the events themselves are not concerned"
    )
    beside = True

    def of_story(self, story: Story) -> Iterator[Finding]:
        """Who is in the index, and under which name."""
        indexed = story.indexed
        if indexed is None:
            if story.events and not story.is_practice and self.audited.unread is None:
                yield self.found("is not in the index of members", story)
            return
        if not story.rows:
            yield self.found("is in the index of members, and has no history", story)
        elif story.is_practice or story.names != (indexed.practice, indexed.member):
            named = f"{indexed.practice}/{indexed.member}"
            yield self.found(f"the index of members calls this history {named}", story)

    def of_life(self, life: Life) -> Iterator[Finding]:
        """The next day on which something happens by itself."""
        story = life.story
        practice = self.audited.practice(story.practice)
        if story.indexed is None or practice is None:
            return
        due = next_due(life.state, Conduct(chase=practice.rung == "live"))
        if due != story.indexed.next_due:
            yield self.found(
                f"the next thing is due on {due}; the index of members says "
                f"{story.indexed.next_due}",
                story,
                due=due,
                indexed=story.indexed.next_due,
            )

    def at_end(self) -> Iterator[Finding]:
        """An index that could not be read to its end."""
        if self.audited.unread is not None:
            yield self.found(f"the index of members can't be read: {self.audited.unread}")
