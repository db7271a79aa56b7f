"""Pages of members that others fold: in order, each member once, whatever stops a page early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.store import Asked, Helpers, Store
from memberledger.views import VIEWS
from memberledger.views import ahead as ahead_module
from memberledger.views import folded as folded_module
from memberledger.views.ahead import Key

from .practice import PLANS

MEMBERS = [f"m{number}" for number in range(9)]


class Here:
    """Helpers that are this process, and say which pages they were given."""

    processes = 2

    def __init__(self, store: Store) -> None:
        self._others = Helpers(ahead_module.Folders(store), None, 1)
        self.pages: list[list[str]] = []

    def ask(self, work: Any, *args: Any) -> Asked[Any]:
        self.pages.append([member for _, member, _ in args[-1]])
        return self._others.ask(work, *args)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Nine members, two to a page."""
    monkeypatch.setattr(ahead_module, "_FIRST", 2)
    monkeypatch.setattr(ahead_module, "_MOST", 2)
    with Ledger.open(":memory:", clock=SetClock("America/Denver", date(2026, 1, 10))) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        for name in MEMBERS:
            ledger.enroll(name, "glow")
        yield ledger.views.store


def taken(store: Store, others: Here, jumps: dict[str, Key] | None = None) -> list[str]:
    """Whose rows are made, in order; after some members another worker has gone on."""
    members = ahead_module.Ahead(store, others)  # type: ignore[arg-type]
    views, found, done = [VIEWS["roster"]], list[str](), ("", "")
    while (folded := members.after(views, store.last_position(), done)) is not None:
        found += [row[1] for row in folded.rows["roster"][0]]
        done = (jumps or {}).get(folded.done[1], folded.done)
    return found


def test_pages_come_in_order_and_each_is_folded_by_others(store: Store) -> None:
    others = Here(store)
    assert taken(store, others) == MEMBERS
    assert others.pages == [MEMBERS[first : first + 2] for first in range(0, 9, 2)]


def test_pages_come_to_have_as_many_members_as_fit_in_a_transaction(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_one = len(store.read(store.index()[0][2]))
    monkeypatch.setattr(ahead_module, "EVENTS", 5 * of_one)
    monkeypatch.setattr(ahead_module, "_MOST", 500)
    monkeypatch.setattr(ahead_module, "_AHEAD", 1)
    others = Here(store)
    assert taken(store, others) == MEMBERS
    assert [len(page) for page in others.pages] == [2, 2, 4, 1]


def test_the_rest_of_a_page_that_had_too_many_events_is_folded_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folded_module, "EVENTS", 1)
    assert taken(store, Here(store)) == MEMBERS


def test_what_another_worker_wrote_is_passed_over(store: Store) -> None:
    practice = store.index()[0][0]
    jumps = {"m1": (practice, "m2"), "m3": (practice, "m6")}
    assert taken(store, Here(store), jumps) == ["m0", "m1", "m3", "m7", "m8"]
