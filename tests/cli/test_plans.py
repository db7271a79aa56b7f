"""`memberledger plans`: the plans on sale, and what the plans of a file mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from .desk import Desk

SOUND = """
practice: {timezone: America/Denver, currency: USD}
plans:
  - {id: glow, name: Glow, version: 2, price: "129.00", cycle: 1 month}
"""


def test_plans_alone_still_lists_what_is_on_sale(desk: Desk) -> None:
    assert [plan["plan"] for plan in desk.opened().ask("plans")["plans"]] == ["glow", "radiance"]


def test_check_tells_each_group_of_each_plan_and_its_warnings(desk: Desk) -> None:
    said = desk.say("plans", "check", str(desk.file))
    for words in ("You pay", "129.00 USD every month", "You get", "If a card is declined"):
        assert words in said
    assert "warning: paid_money_expires: bank: " in said


def test_check_gives_programs_codes_and_sentences(desk: Desk) -> None:
    said = desk.ask("plans", "check", str(desk.file))
    glow, radiance = said["files"][0]["plans"]
    assert glow["agreement"][0] == {
        "group": "pay",
        "about": "price",
        "text": "129.00 USD every month, counted from the day you join or a first billing date "
        "agreed with you.",
    }
    assert ("paid_money_expires", "bank") in {(w["code"], w["benefit"]) for w in glow["warnings"]}
    assert said["warnings"] == len(glow["warnings"]) + len(radiance["warnings"])


def test_warnings_fail_a_strict_check_only(desk: Desk) -> None:
    assert desk.run("plans", "check", str(desk.file)).exit_code == 0
    assert desk.run("plans", "check", str(desk.file), "--strict").exit_code == 1
    desk.file.write_text(SOUND, encoding="utf-8")
    said = desk.say("plans", "check", str(desk.file), "--strict")
    assert "Glow (glow), version 2" in said
    assert said.endswith("0 warnings\n")


def test_a_plan_that_cannot_be_read_is_an_error_and_nothing_is_told(desk: Desk) -> None:
    wrong = desk.folder / "wrong.yaml"
    wrong.write_text(SOUND.replace("1 month", "monthly"), encoding="utf-8")
    error = desk.refused("plans", "check", str(desk.file), str(wrong))
    assert (error.code, error.facts["problems"][0]["field"]) == ("invalid_plan", "cycle")


def test_options_of_the_list_do_not_slip_into_another_command(desk: Desk) -> None:
    result = desk.run("plans", "--json", "check", str(desk.file))
    assert result.exit_code == 2


@pytest.mark.parametrize("name", ["09-birch-first", "15-linden-platinum"])
def test_a_scenario_is_a_plan_file_too(desk: Desk, name: str) -> None:
    programs = Path(__file__).parents[2] / "examples" / "programs"
    said = desk.ask("plans", "check", str(programs / f"{name}.scenario.yaml"))
    assert said["files"][0]["plans"]


def test_diff_pairs_plans_by_id_and_says_what_is_worse(desk: Desk) -> None:
    dearer = desk.folder / "dearer.yaml"
    text = desk.file.read_text(encoding="utf-8").replace('"129.00"', '"139.00"')
    dearer.write_text(text.replace("id: radiance", "id: royal"), encoding="utf-8")
    said = desk.ask("plans", "diff", str(desk.file), str(dearer))
    assert (said["gone"], said["new"]) == (["radiance"], ["royal"])
    (pair,) = said["pairs"]
    assert pair["price_notice_needed"]
    assert pair["same_version"]
    (change,) = pair["changes"]
    assert (change["about"], change["for_the_member"]) == ("price", "worse")
    page = desk.say("plans", "diff", str(desk.file), str(dearer))
    for words in ("worse for the member", "now: 139.00 USD every month", "version of their own"):
        assert words in page
    assert page.endswith("No longer there: radiance\nNew: royal\n")


def test_diff_compares_two_plans_of_one_file(desk: Desk) -> None:
    said = desk.ask("plans", "diff", f"{desk.file}#glow", f"{desk.file}#radiance@1")
    (pair,) = said["pairs"]
    assert (pair["old"]["plan"], pair["new"]["plan"]) == ("glow", "radiance")
    assert not pair["price_notice_needed"]


def test_diff_of_one_plan_takes_the_same_plan_of_the_other_file(desk: Desk) -> None:
    page = desk.say("plans", "diff", f"{desk.file}#glow", str(desk.file))
    assert page == "glow, version 1 -> glow, version 1\n  Nothing changes for a member.\n\n"


@pytest.mark.parametrize("wanted", ["#glwo", "#glow@2"])
def test_a_plan_that_is_not_in_the_file_is_refused(desk: Desk, wanted: str) -> None:
    error = desk.refused("plans", "diff", f"{desk.file}{wanted}", str(desk.file))
    assert str(error).startswith("unknown_plan: ")


def test_plans_of_two_currencies_are_not_compared(desk: Desk) -> None:
    euro = desk.folder / "euro.yaml"
    euro.write_text(SOUND.replace("USD", "EUR"), encoding="utf-8")
    assert "is in USD" in desk.refused("plans", "diff", str(desk.file), str(euro)).message
