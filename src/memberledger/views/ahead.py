"""Members folded before their turn comes to be written: by this process, or by several at once.

Rows are written in the order of the members, by one process. Making them takes longer than writing
them, so others make those that come next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from memberledger.store import Asked, Helpers, Store
from memberledger.views.catalogue import View
from memberledger.views.folded import EVENTS, Folded, Folder, Member

__all__ = ["Ahead", "Folders"]

_FIRST = 25
_MOST = 500
"""Members of a page: at first, and at most."""

_FILLED = 0.8
"""How much of the events that fit in one transaction a page should have, as far as can be told."""

_AHEAD = 4
"""Pages for each process, so that there is always one to do."""

Key = tuple[str, str]
"""Practice and member."""


class Folders:
    """What each process keeps while it folds members of one ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[Sequence[View], int, Folder] | None = None

    def fold(self, views: Sequence[View], target: int, members: Sequence[Member]) -> Folded:
        """Some members, for some views, with what is recorded up to a position."""
        known = self._known
        if known is None or known[:2] != (views, target):
            known = self._known = views, target, Folder(self._store, views, target)
        return known[2].fold(members)


class Ahead:
    """Has members folded, page after page.

    Args:
        store: the ledger.
        helpers: who folds.
    """

    def __init__(self, store: Store, helpers: Helpers[Folders]) -> None:
        self._store = store
        self._helpers = helpers
        self._most = 1 if helpers.processes == 1 else helpers.processes * _AHEAD
        self._of: tuple[Sequence[View], int] = (), 0
        self._size = _FIRST
        self._pages: deque[tuple[Key, Key, Asked[Folded]]] = deque()
        """What was given away: the members after one and up to another."""

    def after(self, views: Sequence[View], target: int, done: Key) -> Folded | None:
        """The members that come next; None when there are none.

        A page begins where the one before it ends. Where that one was not folded to its end, since
        its members have too many events for one transaction, or another worker wrote a part of it,
        its rest is folded now.

        Args:
            views: which rows to make.
            target: the last position that counts.
            done: the last member before.
        """
        if self._of != (views, target):
            self._of = views, target
            self._drop(len(self._pages))
        self._drop(sum(last <= done for _, last, _ in self._pages))
        self._give(done)
        if not self._pages:
            return None
        before, last, folded = self._pages[0]
        if before == done:
            self._pages.popleft()
            return self._measured(folded.answer())
        end = last if before < done else before
        return self.some([each for each in self._store.index(done, _MOST) if each[:2] <= end])

    def some(self, members: Sequence[Member]) -> Folded | None:
        """Some members of the views that were asked for last; None where there are none."""
        return Folder(self._store, *self._of).fold(members) if members else None

    def _give(self, done: Key) -> None:
        """Give away the pages that come next."""
        while len(self._pages) < self._most:
            before = self._pages[-1][1] if self._pages else done
            page = self._store.index(before, self._size)
            if not page:
                return
            folded = self._helpers.ask(Folders.fold, *self._of, page)
            self._pages.append((before, page[-1][:2], folded))

    def _measured(self, folded: Folded) -> Folded:
        """Pages to come have as many members as fit, where they are like these."""
        if folded.events:
            fitting = int(_FILLED * EVENTS * folded.members / folded.events)
            self._size = max(1, min(fitting, _MOST))
        return folded

    def _drop(self, pages: int) -> None:
        for _ in range(pages):
            self._pages.popleft()[2].drop()
