"""What a check is: a name, what it proves, and what it looks at."""

from __future__ import annotations

import inspect
from abc import ABC
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from memberledger.audit.checks.audited import Audited
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Check", "Score", "Seen"]


@dataclass(slots=True)
class Score:
    """`good` of `of`: how many of what a check looked at is as it should be."""

    good: int = 0
    of: int = 0

    def count(self, *, good: bool) -> None:
        """One more thing that was looked at."""
        self.of += 1
        self.good += good


Seen = tuple[Score, Counter[Hashable]]
"""What a check counted: it can go from one process to another, and be added to what others saw."""


class Check(ABC):
    """One check, made anew for each run; each kind looks at what it has a method for.

    The docstring of a check is its page: first what it finds, then what it can't see.

    Attributes:
        name: as it is asked for, and the `rule` of its findings.
        advice: what to do about what it finds, unless a finding has its own.
        scores: the name of the score it gives, if it gives one.
        beside: whether it compares the log with something kept beside it, which is written later
            than the log was read where somebody writes meanwhile.
        audited: the ledger.
        score: where it gives one.
        sums: what it counts over all members, if it does.
    """

    name: ClassVar[str]
    advice: ClassVar[str]
    scores: ClassVar[str | None] = None
    beside: ClassVar[bool] = False

    def __init__(self, audited: Audited) -> None:
        self.audited = audited
        self.score = Score()
        self.sums: Counter[Hashable] = Counter()

    def of_log(self) -> Iterable[Finding]:
        """What is wrong with the log as a row of records, once it was walked."""
        return ()

    def of_story(self, story: Story) -> Iterable[Finding]:
        """What is wrong with one stream, a member's or a practice's, as it is stored."""
        return ()

    def of_life(self, life: Life) -> Iterable[Finding]:
        """What is wrong with one member's history; only of those that can be folded."""
        return ()

    def at_end(self) -> Iterable[Finding]:
        """What is wrong with the ledger as a whole, once everybody was looked at."""
        return ()

    def seen(self) -> Seen:
        """What it counted since this was last asked, for a check of this kind to add."""
        seen = self.score, self.sums
        self.score, self.sums = Score(), Counter()
        return seen

    def add(self, seen: Seen) -> None:
        """Count what a check of this kind, maybe in another process, has seen of other members."""
        score, sums = seen
        self.score.good += score.good
        self.score.of += score.of
        for what, count in sums.items():
            self.sums[what] += count

    def found(
        self,
        message: str,
        story: Story | None = None,
        version: int = 0,
        *,
        position: int = 0,
        advice: str = "",
        **facts: Any,
    ) -> Finding:
        """A finding of this check.

        Args:
            message: what is wrong, with its figures.
            story: whose history it is about.
            version: of the event in it; 0 for none.
            position: of the event, where it is about no one's history.
            advice: instead of the check's own.
            facts: the values of the message.
        """
        stream = None
        if story is not None:
            message, stream = f"{story.whose}: {message}", story.stream
            position = story.position(version)
        return Finding(self.name, message, advice or self.advice, position, stream, facts)

    @classmethod
    def what(cls) -> str:
        """The first line of its docstring."""
        return inspect.cleandoc(cls.__doc__ or "").split("\n", 1)[0]
