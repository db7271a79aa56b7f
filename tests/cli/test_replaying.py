"""`history`, `diff`, `step`: how a member came to be as they are, at the command line."""

from __future__ import annotations

import pytest


@pytest.fixture
def visited(desk):
    """Ana's visit of the 18th is told on the 22nd."""
    desk.with_ana()
    desk.say("redeem", "ana", "facial", "--performed", "2026-01-18", on="2026-01-22")
    return desk


def names(desk, *words: str) -> list[str]:
    return [event["event"] for event in desk.ask("history", "ana", *words)["events"]]


def test_a_history_takes_both_dates_a_window_and_kinds(visited) -> None:
    assert names(visited)[-1] == "Redeemed"
    assert "Redeemed" not in names(visited, "--known-on", "2026-01-20")
    assert "Redeemed" not in names(visited, "--as-of", "2026-01-17")
    assert names(visited, "--from", "2026-01-18", "--until", "2026-01-19") == ["Redeemed"]
    assert names(visited, "--kind", "Charged", "--kind", "redeemed") == ["Charged", "Redeemed"]
    assert "Nothing happened that fits." in visited.say("history", "ana", "--until", "2026-01-01")
    assert visited.refused("history", "ana", "--kind", "Paid").reason == "invalid"


def test_a_difference_shows_before_and_after(visited) -> None:
    printed = visited.say("diff", "ana", "--before", "2026-01-17", "--after", "2026-01-18")
    assert "lot 1       1      0  from 2026-01-15" in printed
    assert "Made by #6" in printed
    told = visited.ask("diff", "ana", "--before", "#1", "--after", "5")
    assert told["money"]["collected"] == {"before": "0.00", "after": "178.00"}
    assert told["balances"]["bank"]["after"] == "25.00"
    assert told["balances"]["facial"]["lots"][0]["after"] == 1
    unchanged = visited.say("diff", "ana", "--before", "2026-01-19")
    assert "Nothing changed that the card shows." in unchanged
    assert visited.run("diff", "ana", "--before", "yesterday").exit_code == 2


def test_a_replay_is_stepped_event_by_event(visited) -> None:
    printed = visited.say("step", "ana")
    assert printed.count("position ") == 6
    one = visited.say("step", "ana", "--at", "#6")
    assert one.startswith("#6, position ")
    assert "Redeemed 1 facial" in one
    assert "effective on 2026-01-18, recorded 2026-01-22 12:00" in one
    (step,) = visited.ask("step", "ana", "--at", "6")["steps"]
    assert step["changed"]["balances"]["facial"]["after"] == 0
    assert step["after"]["benefits"][0]["free"] == 0
    assert visited.refused("step", "ana", "--at", "#7").reason == "invalid"
    assert visited.run("step", "ana", "--at", "2026-01-18").exit_code == 2
