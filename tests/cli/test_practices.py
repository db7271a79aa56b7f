"""Several practices in one ledger, from the command line."""

from __future__ import annotations

import json

import pytest

from .desk import PRACTICE

LAKE = PRACTICE.replace("America/Denver, currency: USD", "Europe/Madrid, currency: EUR").replace(
    '"129.00"', '"99.00"'
)


@pytest.fixture
def two(desk):
    """Ana is a member of both; in `lake` she has not paid."""
    desk.with_ana()
    lake = desk.folder / "lake.yaml"
    lake.write_text(LAKE, encoding="utf-8")
    desk.say("open", str(lake), "--practice", "lake")
    desk.say("enroll", "ana", "glow", "--practice", "lake", on="2026-01-15")
    desk.say("charge", "ana", "ch_1", "20.00", "--practice", "lake", on="2026-01-16")
    return desk


def test_the_practices_are_listed(two) -> None:
    assert two.ask("practices") == {
        "ledger": str(two.path),
        "practices": [
            {
                "practice": "lake",
                "currency": "EUR",
                "timezone": "Europe/Madrid",
                "rung": "live",
                "members": 1,
            },
            {
                "practice": "main",
                "currency": "USD",
                "timezone": "America/Denver",
                "rung": "live",
                "members": 1,
            },
        ],
    }
    assert "Europe/Madrid" in two.say("practices")
    assert two.say("practices", "--csv").splitlines()[1] == "lake,EUR,Europe/Madrid,live,1"


def test_without_a_ledger_or_a_practice_that_is_said(desk) -> None:
    assert desk.refused("practices").code == "no_ledger"
    assert desk.files() == {"practice.yaml"}


@pytest.mark.parametrize(
    ("words", "main", "lake"),
    [
        (("members",), ["0.00"], ["128.00"]),
        (("delinquent",), [], ["128.00"]),
    ],
)
def test_who_owes_what_is_told_of_one_practice(two, words, main, lake) -> None:
    def owed(*practice: str) -> list[str]:
        told = two.ask(*words, *practice)
        return [row["owed"] for row in told[words[0]]]

    assert (owed(), owed("--practice", "lake")) == (main, lake)


@pytest.mark.parametrize(
    ("words", "field", "main", "lake"),
    [
        (("show", "ana"), "currency", "USD", "EUR"),
        (("revenue", "--as-of", "2026-01-25"), "collected", "178.00", "20.00"),
        # dues that are not paid are no recurring revenue yet
        (("mrr", "--from", "2026-01-01", "--until", "2026-01-25"), "end", "129.00", "0.00"),
        (("quote", "ana", "facial=150.00"), "total", "0.00", "150.00"),
        (("plans",), "currency", "USD", "EUR"),
    ],
)
def test_a_figure_is_of_one_practice(two, words, field, main, lake) -> None:
    assert two.ask(*words)[field] == main
    assert two.ask(*words, "--practice", "lake")[field] == lake


def test_a_command_touches_one_practice(two) -> None:
    before = two.say("history", "ana", "--json")
    two.say("advance", "--practice", "lake")
    assert two.say("history", "ana", "--json") == before
    assert len(json.loads(before)["events"]) == 5
    assert two.refused("show", "ana", "--practice", "hill").reason == "unknown_practice"
