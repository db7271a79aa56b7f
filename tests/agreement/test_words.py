"""The agreements of the example programs, read aloud; and the turns of phrase in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from memberledger import Plan
from memberledger.agreement import speech, told
from memberledger.files import read_yaml
from memberledger.scenarios.reading import read_practice
from memberledger.terms import DunningAction

from .plans import BANK, FACIAL, PROGRAMS, ROOT, page, plan, words

KEPT = Path(__file__).parent / "words"
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.yaml"))


def kept_for(file: Path) -> Path:
    return KEPT / f"{file.name.partition('.')[0]}.txt"


def pages(file: Path) -> str:
    facts = read_practice(read_yaml(file), str(file))
    return "\n".join(page(each, facts.currency) for each in facts.plans)


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.name.partition(".")[0])
def test_an_example_program_is_told_word_for_word(file: Path) -> None:
    assert pages(file) == kept_for(file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [*PROGRAMS, *SCENARIOS], ids=lambda file: file.stem)
def test_no_sentence_shows_a_name_of_a_field(file: Path) -> None:
    facts = read_practice(read_yaml(file), str(file))
    for each in facts.plans:
        for line in told(each, facts.currency):
            assert not re.search(r"[a-z]_[a-z]|None|\bP\d", line.text), line.text
            assert line.text.endswith(".")
            assert "  " not in line.text


@pytest.mark.parametrize(
    ("benefit", "said"),
    [
        (
            {"name": "HydraFacial", "rollover": {"carryover_limit": 3}},
            "One HydraFacial a month; unused ones carry over, up to three.",
        ),
        (
            {"quantity": 2, "rollover": {"max_balance": 6}},
            (
                "Two facials a month; unused ones carry over until you hold six, then each new one "
                "ends the oldest."
            ),
        ),
        (
            {"rollover": {"periods": 1}},
            "One facial a month; each can be used for one billing period longer.",
        ),
        (
            {"rollover": "unlimited", "expires": "1 year"},
            "One facial a month; each is gone one year after it is given.",
        ),
        (
            {"rollover": {"carryover_limit": 3, "max_balance": 6}, "expires": "60 days"},
            (
                "One facial a month; unused ones carry over, up to three, at most six can be held, "
                "each is gone at the latest 60 days after it is given."
            ),
        ),
        (
            {"services": ["hydrafacial", "chemical_peel"]},
            (
                "One facial (for hydrafacial or chemical peel) a month; what is not used is lost "
                "at the end of the billing period."
            ),
        ),
        (
            {"grants": {"every": "3 months", "after_cycles": 3, "times": 4}},
            (
                "One facial every three months, beginning when three billing periods in a row are "
                "over and paid, four times in all; what is not used is lost at the end of its own "
                "period."
            ),
        ),
        (
            {"grants": {"occasion": "birthday"}},
            (
                "One facial for the occasion 'birthday', at most once in a calendar year; what is "
                "not used is lost at the end of the billing period; a gift: never refunded, and "
                "the first to be taken back."
            ),
        ),
    ],
)
def test_a_benefit_is_told_in_one_sentence(benefit: dict[str, Any], said: str) -> None:
    assert words(plan({**FACIAL, **benefit}), "get") == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "it ends at the end of the billing period in which you ask."),
        (
            {"notice": "30 days"},
            "it ends at the end of the billing period in which 30 days' notice runs out.",
        ),
        (
            {"notice": "1 cycle", "effective": "term_end"},
            (
                "it ends at the end of the commitment in which one billing period's notice runs "
                "out (without a commitment, of the billing period)."
            ),
        ),
        ({"notice": "1 month", "effective": "notice_end"}, "it ends after one month's notice."),
        ({"notice": "1 month", "effective": "immediately"}, "it ends the day you ask."),
        ({"effective": "month_end"}, "it ends at the end of the calendar month in which you ask."),
    ],
)
def test_the_way_out_is_told(facts: dict[str, Any], said: str) -> None:
    assert said in words(plan(cancellation=facts), "leave")


def test_a_commitment_is_told_in_time() -> None:
    assert "You commit to twelve months;" in words(plan(term={"cycles": 12}), "leave")
    assert "You commit to two years;" in words(plan(cycle="1 year", term={"cycles": 2}), "leave")
    weekly = words(plan(cycle="1 week", term={"cycles": 1}), "leave")
    assert "You commit to one billing period of one week;" in weekly


def test_each_step_after_a_decline_is_told_in_its_own_words() -> None:
    def step(action: str) -> str:
        fees = {"late_fee": "5.00", "returned_payment_fee": "6.00"}
        return words(plan(**fees, dunning=[{"after": "1 day", "do": [action]}]), "declined")

    actions = DunningAction.__args__  # type: ignore[attr-defined]
    assert len({step(action) for action in actions}) == len(actions)


def test_steps_that_the_processor_takes_instead_are_not_promised() -> None:
    steps = [
        {"after": "3 days", "do": ["retry", "notify_sms"]},
        {"after": "9 days", "do": ["cancel"]},
    ]
    said = words(plan(retries="processor", dunning=steps), "declined")
    assert said.startswith("After three days: you get a text message.\nThe payment company tries")
    assert "ends" not in said


def test_a_pause_says_nothing_of_clocks_where_nothing_runs_out() -> None:
    bank = {**BANK, "rollover": "unlimited"}
    assert "time left" not in words(plan(bank, pause={}), "pause")
    assert "time left" in words(plan(BANK, pause={}), "pause")


def test_amounts_are_told_in_the_practices_currency() -> None:
    data = {"id": "hot", "price": "9000", "cycle": "1 month"}
    hot = Plan.model_validate(data, context={"currency": "JPY"})
    assert told(hot, "JPY")[0].text.startswith("9000 JPY every month")


def test_names_are_counted_as_people_count_them() -> None:
    assert speech.units(3, "IV therapy") == "three IV therapies"
    assert speech.units(1, "points") == "one points"
    assert speech.units(2, "facial (60 min)") == "two facial (60 min)"
    assert speech.day_of_month(22) == "the 22nd"
    assert speech.day_of_month(12) == "the 12th"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([("21 days", ["cancel"])], "and unpaid dues stay owed."),
        ([("21 days", ["cancel", "write_off"])], "and what is owed is written off."),
        (
            [("21 days", ["cancel"]), ("60 days", ["write_off"])],
            "and unpaid dues stay owed until they are written off.",
        ),
    ],
)
def test_what_stays_owed_when_it_ends_unpaid_is_told(
    steps: list[tuple[str, list[str]]], said: str
) -> None:
    dunning = [{"after": after, "do": actions} for after, actions in steps]
    assert said in words(plan(dunning=dunning), "declined")


def test_a_plan_without_a_commitment_begins_none_anew() -> None:
    move = {"when": "next_period", "term": "restart"}
    free, bound = plan(upgrade=move), plan(upgrade=move, term={"cycles": 6})
    assert "a commitment you have is over" in words(free, "change")
    assert "the commitment of this plan begins anew" in words(bound, "change")
