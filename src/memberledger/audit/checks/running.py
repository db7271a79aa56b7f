"""Running checks over a ledger: one walk over its log, then one history after the other."""

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


def run_checks(
    store: Store, names: Sequence[str] = (), tell: Tell | None = None, *, processes: int = 1
) -> Report:
    """Check a ledger; nothing in it is changed, and nothing that is read is run.

    The log is walked once in order of position. Then each stream is read, and each member's history
    folded, once for all checks; memory holds one history at a time, and a few dozen bytes for each
    of the others. What can't be read is a finding, and the others go on.

    Args:
        store: the ledger.
        names: which checks; all there are unless named.
        tell: told how far it is, in events; each is looked at twice.
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
        audited.walk.events,
        len(audited.walk.heads),
        audited.last,
    )


def _found(looker: Looker, tell: Tell | None, processes: int) -> Iterator[Finding]:
    """Everything the checks find, in the order in which they look."""
    audited = looker.audited

    def told(done: int) -> None:
        if tell is not None:
            tell(done, max(done, 2 * audited.total))

    names = [check.name for check in looker.checks]
    with helpers(
        audited.store,
        processes if looker.heeds_streams else 1,
        PageLooker,
        (names, audited.last, audited.given),
    ) as others:
        together = Together(looker, others)
        for walked in audited.walk_log():
            told(walked)
            if others.processes > 1:
                together.give()
        yield from looker.of_log()
        done = audited.walk.events
        for found, events in together.looked() if looker.heeds_streams else ():
            yield from found
            done += events
            told(done)
    yield from looker.at_end()
