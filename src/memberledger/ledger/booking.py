"""Questions to the books: accounts, the journal, and how what is deferred moved."""

from __future__ import annotations

from datetime import UTC, date, datetime

from memberledger.ledger.checking import checked_date
from memberledger.ledger.clock import end_of
from memberledger.ledger.measuring import Measuring
from memberledger.projections import RevenueFigures
from memberledger.projections.journal import (
    Entry,
    RollForward,
    book_of,
    classes_of,
    journal_of,
    roll_forward,
    sum_of,
)

__all__ = ["Booking"]

_EVER = datetime.max.replace(tzinfo=UTC)


class Booking(Measuring):
    """The double-entry books of the practice, read from the view `revenue`."""

    def accounts(
        self, *, as_of: date | None = None, known_on: date | None = None
    ) -> dict[str, int]:
        """The balance of every account at the start of a day, default today, minor units.

        Debit is positive, so that they add up to 0; accounts at 0 are left out.

        Raises:
            Refused: `invalid` for a day in the future.
            ViewFailed: the view `revenue` could not take an event.
        """
        from memberledger.views.books import balances

        day = self._moment(as_of, known_on)
        return balances(self.views, self.practice, day, self._before(known_on))

    def booked(self, *, as_of: date | None = None, known_on: date | None = None) -> RevenueFigures:
        """The figures of `revenue`, from the balances of the accounts alone.

        Raises:
            As `accounts`.
        """
        return classes_of(self.accounts(as_of=as_of, known_on=known_on))

    def journal(self, member: str, *, through: date | None = None) -> list[Entry]:
        """One member's balanced entries, oldest first, the revenue of days told by month.

        Args:
            member: the reference.
            through: the last accounting date, default today.

        Raises:
            Refused: `not_enrolled`, `invalid`.
        """
        last = self.today() if through is None else checked_date(through, "through")
        events = self.history(member)
        return book_of(events, *journal_of(events), last)

    def roll_forward(
        self, first: date, until: date | None = None, *, known_on: date | None = None
    ) -> RollForward:
        """How deferred revenue moved over the accounting dates [first, until), minor units.

        Args:
            first: the first day of the window.
            until: the first day after it, default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
            ViewFailed: the view `revenue` could not take an event.
        """
        from memberledger.views.books import members_rows

        last = self._window(first, until, known_on)
        found = members_rows(self.views, self.practice, self._before(known_on))
        parts = (roll_forward(lines, runs, first, last) for _, lines, runs in found)
        return sum_of(parts)

    def _before(self, known_on: date | None) -> datetime:
        """The instant before which something must be recorded to be known on a day."""
        if known_on is None:
            return _EVER
        return end_of(known_on, self.timezone)
