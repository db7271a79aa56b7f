"""Looking at a ledger with some checks: its log, its streams page by page, the whole at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from memberledger.aggregates.member import MemberState, fold
from memberledger.audit.checks.audited import Audited, Page
from memberledger.audit.checks.catalogue import CHECKS
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding
from memberledger.store import StoreError
from memberledger.store.resting import uncollected

__all__ = ["Looked", "Looker"]


class Looked(NamedTuple):
    """What a page shows.

    Attributes:
        found: what is wrong.
        events: of each stream of the page, in its order, how many there are.
        are_unbroken: whether all of them have the digests that they should have.
    """

    found: list[Finding]
    events: list[int]
    are_unbroken: bool


class Looker:
    """Looks at one ledger with some checks.

    Args:
        audited: the ledger.
        names: of the checks.

    Attributes:
        checks: what they have counted so far.
        heeds_streams: whether any of them looks at streams at all.
    """

    def __init__(self, audited: Audited, names: Sequence[str]) -> None:
        self.audited = audited
        self.checks = [CHECKS[name](audited) for name in names]
        self._of_stories = [c for c in self.checks if type(c).of_story is not Check.of_story]
        self._of_lives = [c for c in self.checks if type(c).of_life is not Check.of_life]
        self.heeds_streams = bool(self._of_stories or self._of_lives)

    def of_log(self) -> Iterator[Finding]:
        """What is wrong with the log, once all is known of it."""
        for check in self.checks:
            yield from self._asked(check, check.of_log)

    def at_end(self) -> Iterator[Finding]:
        """What is wrong with the whole, once every page was looked at."""
        for check in self.checks:
            yield from self._asked(check, check.at_end)

    def look(self, page: Page) -> Looked:
        """What is wrong with some streams."""
        found: list[Finding] = []
        events: list[int] = []
        are_unbroken = True
        with uncollected():
            for stream, index in page:
                story = self.audited.story(stream, index)
                found += self._of_story(story)
                events.append(len(story.rows))
                are_unbroken &= story.is_unbroken
        return Looked(found, events, are_unbroken)

    def _of_story(self, story: Story) -> Iterator[Finding]:
        for check in self._of_stories:
            yield from self._asked(check, check.of_story, story, story)
        if story.flaws or story.is_practice or not story.events or not self._of_lives:
            return
        state = MemberState()
        try:
            fold(story.events, state)
        except Exception as error:  # noqa: BLE001 - the events may say anything
            yield _does_not_fit(story, state.version + 1, error)
            return
        life = Life(story, state)
        for check in self._of_lives:
            yield from self._asked(check, check.of_life, story, life)

    def _asked(
        self,
        check: Check,
        look: Callable[..., Iterable[Finding]],
        story: Story | None = None,
        *about: Story | Life,
    ) -> list[Finding]:
        """What a check finds; that it can't judge at all is a finding too."""
        if check.beside and story is not None and story.is_moving:
            return []
        try:
            found = list(look(*about))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - the events may say anything
            why = f"{type(error).__name__}: {error}"[:200]
            found = [check.found(f"can't be judged, since the events don't fit ({why})", story)]
        if found and check.beside and story is not None:
            has_moved = self.audited.store.version(story.stream) != len(story.rows)
            return [] if has_moved else found
        return found


def _does_not_fit(story: Story, version: int, error: Exception) -> Finding:
    name = type(story.events[version - 1]).__name__ if version <= len(story.events) else "?"
    why = f"{type(error).__name__}: {error}"[:200]
    return Finding(
        "streams",
        f"{story.whose}: {name} does not fit what came before it ({why})",
        "compare with a copy of the ledger from before; this history can't be folded",
        story.position(version),
        story.stream,
        {"version": version},
    )
