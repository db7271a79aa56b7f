"""A worker that is killed, loses its connection or finds no space: the next one goes on."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.postgres_server import Server, a_server
from tests.store.shell import kill
from tests.store.wire import a_wire

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.ledger.ledger import registry
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store import StoreFailed, open_store
from memberledger.views import Views
from memberledger.views import ahead as ahead_module
from memberledger.views.statements import tables_there

from . import worker
from .practice import PLANS, begin_at_nothing, rows_of

MEMBERS = 12


def lived(url: str) -> Ledger:
    """A practice with members who have paid and come for three months."""
    clock = SetClock("America/Denver", date(2026, 1, 10))
    ledger = Ledger.open(url, clock=clock, cards=SimulatedCards())
    ledger.open_practice("America/Denver", "USD", PLANS)
    for clock.day in (date(2026, 1, 10), date(2026, 2, 11), date(2026, 3, 12)):
        ledger.advance()
        for number in range(MEMBERS):
            name = f"m{number:02d}"
            if name not in ledger.members():
                ledger.enroll(name, "glow")
            ledger.redeem(name, "facial", key=f"{name} {clock.day}")
    return ledger


@pytest.fixture
def ledger(shared_url: str) -> Iterator[Ledger]:
    with lived(shared_url) as opened:
        yield opened


def is_as_built_anew(ledger: Ledger) -> None:
    """The tables hold what tables built from nothing hold, and every view knows every event."""
    views = Views(ledger.views.store)
    last = ledger.views.store.last_position()
    assert {(s.state, s.position) for s in views.standings()} == {("live", last)}
    grown = rows_of(ledger)
    views.rebuild()
    assert rows_of(ledger) == grown
    beside = views.store.beside
    with beside.reading() as session:
        there = tables_there(session, beside)
    assert not [name for name in there if name.endswith("_new")]


@pytest.mark.parametrize("verb", ["follow", "rebuild"])
def test_a_worker_killed_at_any_moment_leaves_tables_that_go_on(
    ledger: Ledger, shared_url: str, verb: str
) -> None:
    dice = random.Random(verb)
    for _ in range(4):
        if verb == "follow":
            begin_at_nothing(ledger.views)
        other = worker.start(shared_url, verb, batch=3)
        assert worker.is_ready(other)
        time.sleep(dice.uniform(0, 0.25))
        other.kill()
        other.communicate()
        Views(ledger.views.store).catch_up(batch=7)
    is_as_built_anew(ledger)


def test_a_build_that_was_stopped_goes_on_where_it_was(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "_FIRST", 1)
    monkeypatch.setattr(ahead_module, "_MOST", 1)
    views, store = ledger.views, ledger.views.store

    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done > store.last_position() // 2:
            raise Stopped

    with pytest.raises(Stopped):
        views.rebuild(tell=stop)
    ledger.enroll("late", "glow")
    told: list[int] = []
    Views(store).catch_up(tell=lambda done, _: told.append(done))
    assert max(told) < store.last_position() * 0.6
    is_as_built_anew(ledger)


def test_a_member_who_joins_while_the_tables_are_built_is_in_them(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "_FIRST", 2)
    monkeypatch.setattr(ahead_module, "_MOST", 2)
    joined = iter(["a first", "m05 in the middle", "z last", "zz after it"])

    def join(_: int, __: int) -> None:
        name = next(joined, None)
        if name is not None:
            ledger.enroll(name, "glow")

    ledger.views.rebuild(tell=join)
    is_as_built_anew(ledger)


@pytest.fixture
def served(postgres: Server) -> Iterator[tuple[Ledger, str]]:
    url = postgres.url()
    with lived(url) as opened:
        yield opened, url


@pytest.mark.parametrize("word", [b"FOR UPDATE", b"view_lots", b"COMMIT", b"stored_events"])
@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.parametrize("work", [Views.catch_up, Views.rebuild])
def test_a_connection_that_breaks_anywhere_is_replaced_and_nothing_is_lost_or_doubled(
    served: tuple[Ledger, str], postgres: Server, word: bytes, delivered: bool, work: Callable
) -> None:
    ledger, url = served
    begin_at_nothing(ledger.views)
    with a_wire(postgres.port) as wire:
        there = url.replace(f":{postgres.port}/", f":{wire.port}/")
        with open_store(there, registry()) as store:
            views = Views(store)
            views.standings()
            wire.cut_at(word, delivered=delivered)
            work(views)
            assert wire.cuts == 1
    ledger.views.catch_up()
    is_as_built_anew(ledger)


def test_workers_whose_connections_are_killed_all_the_time_lose_and_double_nothing(
    served: tuple[Ledger, str], postgres: Server
) -> None:
    ledger, _ = served
    over, errors = threading.Event(), []

    def build() -> None:
        views = Views(ledger.views.store)
        while not over.is_set():
            try:
                views.rebuild()
            except Exception as error:  # noqa: BLE001 - reported below
                if getattr(error, "code", "") != "store_away":
                    errors.append(error)

    threads = [threading.Thread(target=build) for _ in range(2)]
    for each in threads:
        each.start()
    for _ in range(8):
        kill(postgres)
        time.sleep(0.1)
    over.set()
    for each in threads:
        each.join()
    assert errors == []
    ledger.views.catch_up()
    is_as_built_anew(ledger)


def test_a_restart_of_the_server_is_waited_for() -> None:
    with a_server() as server, lived(server.url()) as ledger:
        begin_at_nothing(ledger.views)
        restarts: list[Any] = []

        def restart(_: int, __: int) -> None:
            if not restarts:
                server.stop()
                restarts.append(threading.Timer(0.5, server.start))
                restarts[0].start()

        ledger.views.catch_up(batch=10, tell=restart)
        restarts[0].join()
        is_as_built_anew(ledger)


@pytest.mark.parametrize("work", [Views.catch_up, Views.rebuild])
def test_on_a_full_disk_the_tables_stay_as_they_were_and_go_on_once_there_is_space(
    tmp_path: Path, work: Callable
) -> None:
    path = tmp_path / "full.db"
    with lived(f"{path}") as ledger:
        begin_at_nothing(ledger.views)
        datastore = ledger.views.store.application.recorder.datastore
        with datastore.writing() as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        datastore._kept.raw.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreFailed, match="full"):
            work(ledger.views)
        assert {s.state for s in ledger.views.standings()} == {"live"}
        datastore._kept.raw.execute("PRAGMA max_page_count = 1000000")
        ledger.views.catch_up()
        is_as_built_anew(ledger)
