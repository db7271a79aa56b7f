from __future__ import annotations

import json


def widths(printed):
    return max(len(line) for line in printed.splitlines())


def test_nobody_is_enrolled_yet(desk):
    assert "memberledger enroll MEMBER PLAN" in desk.opened().say("members")
    assert desk.ask("members")["members"] == []


def test_members_at_a_glance(desk):
    desk.with_ana()

    printed = desk.say("members")

    assert "2026-02-15 129.00" in printed
    assert "memberledger advance" in printed
    assert widths(printed) <= 80


def test_members_as_json(desk):
    assert desk.with_ana().ask("members") == {
        "practice": "main",
        "currency": "USD",
        "members": [
            {
                "member": "ana",
                "plan": "glow",
                "status": "active",
                "standing": "good",
                "flagged": False,
                "owed": "0.00",
                "next_charge": {"date": "2026-02-15", "amount": "129.00"},
                "last_refill": "2026-01-15",
            }
        ],
    }


def test_a_long_reference_still_fits(desk):
    desk.opened()
    desk.say("enroll", "m" * 200, "radiance", on="2026-01-15")

    assert widths(desk.say("members")) <= 80


def test_a_member_in_full(desk):
    printed = desk.with_ana().say("show", "ana")

    assert "ana: glow, active, in good standing" in printed
    assert "129.00 on 2026-02-15" in printed
    assert "from 2026-01-15, until 2026-02-15" in printed
    assert "ch_1" in printed
    assert widths(printed) <= 80


def test_a_member_as_json_has_money_as_text_and_units_as_numbers(desk):
    card = desk.with_ana().ask("show", "ana")

    facial, bank = card["benefits"]
    assert (facial["free"], bank["free"]) == (1, "25.00")
    assert bank["lots"] == [
        {"lot": 2, "remaining": "25.00", "granted_on": "2026-01-15", "expires_on": "2026-02-15"}
    ]
    assert card["charges"] == [
        {"charge": "ch_1", "date": "2026-01-15", "amount": "178.00", "outcome": "paid"}
    ]


def test_a_member_as_of_a_day_and_as_known_on_another(desk):
    desk.with_ana()
    words = ("redeem", "ana", "facial", "--performed", "2026-01-18")
    desk.say(*words, on="2026-01-22")

    def free(*moment):
        return desk.ask("show", "ana", *moment)["benefits"][0]["free"]

    assert free("--as-of", "2026-01-17") == 1
    assert free("--as-of", "2026-01-18") == 0
    assert free("--as-of", "2026-01-18", "--known-on", "2026-01-20") == 1
    printed = desk.say("show", "ana", "--as-of", "2026-01-17")
    assert "As it was at the end of 2026-01-17" in printed


def test_a_history_has_a_sentence_for_each_event(desk):
    desk.with_ana()
    desk.say("redeem", "ana", "facial", "--key", "visit-1", "--actor", "amy", on="2026-01-20")

    printed = desk.say("history", "ana")

    assert "Redeemed 1 facial from the lot of 15 Jan" in printed
    assert "(by amy)" in printed
    assert "2026-01-20 12:00" in printed
    assert widths(printed) <= 80


def test_a_history_as_json(desk):
    told = desk.with_ana().ask("history", "ana")

    assert [event["version"] for event in told["events"]] == [1, 2, 3, 4, 5]
    assert told["events"][1] == {
        "version": 2,
        "position": 5,
        "event": "DuesBilled",
        "effective_on": "2026-01-15",
        "recorded_at": "2026-01-15T19:00:00+00:00",
        "sentence": "Dues of 129.00 for 15 Jan to 15 Feb and an enrollment fee of 49.00 "
        "fell due (bill 1)",
        "actor": None,
        "reason": None,
        "key": None,
        "policy": "billing/1",
    }


def test_what_staff_wrote_does_not_steer_the_terminal(desk):
    desk.with_ana()
    desk.say("pause", "ana", "--reason", "gone [bold]", on="2026-01-20")

    printed = desk.say("history", "ana")

    assert "\x1b" not in printed
    assert "[bold]" in printed


def test_revenue_adds_up(desk):
    told = desk.with_ana().ask("revenue", "--as-of", "2026-01-25")

    assert told["collected"] == "178.00"
    figures = {name: float(told[name]) for name in ("recognised", "deferred", "refunded")}
    assert sum(figures.values()) == 178.0
    assert "Deferred" in desk.say("revenue")


def test_a_quote_covers_units_and_lowers_prices(desk):
    desk.with_ana()

    told = desk.ask("quote", "ana", "facial=150.00x2", "serum=80.00")

    assert told["lines"][0]["covered"] == [{"benefit": "facial", "units": 1}]
    assert told["lines"][1]["unit_price"] == "70.00"
    # the second facial and the serum; the month's credit ran out long ago
    assert told["total"] == "220.00"
    assert told["full_price"] == "380.00"
    printed = desk.say("quote", "ana", "facial=150.00x2", "serum=80.00")
    assert "To pay: 220.00 USD (without a membership 380.00)" in printed
    assert "Concierge line" in printed


def test_an_item_that_is_none_is_refused_with_an_example(desk):
    desk.with_ana()

    for item in ("facial", "facial=", "facial=1.001", "facial=1.00x0", "=1.00"):
        assert desk.refused("quote", "ana", item).reason == "invalid"


def test_a_sale_price_is_named_in_a_quote(desk):
    desk.with_ana()

    # the plan's discount holds for sale prices too, since it does not say otherwise
    assert desk.ask("quote", "ana", "serum=80.00", "--on-sale", "serum")["total"] == "70.00"
    refusal = desk.refused("quote", "ana", "serum=80.00", "--on-sale", "peel")
    assert (refusal.reason, "peel" in str(refusal)) == ("invalid", True)


def test_json_keeps_every_script(desk):
    desk.opened()
    desk.say("enroll", "Ana-ñ", "glow", on="2026-01-15")

    assert json.loads(desk.say("members", "--json"))["members"][0]["member"] == "Ana-ñ"


def test_recurring_revenue_is_told_with_what_moved_it(desk):
    ana = desk.with_ana()
    told = ana.ask("mrr", "--from", "2026-01-01", "--until", "2026-01-25")
    assert (told["start"], told["new"], told["end"]) == ("0.00", "129.00", "129.00")
    assert "kept apart from churn" in ana.say("mrr")
    assert ana.refused("mrr", "--from", "2999-01-01").reason == "invalid"


def test_who_stays_is_told_by_the_month_of_joining(desk):
    ana = desk.with_ana()
    (january,) = ana.ask("retention", "--as-of", "2026-01-25")["cohorts"]
    assert (january["month"], january["size"], january["months"]) == ("2026-01-01", 1, [])
    assert "2026-01" in ana.say("retention")


def test_who_owes_is_told_with_the_reason_and_the_next_step(desk):
    ana = desk.with_ana(paid=False)
    (row,) = ana.ask("delinquent")["delinquent"]
    assert (row["member"], row["owed"]) == ("ana", "178.00")
    assert "ana" in ana.say("delinquent")


def test_nobody_owing_is_said(desk):
    assert "Nobody owes" in desk.with_ana().say("delinquent")


def test_how_much_is_used_is_told_per_benefit(desk):
    ana = desk.with_ana()
    told = ana.ask("utilisation", "--from", "2026-01-01", "--until", "2026-01-25")
    assert told["benefits"]["facial"] == {"redeemed": 0, "granted": 1, "percent": "0.00"}
    assert told["engagement"]["of"] == 1
    assert "facial" in ana.say("utilisation", "--from", "2026-01-01")


def test_a_balance_is_explained(desk):
    ana = desk.with_ana()
    (granted,) = ana.ask("movements", "ana", "facial")["movements"]
    assert (granted["kind"], granted["quantity"], granted["balance"]) == ("grant", "1", "1")
    assert "25.00" in ana.say("movements", "ana")
    assert ana.refused("movements", "ana", "massage").reason == "unknown_benefit"
