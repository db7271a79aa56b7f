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


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Address]:
    with Ledger.open(f"{tmp_path / 'a.db'}") as ledger:
        ledger.open_practice("America/Denver", "USD", [])
    with open_store(tmp_path / "a.db", registry()) as store:
        assert store.address is not None
        yield store.address


def test_a_helper_opens_the_ledger_once_and_answers_from_another_process(address: Address) -> None:
    with helpers(address, 1, Keeps, ("facial",)) as others:
        answers = [others.ask(count, more).result() for more in (0, 10)]
    processes, words, times, counts = zip(*answers, strict=True)
    assert len({*processes, os.getpid()}) == 2
    assert (words, times) == (("facial", "facial"), (1, 2))
    assert counts[1] == counts[0] + 10


def test_a_helper_that_is_killed_is_told(address: Address) -> None:
    one = helpers(address, 1, Keeps, ("",))
    with pytest.raises(HelperLost, match="ask again with one process") as lost, one as others:
        others.ask(die).result()
    assert lost.value.code == "helper_lost"
    assert lost.value.processes == 1


def test_a_ledger_that_cannot_be_opened_is_refused_by_its_helper_as_by_anybody(
    tmp_path: Path,
) -> None:
    (tmp_path / "no.db").write_text("this is no ledger, and as long as it takes to see that")
    lost = Address(str(tmp_path / "no.db"), registry())
    with helpers(lost, 1, Keeps, ("",)) as others, pytest.raises(StoreUnreadable):
        others.ask(count, 0).result()


def test_an_address_does_not_show_its_password() -> None:
    assert "secret" not in repr(Address("postgresql://me:secret@localhost/a", registry()))
