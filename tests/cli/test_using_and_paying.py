from __future__ import annotations


def test_a_redemption_prints_its_lots_and_what_is_left(desk):
    desk.with_ana()

    printed = desk.say(
        "redeem", "ana", "bank", "--amount", "10.00", "--key", "s-1", on="2026-01-20"
    )

    assert "Redeemed 10.00 of bank from the lot of 15 Jan (s-1)" in printed
    assert "10.00 from lot 2, granted 2026-01-15, expires 2026-02-15" in printed
    assert "Left of bank: 15.00" in printed


def test_a_redemption_as_json(desk):
    desk.with_ana()

    told = desk.ask("redeem", "ana", "facial", "--key", "v-1", on="2026-01-20")

    assert told["redemption"] == "v-1"
    assert (told["quantity"], told["left"]) == (1, 0)
    assert told["lots"] == [
        {"lot": 1, "quantity": 1, "granted_on": "2026-01-15", "expires_on": None}
    ]


def test_too_much_is_refused_with_what_was_wanted_and_what_is_free(desk):
    desk.with_ana()

    error = desk.refused("redeem", "ana", "bank", "--amount", "30.00", on="2026-01-20")

    assert error.reason == "insufficient_balance"
    assert "30.00 wanted" in error.message
    assert "only 25.00 was free" in error.message


def test_a_late_report_is_judged_on_the_day_it_was_done(desk):
    desk.with_ana()

    words = ("redeem", "ana", "facial", "--performed", "2026-01-16")
    event = desk.ask(*words, on="2026-01-20")["events"][0]

    assert event["effective_on"] == "2026-01-16"
    assert event["recorded_at"].startswith("2026-01-20")


def test_a_reservation_is_kept_and_given_back(desk):
    desk.with_ana()

    words = ("reserve", "ana", "facial", "--for", "2026-01-25", "--key", "a-1")
    assert "Reserved 1 facial for 25 Jan" in desk.say(*words, on="2026-01-20")
    assert desk.ask("show", "ana")["benefits"][0]["reserved"] == 1
    assert "given back" in desk.say("release", "ana", "a-1", on="2026-01-20")
    assert desk.ask("show", "ana")["benefits"][0]["free"] == 1


def test_a_reservation_is_used_by_its_key(desk):
    desk.with_ana()
    words = ("reserve", "ana", "facial", "--for", "2026-01-25", "--key", "a-1")
    desk.say(*words, on="2026-01-20")

    printed = desk.say("redeem", "ana", "facial", "--key", "a-1", on="2026-01-25")

    assert "as reserved (a-1)" in printed


def test_a_reservation_needs_a_key_and_a_day(desk):
    result = desk.with_ana().run("reserve", "ana", "facial")

    assert result.exit_code == 2
    assert "--for" in result.output


def test_a_redemption_is_reversed_once_however_often_it_is_asked(desk):
    desk.with_ana()
    desk.say("redeem", "ana", "facial", "--key", "v-1", on="2026-01-20")

    assert "1 facial of 15 Jan came back" in desk.say("reverse", "ana", "v-1", on="2026-01-21")
    assert "done before" in desk.say("reverse", "ana", "v-1", on="2026-01-22")


def test_a_balance_is_corrected_up_and_down(desk):
    desk.with_ana()

    up = ("adjust", "ana", "facial", "--quantity", "2", "--reason", "goodwill")
    assert "Corrected up by 2 facial" in desk.say(*up, on="2026-01-20")
    down = ("adjust", "ana", "bank", "--amount", "-5.00")
    assert "Corrected down by 5.00 of bank" in desk.say(*down, on="2026-01-20")


def test_a_correction_of_nothing_is_refused(desk):
    assert "--quantity -1" in desk.with_ana().refused("adjust", "ana", "facial").message


def test_units_of_money_are_refused(desk):
    assert desk.with_ana().refused("redeem", "ana", "bank", on="2026-01-20").reason == "invalid"


def test_a_charge_by_hand_pays_what_is_owed_and_grants(desk):
    desk.with_ana(paid=False)

    told = desk.ask("charge", "ana", "ch_1", "178.00", on="2026-01-16")

    assert told["owed"] == "0.00"
    assert [event["event"] for event in told["events"]] == ["Charged", "BillSettled", "Granted"]


def test_a_charge_of_an_earlier_day_is_recorded_today(desk):
    desk.with_ana(paid=False)

    words = ("charge", "ana", "ch_1", "178.00", "--charged-on", "2026-01-16")
    event = desk.ask(*words, on="2026-01-20")["events"][0]

    assert event["effective_on"] == "2026-01-16"
    assert event["recorded_at"].startswith("2026-01-20")


def test_the_same_charge_again_changes_nothing(desk):
    desk.with_ana()

    assert "nothing to do" in desk.say("charge", "ana", "ch_1", "178.00", on="2026-01-16")
    error = desk.refused("charge", "ana", "ch_1", "100.00", on="2026-01-16")
    assert error.reason == "key_reused"


def test_a_decline_by_hand_starts_the_chase(desk):
    desk.with_ana(paid=False)

    words = ("charge", "ana", "ch_1", "178.00", "--declined", "insufficient_funds")
    printed = desk.say(*words, on="2026-01-15")

    assert "Card declined: insufficient_funds (soft), 178.00 for bill 1 (ch_1)" in printed
    assert "Dunning step 1: notify by email, flag the chart" in printed
    card = desk.ask("show", "ana")
    assert (card["standing"], card["flagged"]) == ("past_due", True)
    assert "past due, chart flagged" in desk.say("show", "ana")


def test_a_new_card_collects_in_a_demonstration(desk):
    desk.with_ana(paid=False)

    assert "Gave a new card" in desk.say("card-updated", "ana", on="2026-01-16")
    assert desk.ask("card-updated", "ana", "--demo-cards", on="2026-01-16")["owed"] == "0.00"


def test_a_refund(desk):
    desk.with_ana()

    words = ("refund", "ana", "--charge", "ch_1", "--key", "r-1")
    assert "Refunded 178.00 of charge ch_1, all of it" in desk.say(*words, on="2026-01-20")
    assert desk.ask("show", "ana")["charges"][0]["outcome"] == "refunded"


def test_a_part_of_a_charge_is_refunded(desk):
    desk.with_ana()

    words = ("refund", "ana", "--charged-on", "2026-01-15", "--amount", "20.00")
    assert "Refunded 20.00 of charge ch_1" in desk.say(*words, on="2026-01-20")


def test_a_refund_that_names_no_charge_is_refused(desk):
    assert "charge" in desk.with_ana().refused("refund", "ana", on="2026-01-20").message


def test_a_dispute_is_won_or_lost(desk):
    desk.with_ana()

    assert "is frozen" in desk.say("dispute", "ana", "--charge", "ch_1", on="2026-01-20")
    words = ("dispute-closed", "ana", "lost", "--charge", "ch_1")
    assert "was lost: 178.00 is gone" in desk.say(*words, on="2026-01-25")


def test_a_dispute_has_only_two_ends(desk):
    result = desk.with_ana().run("dispute-closed", "ana", "drawn", "--charge", "ch_1")

    assert result.exit_code == 2
