"""The questions of an owner: what fails and comes back, tiers, joiners, margins."""

from __future__ import annotations

import csv
import io

import pytest

from .desk import Desk

DAYS = ("--from", "2026-01-01", "--until", "2026-01-25")


def widths(printed: str) -> int:
    return max(len(line) for line in printed.splitlines())


@pytest.fixture
def failing(desk: Desk) -> Desk:
    """Ana's February dues of 129.00 fail on the 15th; 64.50 of them is paid on the 20th."""
    desk.with_ana()
    desk.say("advance", on="2026-02-15")
    desk.say("charge", "ana", "ch_2", "129.00", "--declined", "51", on="2026-02-15")
    desk.say("charge", "ana", "ch_3", "64.50", on="2026-02-20")
    return desk


def test_what_failed_and_was_recovered_is_told(failing: Desk) -> None:
    days = ("--from", "2026-02-01", "--until", "2026-03-01", "--as-of", "2026-02-25")
    told = failing.ask("recovery", *days)
    assert told["first_attempts"] == {
        "failed": "129.00",
        "attempted": "129.00",
        "percent": "100.00",
    }
    assert told["recovery"] == {"recovered": "64.50", "failed": "129.00", "percent": "50.00"}
    assert (told["recovery_count"]["recovered"], told["median_days"]) == (0, None)
    assert [(m["month"], m["age"]) for m in told["months"]] == [("2026-02-01", 10)]
    printed = failing.say("recovery", *days)
    assert "50.00 %" in printed
    assert widths(printed) <= 80
    assert failing.say("recovery", *days, "--csv").splitlines()[1] == (
        "2026-02-01,129.00,64.50,50.00,10"
    )
    before = failing.ask("recovery", *days[:4], "--as-of", "2026-02-16")
    assert before["recovery"]["recovered"] == "0.00"


def test_what_was_never_used_is_told_by_month_of_grant(failing: Desk) -> None:
    told = failing.ask("breakage")
    assert told["benefits"]["bank"] == {
        "measure": "units",
        "broken": 2500,
        "granted": 2500,
        "percent": "100.00",
    }
    facial = next(each for each in told["cohorts"] if each["benefit"] == "facial")
    assert (facial["open"], facial["percent"]) == (1, None)
    printed = failing.say("breakage")
    assert "bank: 100.00 % of its units was never used" in printed
    assert widths(printed) <= 80
    rows = list(csv.reader(io.StringIO(failing.say("breakage", "--csv"))))
    assert ",".join(rows[0]) == "benefit,month,lots,open,measure,broken,granted,percent"


def test_the_tiers_of_a_day(desk: Desk) -> None:
    desk.with_ana()
    desk.say("pause", "ana", on="2026-01-20")
    told = desk.ask("tiers", "--as-of", "2026-01-25")
    assert told["tiers"] == [
        {
            "tier": "glow",
            "members": 0,
            "mrr": "0.00",
            "paused": 1,
            "paused_mrr": "129.00",
            "plans": [{"plan": "glow", "members": 1}],
        }
    ]
    (counted,) = desk.ask("tiers", "--as-of", "2026-01-25", "--paused", "counted")["tiers"]
    assert (counted["members"], counted["mrr"], counted["paused"]) == (1, "129.00", 0)
    assert desk.ask("tiers", "--as-of", "2026-01-25", "--paused", "left-out")["tiers"] == []
    printed = desk.say("tiers", "--as-of", "2026-01-25")
    assert "paused members are apart" in printed
    assert widths(printed) <= 80
    assert "Nobody has paid dues" in desk.say("tiers", "--as-of", "2026-01-15")


def test_the_switch_changes_recurring_revenue_and_retention(desk: Desk) -> None:
    desk.with_ana()
    desk.say("pause", "ana", on="2026-01-20")
    ends = {
        paused: desk.ask("mrr", *DAYS, "--paused", paused)["end"]
        for paused in ("apart", "counted", "left-out")
    }
    assert ends == {"apart": "0.00", "counted": "129.00", "left-out": "0.00"}
    said = desk.say("retention", "--paused", "left-out")
    assert "not there until they resume" in said
    assert desk.run("retention", "--paused", "hidden").exit_code == 2


def test_who_came_and_left_by_month(desk: Desk) -> None:
    desk.with_ana()
    told = desk.ask("trend", "--from", "2026-01-01", "--until", "2026-03-01")
    assert [(month["enrolled"], month["members"]) for month in told["months"]] == [(1, 1), (0, 1)]
    printed = desk.say("trend")
    assert "Came back" in printed
    assert widths(printed) <= 80
    assert desk.say("trend", *DAYS, "--csv").splitlines() == [
        "month,enrolled,back,ended,ended_by_dunning,net,members",
        "2026-01-01,1,0,0,0,1,1",
    ]


def test_what_is_left_of_a_plan_when_its_services_are_paid(desk: Desk) -> None:
    """Ten days of the dues and of the fee: 129.00 + 49.00 = 178.00 over 31 days is 57.42."""
    desk.with_ana()
    desk.say("redeem", "ana", "facial", on="2026-01-20")
    desk.say("redeem", "ana", "bank", "--amount", "5.00", on="2026-01-21")
    costs = desk.folder / "costs.yaml"
    costs.write_text('costs: {facial: "30.00"}\n', encoding="utf-8")
    told = desk.ask("margin", "--costs", str(costs), *DAYS)
    (glow,) = told["plans"]
    assert (glow["revenue"], glow["cost"], glow["margin"]) == ("57.42", "30.00", "27.42")
    assert (glow["percent"], glow["uses"], glow["without_cost"]) == ("47.75", 2, 1)
    printed = desk.say("margin", "--costs", str(costs), *DAYS)
    assert "1 of the uses have no cost in costs.yaml" in printed
    assert widths(printed) <= 80


@pytest.mark.parametrize("text", ["facial: 3\n", "costs: [facial]\n", "costs: {facial: 30}\n"])
def test_a_file_of_costs_that_is_none_is_refused(desk: Desk, text: str) -> None:
    desk.with_ana()
    costs = desk.folder / "costs.yaml"
    costs.write_text(text, encoding="utf-8")
    refusal = desk.refused("margin", "--costs", str(costs))
    assert (refusal.reason, "45.00" in str(refusal)) == ("invalid", True)  # type: ignore[attr-defined]


def test_nothing_to_tell_is_said(desk: Desk) -> None:
    desk.opened()
    costs = desk.folder / "costs.yaml"
    costs.write_text("costs: {}\n", encoding="utf-8")
    assert "Nothing was granted" in desk.say("breakage")
    assert "Nothing was earned" in desk.say("margin", "--costs", str(costs))
    assert "0 of 0" in desk.say("recovery")
