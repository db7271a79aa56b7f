"""`memberledger migrate`: a whole ledger to another place, told in plain words."""

from __future__ import annotations

import pytest
from tests.postgres_server import ENCODED, Server

from memberledger.errors import LedgerError


def test_a_ledger_is_moved_to_a_server_and_used_there(desk, postgres: Server) -> None:
    url = postgres.url()
    desk.with_ana()
    printed = desk.say("migrate", str(desk.path), url)
    assert "Copied 8 events" in printed
    assert "8 events with their digests, 1 key and 1 member are the same" in printed
    assert ENCODED not in printed
    for question in (("show", "ana"), ("history", "ana"), ("members",), ("plans",)):
        assert desk.ask(*question, "--ledger", url) == desk.ask(*question)
    desk.say("redeem", "ana", "facial", "--ledger", url, on="2026-01-20")
    assert desk.refused("migrate", str(desk.path), url).code == "copy_diverged"


def test_a_seal_of_the_old_place_holds_for_the_new_one(desk, postgres: Server) -> None:
    url, seal = postgres.url(), str(desk.folder / "seal.json")
    desk.with_ana()
    desk.say("audit", "seal", seal)
    desk.say("migrate", str(desk.path), url)
    printed = desk.say("audit", "verify", "--against", seal, "--ledger", url)
    assert "is as it was sealed, up to position 8" in printed


def test_a_move_as_json(desk) -> None:
    desk.with_ana()
    target = str(desk.folder / "new.db")
    told = desk.ask("migrate", str(desk.path), target)
    assert told == {
        "from": str(desk.path),
        "to": target,
        "events": 8,
        "copied": 8,
        "claims": 1,
        "members": 1,
        "verified": True,
    }
    assert desk.ask("migrate", str(desk.path), target)["copied"] == 0


def test_without_a_ledger_nothing_is_made(desk) -> None:
    assert desk.refused("migrate", "nowhere.db", str(desk.folder / "new.db")).code == "no_ledger"
    assert desk.files() == {"practice.yaml"}


@pytest.mark.parametrize("words", [("members",), ("advance",), ("enroll", "bo", "glow")])
def test_an_unfinished_copy_says_how_to_finish_it(desk, monkeypatch, words) -> None:
    desk.with_ana()
    target = str(desk.folder / "new.db")
    with monkeypatch.context() as broken:
        broken.setattr("memberledger.store.sqlite.whole.index_all", _power_cut)
        with pytest.raises(ZeroDivisionError):
            raise desk.run("migrate", str(desk.path), target).exception
    refused: LedgerError = desk.refused(*words, "--ledger", target)
    assert refused.code == "unfinished_copy"
    assert "memberledger migrate FROM TO" in refused.message
    desk.say("migrate", str(desk.path), target)
    assert desk.ask("members", "--ledger", target) == desk.ask("members")


def _power_cut(*_: object) -> None:
    raise ZeroDivisionError
