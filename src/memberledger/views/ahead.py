"""Members folded before their turn comes to be written: by this process, or by several at once.

Rows are written in the order of the members, by one process. Making them takes longer than writing
them, so others make those that come next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

from memberledger.store import Helpers, Store, helpers
from memberledger.views.catalogue import View
from memberledger.views.folded import Folded, Folder, Member

__all__ = ["Ahead", "ahead"]

_PAGE = 100
_AHEAD = 2
"""Pages for each process: one to fold, and one that waits."""

Key = tuple[str, str]
"""Practice and member."""


class Ahead:
    """Folds members of one ledger when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def after(self, views: Sequence[View], target: int, done: Key) -> Folded | None:
        """The members that come next; None when there are none.

        Args:
            views: which rows to make.
            target: the last position that counts.
            done: the last member before.
        """
        return self.some(views, target, self._store.index(done, _PAGE))

    def some(self, views: Sequence[View], target: int, members: Sequence[Member]) -> Folded | None:
        """These members, folded here and now; None where there are none."""
        return Folder(self._store, views, target).fold(members) if members else None


class _Together(Ahead):
    """Has others fold, a page after the other."""

    def __init__(self, store: Store, others: Helpers[_Helper], processes: int) -> None:
        super().__init__(store)
        self._others = others
        self._most = processes * _AHEAD
        self._asked: tuple[Sequence[View], int] = (), 0
        self._pages: deque[tuple[Key, Key, Future[Folded]]] = deque()
        """What others fold: the members after one and up to another."""

    def after(self, views: Sequence[View], target: int, done: Key) -> Folded | None:
        """What was folded for these members, or is about to be.

        A page begins where the one before it ends. Where that one was not folded to its end, since
        its members have too many events for one transaction, or another worker wrote a part of it,
        its rest is folded here.
        """
        if self._asked != (views, target):
            self._asked = views, target
            self._drop(len(self._pages))
        self._drop(sum(last <= done for _, last, _ in self._pages))
        self._give(done)
        if not self._pages:
            return None
        before, last, folded = self._pages[0]
        if before == done:
            self._pages.popleft()
            return folded.result()
        end = last if before < done else before
        rest = [each for each in self._store.index(done, _PAGE) if each[:2] <= end]
        return self.some(views, target, rest)

    def _give(self, done: Key) -> None:
        """Give away the pages that come next."""
        while len(self._pages) < self._most:
            before = self._pages[-1][1] if self._pages else done
            page = self._store.index(before, _PAGE)
            if not page:
                return
            folded = self._others.ask(_fold, *self._asked, page)
            self._pages.append((before, page[-1][:2], folded))

    def _drop(self, pages: int) -> None:
        for _ in range(pages):
            self._pages.popleft()[2].cancel()


@contextmanager
def ahead(store: Store, processes: int) -> Iterator[Ahead]:
    """Who folds members: this process, or so many others."""
    if processes == 1 or store.address is None:
        yield Ahead(store)
    else:
        with helpers(store.address, processes, _Helper) as others:
            yield _Together(store, others, processes)


class _Helper:
    """What another process keeps while it folds."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.folder: tuple[Sequence[View], int, Folder] | None = None


def _fold(helper: _Helper, views: Sequence[View], target: int, members: Sequence[Member]) -> Folded:
    known = helper.folder
    if known is None or known[:2] != (views, target):
        known = helper.folder = (views, target, Folder(helper.store, views, target))
    return known[2].fold(members)
