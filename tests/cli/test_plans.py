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
