"""`explain`: the chain of events and rules behind a number, at the command line."""

from __future__ import annotations

import csv
import io

import pytest


@pytest.fixture
def visited(desk):
    """Ana paid 178.00 on 15 January, and a facial was given on the 20th."""
    desk.with_ana()
    desk.say("redeem", "ana", "facial", "--actor", "amy", on="2026-01-20")
    return desk


def test_a_charge_is_told_with_its_lines_and_its_rules(visited) -> None:
    printed = visited.say("explain", "ana", "charge", "ch_1")
    assert printed.startswith("charge ch_1 of ana (paid on 2026-01-15): 178.00 USD\n")
    assert "the price of a period = 129.00" in printed
    assert "the fee of glow@1 = 49.00 (billing/1)" in printed
    assert "a period's dues are owed on its first day" in printed
    assert max(len(line.rstrip()) for line in printed.splitlines()) <= 80
    told = visited.ask("explain", "ana", "charge", "ch_1")
    assert (told["figure"], told["unit"], told["adds_up"]) == ("178.00", "USD", True)
    (bill,) = told["parts"]
    dues, fee = bill["parts"]
    assert (dues["amount"], fee["amount"]) == ("129.00", "49.00")
    assert (dues["event"]["event"], dues["event"]["version"]) == ("DuesBilled", 2)


def test_a_balance_is_told_in_units(visited) -> None:
    assert "balance of facial of ana: 0 facial" in visited.say(
        "explain", "ana", "balance", "facial"
    )
    told = visited.ask("explain", "ana", "balance", "facial", "--as-of", "2026-01-19")
    assert told["figure"] == 1
    bank = visited.ask("explain", "ana", "balance", "bank")
    assert (bank["figure"], bank["unit"]) == ("25.00", "USD")


def test_a_standing_and_what_is_owed_are_told(visited) -> None:
    assert "standing of ana: good" in visited.say("explain", "ana", "standing")
    assert "owed by ana: 0.00 USD" in visited.say("explain", "ana", "owed")
    assert "billing credit of ana: 0.00 USD" in visited.say("explain", "ana", "credit")


def test_a_months_revenue_is_told_by_account_and_member(visited) -> None:
    printed = visited.say("explain", "revenue", "2026-01", "--member", "ana")
    assert "Income:Dues:Access" in printed
    assert "17 days, 2026-01-15 until 2026-02-01" in printed
    assert "129.00 x 17 / 31 = 70.74" in printed
    whole = visited.say("explain", "revenue", "2026-01")
    assert "ana" in whole
    assert "129.00 x" not in whole
    rows = list(csv.DictReader(io.StringIO(visited.say("explain", "revenue", "2026-01", "--csv"))))
    assert [row["level"] for row in rows] == ["1", "2", "3", "1", "2", "3"]
    assert rows[2]["arithmetic"] == "129.00 x 17 / 31 = 70.74"


@pytest.mark.parametrize(
    "words",
    [
        ("ana", "balance"),
        ("ana", "money"),
        ("ana", "owed", "--member", "ana"),
        ("revenue", "2026-01", "--as-of", "2026-01-20"),
        ("revenue", "2026-1"),
    ],
)
def test_a_question_that_is_not_whole_is_told_what_it_lacks(visited, words) -> None:
    result = visited.run("explain", *words)
    assert result.exit_code == 2


def test_the_next_charge_is_told_before_it_comes(visited) -> None:
    printed = visited.say("explain", "ana", "next")
    assert printed.startswith("next charge of ana on ")
    told = visited.ask("explain", "ana", "next", "--as-of", "2026-01-20")
    assert (told["subject"], told["figure"]) == ("next charge of ana on 2026-02-15", "129.00")
    (dues,) = told["parts"]
    assert dues["says"] == "dues for 2026-02-15 to 2026-03-15, glow@1"
    assert (dues["event"]["event"], dues["arithmetic"]) == ("Enrolled", ["the price of a period"])


def test_what_is_deferred_is_told_by_account_and_bill(visited) -> None:
    """Five of 31 days are over: 129.00 x 5 / 31 = 20.81, 49.00 x 5 / 31 = 7.90."""
    told = visited.ask("explain", "ana", "deferred", "--as-of", "2026-01-20")
    assert (told["figure"], told["adds_up"]) == ("149.29", True)
    amounts = {part["says"]: part["amount"] for part in told["parts"]}
    assert amounts == {
        "Liabilities:Deferred:Access": "108.19",
        "Liabilities:Deferred:Enrollment": "41.10",
    }
    whole = visited.ask("explain", "deferred", "2026-01-20")
    assert whole["figure"] == "149.29"
    assert (
        "129.00 x 5 / 31 = 20.81"
        in whole["parts"][0]["parts"][0]["parts"][0]["parts"][1]["arithmetic"]
    )


def test_recurring_revenue_is_told_member_by_member(visited) -> None:
    told = visited.ask("explain", "mrr", "2026-01")
    assert told["figure"] == "129.00"
    assert [(part["says"], part["amount"]) for part in told["parts"]] == [
        ("ana, on glow@1", "129.00")
    ]
    assert "129.00 a month" in visited.say("explain", "mrr", "2026-01")
