from __future__ import annotations

from importlib.metadata import version

import pytest

from .desk import PRACTICE, Desk

READING = [
    ("members",),
    ("plans",),
    ("show", "ana"),
    ("history", "ana"),
    ("revenue",),
    ("quote", "ana", "facial=150.00"),
]
WRITING = [
    ("advance",),
    ("enroll", "ana", "glow"),
    ("redeem", "ana", "facial"),
    ("charge", "ana", "ch_1", "1.00"),
]


def test_the_version_is_that_of_the_installed_package(desk):
    assert desk.say("--version") == f"memberledger {version('memberledger')}\n"


@pytest.mark.parametrize("words", READING + WRITING, ids=lambda words: words[0])
def test_without_a_ledger_every_command_says_how_to_make_one_and_makes_none(desk, words):
    error = desk.refused(*words)

    assert error.code == "no_ledger"
    assert f"memberledger open FILE.yaml --ledger {desk.path}" in error.message
    assert desk.files() == {"practice.yaml"}


def test_an_empty_file_is_not_made_a_ledger_by_reading(desk):
    desk.path.touch()

    assert desk.refused("members").code == "no_ledger"
    assert desk.path.stat().st_size == 0


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_reading_leaves_the_ledger_as_it_was(desk, words):
    desk.with_ana()
    before = desk.path.read_bytes()

    desk.say(*words)

    assert desk.path.read_bytes() == before
    assert desk.files() == {"practice.yaml", "spa.db"}


def test_a_practice_that_was_never_opened_here_is_told_how_to(desk):
    desk.opened()

    error = desk.refused("members", "--practice", "north")

    assert error.reason == "unknown_practice"
    assert error.message.endswith(f"open FILE.yaml --ledger {desk.path} --practice north")


def test_a_file_of_something_else_is_no_ledger(desk):
    desk.path.write_text("name,plan\nana,glow\n" * 50)

    assert desk.refused("members").code == "store_unreadable"


def test_an_address_of_another_kind_is_refused(desk):
    assert desk.refused("members", "--ledger", "mysql://spa").code == "store_address"


def test_opening_prints_the_plans_and_the_next_command(desk):
    printed = desk.say("open", str(desk.file))

    assert "is open in" in printed
    assert "129.00" in printed
    assert "memberledger enroll MEMBER glow" in printed


def test_opening_again_changes_nothing(desk):
    assert desk.ask("open", str(desk.file))["changed"] is True
    assert desk.ask("open", str(desk.file))["changed"] is False
    assert "was open already" in desk.say("open", str(desk.file))


def test_a_wrong_file_makes_no_ledger(desk):
    desk.file.write_text(PRACTICE.replace('"129.00"', "129.00"))

    error = desk.refused("open", str(desk.file))

    assert error.code == "invalid_plan"
    assert "price" in error.message
    assert not desk.path.exists()


def test_other_terms_under_a_version_on_record_are_refused(desk):
    desk.opened()
    desk.file.write_text(PRACTICE.replace('"129.00"', '"139.00"'))

    assert "version 2" in desk.refused("open", str(desk.file)).message


def test_plans_are_listed_in_words(desk):
    printed = " ".join(desk.opened().say("plans").split())

    assert "1 facial each period; at most 3 is held" in printed
    assert "25.00 of bank each period; ends with its period" in printed
    assert "12.5% off for serum" in printed
    assert "Concierge line" in printed


def test_plans_as_json_have_amounts_as_text(desk):
    told = desk.opened().ask("plans")

    assert (told["currency"], told["timezone"]) == ("USD", "America/Denver")
    assert [plan["plan"] for plan in told["plans"]] == ["glow", "radiance"]
    assert told["plans"][0]["price"] == "129.00"
    assert told["plans"][0]["enrollment_fee"] == "49.00"


def test_yen_have_no_decimals(tmp_path):
    yen = (
        PRACTICE.replace("USD", "JPY").replace('.00"', '"').replace("America/Denver", "Asia/Tokyo")
    )
    desk = Desk(tmp_path, yen).opened()

    told = desk.ask("enroll", "ana", "glow", on="2026-01-15")

    assert told["owed"] == "178"
    assert "Dues of 129 " in told["events"][1]["sentence"]
