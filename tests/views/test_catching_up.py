"""Catching up: reading sees one's own writes, a view that fails stops only itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from memberledger.ledger import Ledger
from memberledger.projections.rows import RosterRows
from memberledger.views import METADATA, VIEWS, View, ViewFailed, Views, ViewUnknown
from memberledger.views.tables import name_of

from .practice import rows_of

ROSTER = METADATA.tables["view_roster"]
WHO = select(ROSTER.c.member, ROSTER.c.status, ROSTER.c.enrolled_on).order_by(ROSTER.c.member)


class Stumbling(RosterRows):
    """A roster that can't take one event."""

    at = 0
    heeds = None

    def apply(self, s: Any, event: Any, position: int) -> None:
        if position == self.at:
            raise RuntimeError("no idea what to do")


def test_a_question_sees_what_was_recorded_before_it(ledger: Ledger) -> None:
    assert ledger.views.select("roster", WHO) == []
    ledger.enroll("ana", "glow")
    assert ledger.views.select("roster", WHO) == [("ana", "active", ledger.today())]
    ledger.enroll("bo", "glow")
    assert [row[0] for row in ledger.views.select("roster", WHO)] == ["ana", "bo"]


def test_two_open_ledgers_see_each_others_news(shared_url: str, clock: Any) -> None:
    with Ledger.open(shared_url, clock=clock) as one, Ledger.open(shared_url, clock=clock) as two:
        from .practice import PLANS

        one.open_practice("America/Denver", "USD", PLANS)
        for number in range(4):
            writer, reader = (one, two) if number % 2 else (two, one)
            writer.enroll(f"m{number}", "glow")
            assert len(reader.views.select("roster", WHO)) == number + 1


def test_a_view_that_fails_names_the_event_and_stops_only_itself(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    stumbling = type("Stumbling", (Stumbling,), {"at": ledger.event_count + 2})
    views = Views(
        ledger.views.store,
        [replace(VIEWS["roster"], rows=stumbling), VIEWS["entitlements"]],
    )
    views.catch_up()
    before = rows_of_one(views, "view_roster")
    ledger.enroll("bo", "glow")
    views.catch_up()
    roster, entitlements = (
        next(s for s in views.standings() if s.view == name) for name in ("roster", "entitlements")
    )
    assert (roster.state, roster.failed_at) == ("failed", stumbling.at)
    assert "no idea what to do" in (roster.failure or "")
    assert entitlements.state == "live"
    assert entitlements.position == ledger.event_count
    assert rows_of_one(views, "view_roster", "member = 'ana'") == before
    assert [row[:3] for row in rows_of_one(views, "view_roster", "member = 'bo'")] == [
        ("main", "bo", 1)  # as of the event before
    ]
    with pytest.raises(ViewFailed, match="rebuild") as caught:
        views.select("roster", WHO)
    assert caught.value.position == stumbling.at

    mended = Views(ledger.views.store, [VIEWS["roster"]])
    mended.rebuild(["roster"])
    assert [row[0] for row in mended.select("roster", WHO)] == ["ana", "bo"]


def test_a_view_added_to_a_ledger_with_a_history_has_all_of_it(ledger: Ledger) -> None:
    store = ledger.views.store
    first = Views(store, [VIEWS["entitlements"]])
    ledger.enroll("ana", "glow")
    first.catch_up()
    ledger.enroll("bo", "glow")
    both = Views(store, [VIEWS["entitlements"], VIEWS["roster"]])
    assert [row[0] for row in both.select("roster", WHO)] == ["ana", "bo"]


def test_a_view_whose_rows_mean_something_else_is_built_anew(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    ledger.views.catch_up()
    table = ledger.views.store.beside.named("view_roster")
    with ledger.views.store.beside.writing() as session:
        session.run(f"UPDATE {table} SET status = 'wrong'")
    other = Views(ledger.views.store, [View("roster", RosterRows, rules=99)])
    assert other.select("roster", WHO) == [("ana", "active", ledger.today())]


def test_a_rebuild_mends_rows_that_were_edited(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    ledger.views.catch_up()
    sound = rows_of(ledger)
    table = ledger.views.store.beside.named("view_balances")
    with ledger.views.store.beside.writing() as session:
        session.run(f"UPDATE {table} SET free = 99")
    assert rows_of(ledger) != sound
    ledger.views.rebuild(["entitlements"])
    assert rows_of(ledger) == sound


def test_a_view_nobody_knows_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ViewUnknown, match="entitlements"):
        ledger.views.rebuild(["rooster"])
    with pytest.raises(ViewUnknown):
        ledger.views.select("rooster", WHO)


def test_the_names_are_those_of_the_page() -> None:
    assert name_of(RosterRows.ROSTER) == ROSTER.name


def rows_of_one(views: Views, table: str, where: str = "true") -> list[Any]:
    with views.store.beside.reading() as session:
        return session.rows(f"SELECT * FROM {views.store.beside.named(table)} WHERE {where}")
