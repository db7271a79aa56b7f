"""Processes that help with one ledger: what they keep, what they answer, and how they end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from memberledger.ledger import Ledger
from memberledger.ledger.ledger import registry
from memberledger.store import (
    Address,
    HelperLost,
    Store,
    StoreUnreadable,
    helpers,
    open_store,
)


class Keeps:
    """Its process, an open store, and what it was given."""

    def __init__(self, store: Store, word: str) -> None:
        self.store, self.word, self.times = store, word, 0


def count(kept: Keeps, more: int) -> tuple[int, str, int, int]:
    kept.times += 1
    return os.getpid(), kept.word, kept.times, kept.store.record_count() + more


def die(_kept: Keeps) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(_kept: Keeps) -> None:
    raise StoreUnreadable("here", "because it was asked to")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Ledger.open(f"{tmp_path / 'a.db'}") as ledger:
        ledger.open_practice("America/Denver", "USD", [])
    with open_store(f"{tmp_path / 'a.db'}", registry()) as opened:
        yield opened


def test_each_process_opens_the_ledger_once_and_this_one_works_too(store: Store) -> None:
    with helpers(store, 2, Keeps, ("facial",)) as both:
        asked = [both.ask(count, more) for more in range(40)]
        answers = [each.answer() for each in asked]
    times = {process: [n for who, _, n, _ in answers if who == process] for process, *_ in answers}
    assert set(times) == {os.getpid(), *times}
    assert len(times) == 2
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in times.values())
    assert {word for _, word, _, _ in answers} == {"facial"}
    assert [found for *_, found in answers] == [store.record_count() + more for more in range(40)]


def test_a_file_is_found_again_after_the_program_went_to_another_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("a.db", registry()) as near:
        other = tmp_path / "other"
        other.mkdir()
        monkeypatch.chdir(other)
        assert near.address is not None
        with open_store(near.address.url, registry()) as again:
            assert again.record_count() == store.record_count() > 0
    assert list(other.iterdir()) == []


def test_alone_it_is_all_done_here_when_it_is_asked_for(store: Store) -> None:
    with helpers(store, 1, Keeps, ("",)) as alone:
        first, second = alone.ask(count, 0), alone.ask(count, 0)
        assert second.answer()[2] == 1
        assert first.answer()[:3] == (os.getpid(), "", 2)


def test_a_ledger_in_memory_is_worked_on_by_one() -> None:
    with (
        open_store("sqlite:///:memory:", registry()) as store,
        helpers(store, 4, Keeps, ("",)) as alone,
    ):
        assert alone.processes == 1
        assert alone.ask(count, 0).answer()[0] == os.getpid()


def test_an_error_goes_to_who_asks_for_the_answer(store: Store) -> None:
    with helpers(store, 2, Keeps, ("",)) as both:
        asked = [both.ask(fail) for _ in range(20)]
        for each in asked:
            with pytest.raises(StoreUnreadable, match="because it was asked to"):
                each.answer()


def killed_at_work(store: Store) -> None:
    with helpers(store, 2, Keeps, ("",)) as both:
        both.ask(count, 0).answer()
        asked = both.ask(die)
        asked._work_on = lambda: False  # not here
        asked.answer()


def test_a_process_that_is_killed_is_told(store: Store) -> None:
    with pytest.raises(HelperLost, match="ask again with one process") as lost:
        killed_at_work(store)
    assert lost.value.code == "helper_lost"
    assert lost.value.processes == 2


def test_an_address_does_not_show_its_password() -> None:
    assert "secret" not in repr(Address("postgresql://me:secret@localhost/a", registry()))
