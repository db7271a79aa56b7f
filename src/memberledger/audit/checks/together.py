"""Looking at the streams of a ledger page by page, by this process or by several at once.

What is found is told in the order of the pages, so it is the same however many look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from memberledger.audit.checks.audited import Audited, Page
from memberledger.audit.checks.check import Seen
from memberledger.audit.checks.looking import Looked, Looker
from memberledger.store import Asked, Helpers, Store

__all__ = ["PageLooker", "Together"]

_AHEAD = 12
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
        self._asked: deque[tuple[Page, Asked[tuple[Looked, list[Seen]]]]] = deque()

    def begin(self) -> None:
        """Have the first pages looked at by others, if there are any."""
        if self._helpers.processes > 1:
            self._give()

    def _give(self) -> None:
        """Give away pages that come next."""
        waiting = sum(asked.is_waiting for _, asked in self._asked)
        while waiting < self._most and (page := next(self._pages, None)) is not None:
            unread = self._looker.audited.unread
            self._asked.append((page, self._helpers.ask(PageLooker.look, page, unread)))
            waiting += 1

    def looked(self) -> Iterator[tuple[Page, Looked]]:
        """What is found, page by page, once the streams of the log are known."""
        yield from self._told()
        self._pages = self._looker.audited.other_pages()
        yield from self._told()

    def _told(self) -> Iterator[tuple[Page, Looked]]:
        self._give()
        while self._asked:
            page, asked = self._asked.popleft()
            looked, counted = asked.answer()
            for check, seen in zip(self._looker.checks, counted, strict=True):
                check.add(seen)
            yield page, looked
            self._give()
