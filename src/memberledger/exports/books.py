"""What an export of the books is made of: entries member by member, and balances to check them by.

The entries come from the events, the balances from the view `revenue`. Whoever adds up the entries
and finds the balances has checked one against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from memberledger.aggregates.event import Event
from memberledger.ledger import Ledger
from memberledger.ledger.checking import checked_date
from memberledger.ledger.clock import end_of
from memberledger.projections import accounts
from memberledger.projections.journal import Entry, book_of, journal_of

if TYPE_CHECKING:
    from memberledger.views.closing import Known

__all__ = ["BookEntry", "Books", "Tell", "books_of", "months_ends"]

_DAY = timedelta(days=1)
_EVER = datetime.max.replace(tzinfo=UTC)
_PAIRS = [accounts.time_accounts(name) for name in ("Access", "Enrollment", "Freeze", "Annual")]

Tell = Callable[[int, int], None]
"""Told how far it is: (done, of how many)."""


class BookEntry(NamedTuple):
    """One balanced transaction of one member.

    Attributes:
        member: the reference.
        number: counts a member's entries from 1, by accounting date.
        entry: its date, words and lines, and what they are about.
        events: the names of the events it is made of; none for the revenue of days.
        recorded_at: when the last of them was recorded, UTC.
    """

    member: str
    number: int
    entry: Entry
    events: tuple[str, ...]
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Books:
    """A practice's books over a window of accounting dates, as of one moment of the ledger.

    Attributes:
        practice: its reference.
        currency: ISO 4217.
        first: the first accounting date; None for the whole history.
        through: the last one.
        opened: every account that is used with its first date, sorted.
        brought: what the accounts held at the end of the day before `first`, minor units, debit
            positive; empty for the whole history.
    """

    practice: str
    currency: str
    first: date | None
    through: date
    opened: dict[str, date]
    brought: dict[str, int]
    _ledger: Ledger = field(repr=False)
    _known: Known = field(repr=False)

    @property
    def brought_on(self) -> date | None:
        """The day at whose end `brought` was held."""
        return None if self.first is None else self.first - _DAY

    def entries(self, tell: Tell | None = None) -> Iterator[BookEntry]:
        """Every entry in the window, by member, then by accounting date.

        Args:
            tell: told how many members are done.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read.
        """
        store = self._ledger.views.store
        members = store.members(self.practice)
        for done, (member, stream) in enumerate(members):
            if tell is not None:
                tell(done, len(members))
            found = store.entries(stream)
            known = [event for at, event in found if at <= self._known.position]
            yield from self._of(member, known)
        if tell is not None:
            tell(len(members), len(members))

    def _of(self, member: str, events: list[Event]) -> Iterator[BookEntry]:
        before = self._known.before
        postings, spreads = journal_of(events)
        unknown = {n for n, event in enumerate(events, 1) if event.recorded_at >= before}
        lines = [row for row in postings if row.version not in unknown]
        runs = [row for row in spreads if row.version not in unknown]
        told = [self.through] if self.first is None else [self.first - _DAY, self.through]
        book = book_of(events, lines, runs, self.through, told)
        for number, entry in enumerate(book, 1):
            if self.first is None or entry.on >= self.first:
                made = [events[version - 1] for version in entry.versions]
                names = tuple(dict.fromkeys(type(event).__name__ for event in made))
                recorded = max((event.recorded_at for event in made), default=None)
                yield BookEntry(member, number, entry, names, recorded)

    def closings(self) -> Iterator[tuple[date, dict[str, int]]]:
        """The balances at each month's end in the window, and at its own.

        Returns:
            Each day with every account opened by then: minor units, debit positive; 0 too.
        """
        from memberledger.views.closing import closings

        begins = self.first or min(self.opened.values(), default=self.through)
        days = months_ends(begins, self.through)
        for day, found in closings(self._ledger.views, self._known, days):
            yield day, {name: found.get(name, 0) for name, on in self.opened.items() if on <= day}


def books_of(
    ledger: Ledger,
    *,
    first: date | None = None,
    through: date | None = None,
    known_on: date | None = None,
) -> Books:
    """The books of a ledger's practice, as of now; what is recorded later is not in them.

    Args:
        ledger: open.
        first: the first accounting date, with what was held before it brought forward; the whole
            history if left out.
        through: the last one, default the last day that was known of: today, or `known_on`.
        known_on: only what had been recorded by the end of that day.

    Raises:
        Refused: `invalid` for a day in the future, or a window that ends before it begins.
        ViewFailed: the view `revenue` could not take an event.
        StoreDenied: the view is behind, and the database may only be read.
    """
    from memberledger.views.closing import Known, closings, first_days

    today = ledger.today()
    if known_on is not None:
        checked_date(known_on, "known_on", latest=today)
    last = through or known_on or today
    checked_date(last, "through", latest=today)
    before = _EVER if known_on is None else end_of(known_on, ledger.timezone)
    known = Known(ledger.practice, ledger.views.store.last_position(), before)
    opened, brought = _opened(first_days(ledger.views, known, last)), dict[str, int]()
    if first is not None:
        eve = checked_date(first, "the first day", latest=last) - _DAY
        opened = {account: max(day, eve) for account, day in opened.items()}
        brought = next(closings(ledger.views, known, [eve]))[1]
    return Books(ledger.practice, ledger.currency, first, last, opened, brought, ledger, known)


def _opened(found: dict[str, date]) -> dict[str, date]:
    """The accounts with their first dates; those that time moves money between open together.

    An entry tells what was paid for days that are over already through both of the two.
    """
    opened = dict(found)
    for pair in _PAIRS:
        days = [found[account] for account in pair if account in found]
        opened.update(dict.fromkeys(pair if days else (), min(days, default=date.max)))
    return dict(sorted(opened.items()))


def months_ends(first: date, through: date) -> list[date]:
    """The last day of every month from a day through another, and that other.

    >>> [str(day) for day in months_ends(date(2026, 1, 10), date(2026, 3, 5))]
    ['2026-01-31', '2026-02-28', '2026-03-05']
    """
    found, day = [], first
    while day < through:
        following = (day.replace(day=1) + 31 * _DAY).replace(day=1)
        day = min(following - _DAY, through)
        found.append(day)
        day = following
    return found if found and found[-1] == through else [*found, through]
