"""Running checks over a ledger: its positions, then one history after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memberledger.audit.checks.audited import Audited, Tell
from memberledger.audit.checks.catalogue import CHECKS
from memberledger.audit.checks.check import Score
from memberledger.audit.checks.looking import Looker
from memberledger.audit.checks.together import PageLooker, Together
from memberledger.audit.findings import Finding
from memberledger.errors import LedgerError
from memberledger.store import Store, helpers
from memberledger.store.resting import uncollected

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


def run_checks(
    store: Store, names: Sequence[str] = (), tell: Tell | None = None, *, processes: int = 1
) -> Report:
    """Check a ledger; nothing in it is changed, and nothing that is read is run.

    The positions are counted, then each stream is read, its digests computed anew and the member's
    history folded, once for all checks; memory holds one history at a time, and a few dozen bytes
    for each of the others. What can't be read is a finding, and the others go on. Where a position,
    a digest or a version is not as it should be, the log is walked as well, in order of position,
    to tell what and where.

    Args:
        store: the ledger.
        names: which checks; all there are unless named.
        tell: told how far it is, in events; each is looked at once more where the log is walked.
        processes: how many work at once, 1 or more. More than one starts Python anew for each, as
            `multiprocessing` does, so a program's own start belongs under
            `if __name__ == "__main__":`. A ledger in memory is checked by one.

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
    if processes < 1:
        raise ValueError(f"one process or more checks a ledger, not {processes}")
    wanted = tuple(name for name in CHECKS if not names or name in names)
    audited = Audited.of(store)
    looker = Looker(audited, wanted)
    with uncollected():
        findings = list(_found(looker, tell, processes))
    return Report(
        findings,
        {check.scores: check.score for check in looker.checks if check.scores is not None},
        wanted,
        audited.events,
        len(audited.streams),
        audited.last,
    )


def _found(looker: Looker, tell: Tell | None, processes: int) -> Iterator[Finding]:
    """Everything the checks find: in the log, in its streams, in the whole."""
    audited = looker.audited
    progress = _Progress(tell, audited.total)
    of_streams: list[Finding] = []
    given = [check.name for check in looker.checks], audited.last, audited.given
    many = processes if looker.heeds_streams else 1
    with helpers(audited.store, many, PageLooker, given) as others:
        if looker.heeds_streams:
            of_streams += _of_streams(audited, Together(looker, others), progress)
        else:
            progress.over(audited.walk_log())
        others.dismiss()
        yield from looker.of_log()
        yield from of_streams
        yield from looker.at_end()


def _of_streams(audited: Audited, together: Together, progress: _Progress) -> Iterator[Finding]:
    """What is wrong with each stream; the log is walked where it is not as it should be."""
    together.begin()
    is_counted = audited.count_log()
    if not is_counted:
        progress.over(audited.walk_log(), again=True)
    is_sound = True
    for page, looked in together.looked():
        yield from looked.found
        is_sound &= looked.are_unbroken and looked.events == audited.counted(page)
        progress.on(sum(looked.events))
    if is_counted and not is_sound:
        progress.over(audited.walk_log(), again=True)


class _Progress:
    """Tells how far the checks are, in events looked at.

    Args:
        tell: is told.
        total: how many events there are.
    """

    def __init__(self, tell: Tell | None, total: int) -> None:
        self._tell = tell
        self._of = self._total = total
        self._done = 0

    def on(self, events: int) -> None:
        """So many more were looked at."""
        self._done += events
        if self._tell is not None:
            self._tell(self._done, max(self._done, self._of))

    def over(self, walk: Iterator[int], *, again: bool = False) -> None:
        """Walk over the log; `again` where its events are looked at otherwise as well."""
        if again:
            self._of = 2 * self._total
        before = 0
        for walked in walk:
            self.on(walked - before)
            before = walked
