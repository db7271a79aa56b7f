"""Views beside each other: one that fails, one of another version, tables somebody removed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from tests.postgres_server import Server

from memberledger.ledger import Ledger
from memberledger.projections.rows import RosterRows
from memberledger.store import CorruptEvent
from memberledger.views import METADATA, VIEWS, View, ViewFailed, Views
from memberledger.views import ahead as ahead_module
from memberledger.views.positions import Building
from memberledger.views.statements import tables_there

from .practice import PLANS, begin_at_nothing, rows_of

ROSTER = METADATA.tables["view_roster"]
WHO = select(ROSTER.c.member).order_by(ROSTER.c.member)


class Stumbling(RosterRows):
    """A roster that can't take the events of one member."""

    def finish(self, s: Any) -> None:
        if s.member == "bo":
            raise RuntimeError("no idea what to do")
        super().finish(s)


class Overflowing(RosterRows):
    """A roster whose row of one member no table can take."""

    def finish(self, s: Any) -> None:
        super().finish(s)
        if s.member == "bo" and self._row is not None:
            self.changes.put(self.ROSTER, self._row._replace(owed=2**70))


class Incomplete(RosterRows):
    """A roster that leaves out what must be told."""

    def finish(self, s: Any) -> None:
        super().finish(s)
        if s.member == "bo" and self._row is not None:
            self.changes.put(self.ROSTER, self._row._replace(status=None))


@pytest.fixture
def peopled(ledger: Ledger) -> Ledger:
    for name in ("ana", "bo", "cy"):
        ledger.enroll(name, "glow")
    return ledger


def standing(views: Views, name: str) -> Any:
    return next(each for each in views.standings() if each.view == name)


@pytest.mark.parametrize("kind", [Stumbling, Overflowing, Incomplete])
def test_a_view_that_cannot_be_built_stops_only_itself(peopled: Ledger, kind: Any) -> None:
    views = Views(peopled.views.store, [replace(VIEWS["roster"], rows=kind), VIEWS["entitlements"]])
    views.catch_up()
    assert standing(views, "roster").state == "failed"
    assert standing(views, "roster").failed_at is not None
    assert standing(views, "entitlements").position == peopled.views.store.last_position()
    views.catch_up()  # it is not tried again and again
    with pytest.raises(ViewFailed, match="roster"):
        views.select("roster", WHO)
    mended = Views(peopled.views.store)
    mended.rebuild()
    assert mended.select("roster", WHO) == [("ana",), ("bo",), ("cy",)]


@pytest.mark.parametrize("kind", [Stumbling, Overflowing, Incomplete])
def test_a_view_that_fails_while_catching_up_stands_before_the_event(
    peopled: Ledger, kind: Any
) -> None:
    views = Views(peopled.views.store, [replace(VIEWS["roster"], rows=kind), VIEWS["entitlements"]])
    begin_at_nothing(views)
    views.catch_up(batch=64)
    roster, first = standing(views, "roster"), peopled.history("bo")[0]
    assert roster.state == "failed"
    records = peopled.views.store.records(roster.position, 1)
    failed = next(records)
    assert failed.position == roster.failed_at == roster.position + 1
    assert peopled.views.store.registry.parse(failed.name, failed.data) == first
    assert standing(views, "entitlements").position == peopled.views.store.last_position()


def test_what_is_in_place_stays_where_a_rebuild_fails(peopled: Ledger) -> None:
    peopled.views.catch_up()
    before = rows_of(peopled)
    views = Views(
        peopled.views.store, [replace(VIEWS["roster"], rows=Stumbling), VIEWS["entitlements"]]
    )
    with pytest.raises(ViewFailed, match="no idea"):
        views.rebuild()
    assert rows_of(peopled) == before
    assert standing(views, "roster").state == "live"


def test_a_new_version_that_fails_does_not_answer_from_the_old_rows(peopled: Ledger) -> None:
    peopled.views.catch_up()
    views = Views(peopled.views.store, [View("roster", Stumbling, rules=99)])
    with pytest.raises(ViewFailed):
        views.select("roster", WHO)
    assert peopled.views.select("roster", WHO) == [("ana",), ("bo",), ("cy",)]


def test_versions_that_share_a_ledger_never_write_into_each_others_tables(peopled: Ledger) -> None:
    other = Views(peopled.views.store, [View("roster", RosterRows, rules=99)])
    for number in range(3):
        peopled.enroll(f"m{number}", "glow")
        assert len(other.select("roster", WHO)) == len(peopled.views.select("roster", WHO))
    peopled.views.catch_up()
    other._catch_up.run(10)
    assert standing(peopled.views, "roster").shape == VIEWS["roster"].shape


def test_a_build_that_others_began_in_other_company_is_finished_first(
    peopled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "_FIRST", 1)
    monkeypatch.setattr(ahead_module, "_MOST", 1)
    store = peopled.views.store

    class Stopped(Exception):
        pass

    def stop(_: int, __: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        Views(store).rebuild(["roster", "delinquency"], stop)
    views = Views(store)
    assert standing(views, "roster").building is not None
    views.rebuild(["roster"])
    assert all(each.building is None for each in views.standings())
    assert views.select("roster", WHO) == [("ana",), ("bo",), ("cy",)]


def test_a_build_of_a_version_nobody_has_is_begun_anew(peopled: Ledger) -> None:
    views = peopled.views
    views.catch_up()
    with views.store.beside.writing() as session:
        views.positions.build(session, ["roster"], Building("roster another", 3, ("", "")))
    views.rebuild()
    assert standing(views, "roster").building is None


@pytest.mark.parametrize("gone", ["view_roster", "view_positions", "view_lots"])
def test_tables_that_somebody_removed_are_built_anew(peopled: Ledger, gone: str) -> None:
    peopled.views.catch_up()
    before = rows_of(peopled)
    beside = peopled.views.store.beside
    with beside.writing() as session:
        session.run(f"DROP TABLE {beside.named(gone)}")
    peopled.views.catch_up() if gone == "view_lots" else None
    assert peopled.views.select("roster", WHO) == [("ana",), ("bo",), ("cy",)]
    peopled.enroll("di", "glow")
    assert len(peopled.views.select("roster", WHO)) == 4
    with beside.reading() as session:
        assert {*METADATA.tables} <= tables_there(session, beside)
    assert rows_of(peopled).keys() == before.keys()


def test_an_event_that_cannot_be_read_is_told_and_what_is_before_it_is_taken(
    peopled: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    views, store = peopled.views, peopled.views.store
    begin_at_nothing(views)
    real, bad = store.registry.parse, 7

    def parse(name: str, data: bytes, position: int | None = None) -> Any:
        if position == bad:
            raise CorruptEvent(name, position, why="it is torn")
        return real(name, data, position)

    monkeypatch.setattr(store.registry, "parse", parse)
    with pytest.raises(CorruptEvent, match="torn"):
        views.catch_up()
    assert {each.position for each in views.standings()} == {bad - 1}
    monkeypatch.setattr(store.registry, "parse", real)
    views.catch_up()
    assert {each.position for each in views.standings()} == {store.last_position()}


def test_threads_share_views_and_each_sees_its_own_writes(ledger: Ledger) -> None:
    errors: list[BaseException] = []

    def desk(number: int) -> None:
        try:
            for visit in range(5):
                name = f"{number}-{visit}"
                ledger.enroll(name, "glow")
                assert (name,) in ledger.views.select("roster", WHO)
                if number == 0:
                    ledger.views.rebuild(["roster"])
        except BaseException as error:  # noqa: BLE001 - reported below
            errors.append(error)

    threads = [threading.Thread(target=desk, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert len(ledger.views.select("roster", WHO)) == 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_views_carried_over_a_fork_are_refused_and_do_not_hang(shared_url: str, clock: Any) -> None:
    with Ledger.open(shared_url, clock=clock) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        views = ledger.views
        with views._turn(0), views._turn(1):
            forked = threading.Thread(target=_fork_and_ask, args=(views, told := []))
            forked.start()
            forked.join(30)
        assert told == [b"store_closed"]


def _fork_and_ask(views: Views, told: list[bytes]) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        word = b"answered"
        try:
            views.catch_up()
        except Exception as error:  # noqa: BLE001 - its code is told
            word = getattr(error, "code", repr(error)).encode()
        os.write(write, word)
        os._exit(0)
    os.close(write)
    told.append(os.read(read, 100))
    os.waitpid(child, 0)


@pytest.fixture
def on_server(postgres: Server, clock: Any) -> Iterator[tuple[Ledger, str]]:
    url = postgres.url()
    with Ledger.open(url, clock=clock) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        ledger.enroll("ana", "glow")
        yield ledger, url


def test_a_host_application_that_reads_for_long_makes_a_rebuild_wait_and_nothing_else(
    on_server: tuple[Ledger, str], postgres: Server
) -> None:
    ledger, url = on_server
    ledger.views.catch_up()
    builder = threading.Thread(target=ledger.views.rebuild)
    with postgres.connect(url.rpartition("schema=")[2]) as host, host.transaction():
        host.execute("SELECT * FROM view_roster")
        builder.start()
        builder.join(1.5)
        assert builder.is_alive()
        # other tables, and this one, in whatever order, are read meanwhile
        assert host.execute("SELECT count(*) FROM view_lots, view_balances").fetchone()
        assert len(ledger.views.select("roster", WHO)) == 1
        ledger.enroll("bo", "glow")
    builder.join(30)
    assert not builder.is_alive()
    assert len(ledger.views.select("roster", WHO)) == 2


def test_rows_asked_for_often_are_found_after_the_tables_were_replaced(
    on_server: tuple[Ledger, str],
) -> None:
    ledger, _ = on_server
    for _ in range(12):  # so often that the driver has prepared the statement
        assert len(ledger.views.select("roster", WHO)) == 1
    Views(ledger.views.store).rebuild()
    for _ in range(12):
        assert len(ledger.views.select("roster", WHO)) == 1
