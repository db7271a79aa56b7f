"""Running checks over a ledger: one walk over its log, then one history after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from memberledger.aggregates.member import MemberState, fold
from memberledger.audit.checks.audited import Audited, Tell
from memberledger.audit.checks.catalogue import CHECKS
from memberledger.audit.checks.check import Check, Score
from memberledger.audit.checks.life import Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding
from memberledger.errors import LedgerError
from memberledger.store import Store, StoreError
from memberledger.views.folding import uncollected

__all__ = ["CheckUnknown", "Report", "run_checks"]


class CheckUnknown(LedgerError):
    """There is no check of this name; `known` are those there are."""

    code = "check_unknown"
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found.

    Attributes:
        findings: what is not as it should be; none when all is well.
        scores: `completeness`, `clearing` and `explainability`, those of the checks that ran.
        checked: the checks that ran.
        events, streams: how many were looked at.
        position: the last one looked at.
    """

    findings: list[Finding]
    scores: dict[str, Score]
    checked: tuple[str, ...]
    events: int
    streams: int
    position: int


def run_checks(store: Store, names: Sequence[str] = (), tell: Tell | None = None) -> Report:
    """Check a ledger; nothing in it is changed, and nothing that is read is run.

    The log is walked once in order of position. Then each stream is read, and each member's history
    folded, once for all checks; memory holds one history at a time, and a few dozen bytes for each
    of the others. What can't be read is a finding, and the others go on.

    Args:
        store: the ledger.
        names: which checks; all there are unless named.
        tell: told how far it is, in events; each is looked at twice.

    Raises:
        CheckUnknown: there is no check of a name.
        StoreError: the database itself can't be read.
    """
    for name in names:
        if name not in CHECKS:
            raise CheckUnknown(
                f"no check {name!r}; there are: {', '.join(CHECKS)}",
                name=name,
                known=tuple(CHECKS),
            )
    audited = Audited.of(store)
    wanted = [kind for name, kind in CHECKS.items() if not names or name in names]
    run = _Run(audited, [kind(audited) for kind in wanted], tell)
    findings = list(run.findings())
    return Report(
        findings,
        {check.scores: check.score for check in run.checks if check.scores is not None},
        tuple(check.name for check in run.checks),
        audited.walk.events,
        len(audited.walk.heads),
        audited.last,
    )


class _Run:
    """One run of some checks."""

    def __init__(self, audited: Audited, checks: list[Check], tell: Tell | None) -> None:
        self.audited = audited
        self.checks = checks
        self._of_stories = [c for c in checks if type(c).of_story is not Check.of_story]
        self._of_lives = [c for c in checks if type(c).of_life is not Check.of_life]
        self._tell = tell
        self._done = 0

    def findings(self) -> Iterator[Finding]:
        """Everything the checks find, in the order in which they look."""
        self.audited.walk_log(self._told)
        self._done = self.audited.walk.events
        for check in self.checks:
            yield from self._asked(check, check.of_log)
        stories = self.audited.stories() if self._of_stories or self._of_lives else ()
        for story in stories:
            with uncollected():
                found = list(self._of_story(story))
            yield from found
            self._done += len(story.rows)
            self._told(0)
        for check in self.checks:
            yield from self._asked(check, check.at_end)

    def _told(self, walked: int) -> None:
        if self._tell is not None:
            self._tell(max(walked, self._done), 2 * self.audited.walk.events)

    def _of_story(self, story: Story) -> Iterator[Finding]:
        for check in self._of_stories:
            yield from self._asked(check, partial(check.of_story, story), story)
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
            yield from self._asked(check, partial(check.of_life, life), story)

    def _asked(
        self, check: Check, look: Callable[[], Iterable[Finding]], story: Story | None = None
    ) -> list[Finding]:
        """What a check finds; that it can't judge at all is a finding too."""
        if check.beside and story is not None and story.is_moving:
            return []
        try:
            found = list(look())
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
