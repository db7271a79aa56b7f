"""The only clock: everything due by a day, for one member or for all that have something due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from memberledger.aggregates.member import Work
from memberledger.aggregates.member.day import run_until
from memberledger.errors import LedgerError, Refused
from memberledger.ledger.base import Base
from memberledger.ledger.checking import checked_date, checked_name
from memberledger.ledger.receipts import AdvanceReport
from memberledger.ledger.retrying import ATTEMPTS_MAX, step_back
from memberledger.store import Conflict
from memberledger.values import stream_id

__all__ = ["AdvanceIncomplete", "Advancing"]

Failed = dict[str, Exception]

BATCH = 500
"""Members whose events share one transaction."""


class AdvanceIncomplete(LedgerError):
    """Some members could not be advanced; nothing was recorded for them, the others are done.

    `report` says what was done, `failed` holds the error by member.
    """

    code = "advance_incomplete"

    def __init__(self, report: AdvanceReport, failed: Failed) -> None:
        first = next(iter(failed))
        super().__init__(
            f"{len(failed)} of {report.members + len(failed)} members could not be advanced; "
            f"{first}: {type(failed[first]).__name__}: {failed[first]}",
            report=report,
            failed=failed,
        )


class Advancing(Base):
    """Time-driven events."""

    def advance(
        self,
        as_of: date | None = None,
        *,
        member: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> AdvanceReport:
        """Make every time-driven event due by the start of `as_of`, day by day.

        Any split gives the same events: ninety daily calls equal one call after ninety days. Only
        members with something due are touched, many in one transaction.

        Args:
            as_of: default today; a later day is refused.
            member: one member, or all.
            progress: called with the number of members done so far.

        Raises:
            Refused: `invalid` for a day in the future, `not_enrolled` for an unknown member,
                `observe_only` for a mirror.
            AdvanceIncomplete: some members could not be advanced, such as because the processor
                could not be reached; the others were, and the next run tries again.
            Conflict: of one member, other writers were first too often.
        """
        self._desk.must_be_live()
        day = self.today() if as_of is None else checked_date(as_of, "as_of", latest=self.today())
        if member is not None:
            checked_name(member, "a member")
            if self._desk.store.version(stream_id(self.practice, member)) == 0:
                raise Refused("not_enrolled", f"{member} is not enrolled here", member=member)
            return AdvanceReport(day, 1, self._advance_batch([member], day))
        return self._advance_all(day, progress)

    def _advance_all(self, day: date, progress: Callable[[int], None] | None) -> AdvanceReport:
        members = events = 0
        failed: Failed = {}
        after = ""
        while page := self._desk.store.due(self.practice, day, after, BATCH):
            names = [name for name, _ in page]
            events += self._advance_batch(names, day, failed)
            members += len(names)
            after = names[-1]
            if progress is not None:
                progress(members)
        report = AdvanceReport(day, members - len(failed), events)
        if failed:
            raise AdvanceIncomplete(report, failed)
        return report

    def _advance_batch(self, names: list[str], day: date, failed: Failed | None = None) -> int:
        """Advance many in one transaction; where another writer was first, one by one."""
        desk = self._desk
        with desk.lock:
            try:
                return self._advance_together(names, day, failed)
            except Conflict:
                for name in names:
                    desk.forget(name)
                return sum(self._advance_alone(name, day, failed) for name in names)
            except BaseException:
                for name in names:
                    desk.forget(name)
                raise

    def _advance_alone(self, name: str, day: date, failed: Failed | None) -> int:
        """Advance one, decided anew while other writers are first."""
        for attempt in range(1, ATTEMPTS_MAX + 1):
            step_back(attempt)
            try:
                return self._advance_together([name], day, failed)
            except Conflict as error:
                self._desk.forget(name)
                if attempt == ATTEMPTS_MAX:
                    if failed is None:
                        raise
                    failed[name] = error
            except BaseException:
                self._desk.forget(name)
                raise
        return 0

    def _advance_together(self, names: list[str], day: date, failed: Failed | None) -> int:
        desk, done = self._desk, []
        for name in names:
            try:
                state = desk.load(name)
                before = state.version
                work: Work = desk.work(state)
                run_until(work, day)
            except Exception as error:
                if failed is None:
                    raise
                desk.forget(name)
                failed[name] = error
            else:
                done.append((name, before, work))
        desk.append(done)
        return sum(len(work.events) for _, _, work in done)
