from __future__ import annotations

import pytest

from memberledger import Vault


def sentences(told):
    return [event["sentence"] for event in told["events"]]


def test_enrolling_says_what_is_owed_and_how_to_record_the_payment(desk):
    desk.opened()

    printed = desk.say("enroll", "ana", "glow", on="2026-01-15")

    assert "Enrolled on glow, billed from 15 Jan" in printed
    assert "Owed: 178.00 USD" in printed
    assert "memberledger charge ana CHARGE 178.00 --on 2026-01-15" in printed


def test_the_next_command_names_the_ledger_where_it_is_not_the_usual_one(desk):
    desk.opened()

    printed = desk.say("enroll", "ana", "glow", "--ledger", f"sqlite:///{desk.path}")

    assert f"--ledger sqlite:///{desk.path}" in printed


def test_demonstration_cards_pay_and_say_that_no_money_moves(desk):
    desk.opened()

    printed = desk.say("enroll", "ana", "glow", "--demo-cards", on="2026-01-15")

    assert "no money moves" in printed
    assert "Paid 178.00 for bill 1" in printed
    assert "Owed" not in printed
    told = desk.ask("change", "ana", "radiance", "--demo-cards", on="2026-01-20")
    assert told["demonstration"] is True
    assert told["events"][0]["event"] == "Upgraded"


def test_an_anchor_moves_the_first_billing_date(desk):
    told = desk.opened().ask("enroll", "ana", "glow", "--anchor", "2026-02-01", on="2026-01-15")

    assert told["owed"] == "0.00"
    assert desk.ask("show", "ana")["next_charge"] == {"date": "2026-02-01", "amount": "178.00"}


def test_the_actor_the_reason_and_the_key_are_recorded(desk):
    desk.with_ana()

    words = ("pause", "ana", "--actor", "amy", "--reason", "travel", "--key", "p-1")
    told = desk.ask(*words, on="2026-01-20")

    event = told["events"][0]
    assert (event["actor"], event["reason"], event["key"]) == ("amy", "travel", "pause:p-1")
    assert event["recorded_at"] == "2026-01-20T19:00:00+00:00"


def test_the_same_key_gives_the_first_result_again(desk):
    desk.with_ana()
    first = desk.ask("pause", "ana", "--key", "p-1", on="2026-01-20")

    again = desk.ask("pause", "ana", "--key", "p-1", on="2026-01-21")

    assert again["repeated"] is True
    assert again["events"] == first["events"]
    assert "done before" in desk.say("pause", "ana", "--key", "p-1", on="2026-01-21")


def test_a_pause_and_its_end(desk):
    desk.with_ana()

    assert "Paused until 1 Mar" in desk.say(
        "pause", "ana", "--until", "2026-03-01", on="2026-01-20"
    )
    assert "Paused until    2026-03-01" in desk.say("show", "ana")
    assert "Active again after 10 days" in desk.say("resume", "ana", on="2026-01-30")


def test_a_change_of_plan_waits_or_comes_now(desk):
    desk.with_ana()

    waiting = desk.ask("change", "ana", "radiance", "--when", "next_period", on="2026-01-20")
    assert sentences(waiting) == ["Moves to Radiance on the next billing date"]
    assert desk.ask("show", "ana")["waiting_plan"] == "radiance"
    now = desk.say("change", "ana", "radiance", on="2026-01-20")
    assert "Upgraded from glow to Radiance" in now
    assert "Owed:" in now


def test_a_change_to_the_plan_one_has_does_nothing(desk):
    desk.with_ana()

    assert "nothing to do" in desk.say("change", "ana", "glow", on="2026-01-20")


def test_leaving_and_staying_after_all(desk):
    desk.with_ana()

    assert "the membership ends on 15 Feb" in desk.say("cancel", "ana", on="2026-01-20")
    assert desk.ask("show", "ana")["ends_on"] == "2026-02-15"
    assert "Stays" in desk.say("reinstate", "ana", on="2026-01-20")
    assert desk.ask("show", "ana")["ends_on"] is None


def test_sharing(desk):
    desk.with_ana()

    assert "Shared with p-2" in desk.say("share", "ana", "p-2", on="2026-01-20")
    done = desk.ask("redeem", "ana", "facial", "--by", "p-2", on="2026-01-20")
    assert "by p-2" in done["events"][0]["sentence"]


def test_advancing_bills_what_is_due_and_says_that_no_card_was_asked(desk):
    desk.with_ana()

    printed = desk.say("advance", "--as-of", "2026-02-20")
    assert "Advanced 1 member to 2026-02-20: 2 events." in printed
    assert "No card was asked" in printed
    assert desk.ask("show", "ana")["owed"] == "129.00"
    assert "Nothing was due by 2026-02-20" in desk.say("advance", "--as-of", "2026-02-20")


def test_advancing_one_member_on_a_day_leaves_the_others(desk):
    desk.with_ana()
    desk.say("enroll", "ben", "glow", "--demo-cards", on="2026-01-15")

    words = ("advance", "--member", "ben", "--demo-cards")
    told = desk.ask(*words, on="2026-02-15")

    assert told == {"as_of": "2026-02-15", "members": 1, "events": 5, "demonstration": True}
    assert desk.ask("show", "ben")["last_refill"] == "2026-02-15"
    assert desk.ask("show", "ana")["last_refill"] == "2026-01-15"


@pytest.mark.parametrize("words", [("enroll", "ben", "glow"), ("advance",)])
def test_a_day_in_the_future_is_refused(desk, words):
    error = desk.with_ana().refused(*words, on="2199-01-01")

    assert error.reason == "invalid"
    assert "lies in the future; today is" in error.message


def test_a_day_before_the_history_is_refused(desk):
    error = desk.with_ana().refused("pause", "ana", on="2026-01-10")

    assert error.message.startswith("--on 2026-01-10 is too early")


def test_what_is_no_date_is_told_with_an_example(desk):
    result = desk.opened().run("enroll", "ana", "glow", on="15/01/2026")

    assert result.exit_code == 2
    assert "2026-01-31" in result.output


def test_an_unknown_plan_is_told_with_those_on_sale(desk):
    error = desk.opened().refused("enroll", "ana", "glo")

    assert error.reason == "unknown_plan"
    assert "glow, radiance" in error.message


@pytest.mark.parametrize(
    "words", [("show", "anna"), ("history", "anna"), ("pause", "anna"), ("quote", "anna", "x=1")]
)
def test_an_unknown_member_is_told_with_close_matches(desk, words):
    error = desk.with_ana().refused(*words)

    assert error.reason == "not_enrolled"
    assert error.message.endswith("did you mean ana?")


def test_who_is_erased_is_told_with_what_stays_in_the_books(desk) -> None:
    desk.with_ana()
    vault = desk.folder / "people.db"
    with Vault(vault) as opened:
        opened.keep("main", "ana", {"name": "A Name"})
    desk.say("cancel", "ana", on="2026-01-15")
    desk.say("charge", "ana", "ch_2", "5.00", on="2026-02-15")
    printed = desk.say("erase", "ana", "--vault", str(vault), on="2026-02-15")
    assert "What was kept about the person was erased" in printed
    assert "is erased." in printed
    assert "Billing credit of 5.00 stays in the books" in " ".join(printed.split())
    with Vault(vault) as opened:
        assert opened.facts("main", "ana") is None
