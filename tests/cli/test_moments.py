"""`--as-of` and `--known-on`: a command asks the past as the library does."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger import Ledger
from memberledger.values import format_amount

EIGHTEENTH, TWENTIETH = date(2026, 1, 18), date(2026, 1, 20)


@pytest.fixture
def late(desk):
    """Ana's visit of the 18th is told on the 22nd, and so is bea's payment of the 19th."""
    desk.with_ana()
    desk.say("redeem", "ana", "facial", "--performed", "2026-01-18", on="2026-01-22")
    desk.say("enroll", "bea", "glow", on="2026-01-19")
    desk.say("charge", "bea", "ch_2", "178.00", "--charged-on", "2026-01-19", on="2026-01-22")
    return desk


def test_members_are_listed_as_they_were(late) -> None:
    def listed(*moment: str) -> list[tuple[str, str]]:
        return [(row["member"], row["owed"]) for row in late.ask("members", *moment)["members"]]

    assert listed("--as-of", "2026-01-14") == []
    assert listed("--as-of", "2026-01-18") == [("ana", "0.00")]
    assert listed("--as-of", "2026-01-19") == [("ana", "0.00"), ("bea", "0.00")]
    assert listed("--known-on", "2026-01-20") == [("ana", "0.00"), ("bea", "178.00")]
    printed = late.say("members", "--as-of", "2026-01-18")
    assert "As it was at the end of 2026-01-18" in printed
    assert "memberledger advance" not in printed
    assert "Nobody was enrolled" in late.say("members", "--as-of", "2026-01-14")
    assert late.refused("members", "--as-of", "2999-01-01").reason == "invalid"


@pytest.mark.parametrize(
    "words",
    [
        ("members",),
        ("show", "ana"),
        ("revenue",),
        ("retention",),
        ("delinquent",),
    ],
)
def test_every_question_takes_both_dates(late, words) -> None:
    for moment in (
        ("--as-of", "2026-01-20"),
        ("--known-on", "2026-01-20"),
        ("--as-of", "2026-01-19", "--known-on", "2026-01-20"),
    ):
        late.ask(*words, *moment)
    assert late.refused(*words, "--known-on", "2999-01-01").reason == "invalid"


def test_the_answers_are_the_librarys(late) -> None:
    moment = ("--as-of", "2026-01-20", "--known-on", "2026-01-20")
    window = ("--from", "2026-01-01", "--until", "2026-01-20", "--known-on", "2026-01-20")
    january = date(2026, 1, 1)
    with Ledger.open(late.path) as ledger:
        revenue = ledger.revenue(as_of=TWENTIETH, known_on=TWENTIETH)
        assert late.ask("revenue", *moment)["collected"] == format_amount(revenue.collected, "USD")
        owing = ledger.delinquent(TWENTIETH, known_on=TWENTIETH)
        assert [row.member for row in owing] == ["bea"]
        told = late.ask("delinquent", *moment)["delinquent"]
        assert [(row["member"], row["owed"]) for row in told] == [("bea", "178.00")]
        assert late.ask("delinquent")["delinquent"] == []
        # bea's first dues were not known to be paid, so she is no part of the cohort
        (cohort,) = ledger.retention(TWENTIETH, known_on=TWENTIETH)
        assert late.ask("retention", *moment)["cohorts"][0]["size"] == cohort.size == 1
        assert late.ask("retention")["cohorts"][0]["size"] == 2
        mrr = ledger.mrr(january, TWENTIETH, known_on=TWENTIETH)
        assert late.ask("mrr", *window)["end"] == format_amount(mrr.end, "USD") == "129.00"
        used = ledger.utilisation(january, TWENTIETH, known_on=TWENTIETH).benefits["facial"]
        asked = late.ask("utilisation", *window)["benefits"]["facial"]
        assert (asked["redeemed"], asked["granted"]) == (used.part, used.whole) == (0, 1)
        assert late.ask("utilisation", *window[:4])["benefits"]["facial"]["redeemed"] == 1
