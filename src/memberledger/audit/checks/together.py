"""Looking at the streams of a ledger page by page, alone or by several processes.

While the log is walked here, others look at pages of members already; each opens the ledger for
itself. What they find is told in the order of the pages, so it is the same however many look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

from memberledger.audit.checks.audited import Audited, Page
from memberledger.audit.checks.check import Seen
from memberledger.audit.checks.looking import Looked, Looker
from memberledger.store import Helpers, Store, helpers

__all__ = ["Looking", "looking"]

_AHEAD = 3
"""Pages that wait for each process, so that none waits for one."""


class Looking:
    """One process looks at one page after the other."""

    def __init__(self, looker: Looker) -> None:
        self._looker = looker

    def meanwhile(self) -> None:
        """Give others something to do; called now and then while the log is walked."""

    def pages(self) -> Iterator[Looked]:
        """What is found, page by page, once the log was walked."""
        return map(self._looker.look, self._looker.audited.pages())


class _Together(Looking):
    """Others look, and this process tells what they found and adds up what they counted."""

    def __init__(self, looker: Looker, others: Helpers[_Helper], processes: int) -> None:
        super().__init__(looker)
        self._others = others
        self._most = processes * _AHEAD
        self._pages = looker.audited.indexed_pages()
        self._asked: deque[Future[tuple[Looked, list[Seen]]]] = deque()

    def meanwhile(self) -> None:
        waiting = sum(not asked.done() for asked in self._asked)
        while waiting < self._most and (page := next(self._pages, None)) is not None:
            self._asked.append(self._others.ask(_look, page, self._looker.audited.unread))
            waiting += 1

    def pages(self) -> Iterator[Looked]:
        yield from self._told()
        self._pages = self._looker.audited.other_pages()
        yield from self._told()

    def _told(self) -> Iterator[Looked]:
        self.meanwhile()
        while self._asked:
            looked, counted = self._asked.popleft().result()
            for check, seen in zip(self._looker.checks, counted, strict=True):
                check.add(seen)
            yield looked
            self.meanwhile()


@contextmanager
def looking(looker: Looker, processes: int) -> Iterator[Looking]:
    """Begin to look at all streams of a ledger."""
    audited = looker.audited
    if processes == 1 or audited.store.address is None:
        yield Looking(looker)
    else:
        names = [check.name for check in looker.checks]
        given = names, audited.last, audited.given
        with helpers(audited.store.address, processes, _Helper, given) as others:
            yield _Together(looker, others, processes)


class _Helper:
    """What another process keeps while it looks."""

    def __init__(self, store: Store, names: Sequence[str], last: int, given: int) -> None:
        self.looker = Looker(Audited(store, last, given), names)


def _look(helper: _Helper, page: Page, unread: str | None) -> tuple[Looked, list[Seen]]:
    """What a page shows to another process, and what its checks counted on it."""
    helper.looker.audited.unread = unread
    looked = helper.looker.look(page)
    return looked, [check.seen() for check in helper.looker.checks]
