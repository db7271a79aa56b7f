"""Looking at the streams of a ledger page by page, by this process or by several at once.

While the log is walked here, others look at pages of members already. What is found is told in the
order of the pages, so it is the same however many look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from memberledger.audit.checks.audited import Audited, Page
from memberledger.audit.checks.check import Seen
from memberledger.audit.checks.looking import Looked, Looker
from memberledger.store import Asked, Helpers, Store

__all__ = ["PageLooker", "Together"]

_AHEAD = 4
"""Pages for each process, so that there is always one to do."""


class PageLooker:
    """What each process keeps while it looks at pages."""

    def __init__(self, store: Store, names: Sequence[str], last: int, given: int) -> None:
        self._looker = Looker(Audited(store, last, given), names)

    def look(self, page: Page, unread: str | None) -> tuple[Looked, list[Seen]]:
        """What a page shows, and what the checks counted on it."""
        self._looker.audited.unread = unread
        looked = self._looker.look(page)
        return looked, [check.seen() for check in self._looker.checks]


class Together:
    """Has all pages looked at, and adds up what the checks counted.

    Args:
        looker: whose checks they are.
        helpers: who looks.
    """

    def __init__(self, looker: Looker, helpers: Helpers[PageLooker]) -> None:
        self._looker = looker
        self._helpers = helpers
        self._most = 1 if helpers.processes == 1 else helpers.processes * _AHEAD
        self._pages = looker.audited.indexed_pages()
        self._asked: deque[Asked[tuple[Looked, list[Seen]]]] = deque()

    def give(self) -> None:
        """Give away pages that come next; to be called now and then while the log is walked."""
        waiting = sum(asked.is_waiting for asked in self._asked)
        while waiting < self._most and (page := next(self._pages, None)) is not None:
            unread = self._looker.audited.unread
            self._asked.append(self._helpers.ask(PageLooker.look, page, unread))
            waiting += 1

    def looked(self) -> Iterator[Looked]:
        """What is found, page by page, once the log was walked."""
        yield from self._told()
        self._pages = self._looker.audited.other_pages()
        yield from self._told()

    def _told(self) -> Iterator[Looked]:
        self.give()
        while self._asked:
            looked, counted = self._asked.popleft().answer()
            for check, seen in zip(self._looker.checks, counted, strict=True):
                check.add(seen)
            yield looked
            self.give()
