"""Why a number is what it is: figures worked out by hand, and the chain that gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from memberledger import Ledger, Refused, SetClock
from memberledger.explaining import Explanation, Part
from memberledger.scenarios import SimulatedCards

FACIAL = {
    "id": "facial",
    "kind": "service_credit",
    "quantity": 2,
    "rollover": "unlimited",
    "standalone_price": "180.00",
}
GLOW = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL]}
RADIANCE = {
    "id": "radiance",
    "price": "299.00",
    "cycle": "1 month",
    "upgrade": {"when": "now", "proration": "by_day"},
}
House = Callable[..., tuple[Ledger, SetClock]]


@pytest.fixture
def house() -> Iterator[House]:
    """Opens a practice with plans on a day, with ana on the first of them."""
    opened: list[Ledger] = []

    def open_on(day: date, *plans: dict[str, Any]) -> tuple[Ledger, SetClock]:
        clock = SetClock("America/Denver", day)
        ledger = Ledger.open("sqlite:///:memory:", clock=clock)
        opened.append(ledger)
        ledger.open_practice("America/Denver", "USD", plans)
        ledger.enroll("ana", plans[0]["id"])
        return ledger, clock

    yield open_on
    for ledger in opened:
        ledger.close()


def lines(found: Explanation) -> list[tuple[int | None, str, tuple[str, ...]]]:
    """Every link below the sums: amount, words, arithmetic."""
    assert found.adds_up
    told: list[tuple[int | None, str, tuple[str, ...]]] = []

    def walk(parts: tuple[Part, ...]) -> None:
        for part in parts:
            walk(part.parts)
            if not part.parts:
                told.append((part.amount, part.says, part.arithmetic))

    walk(found.parts)
    return told


def test_a_first_period_is_its_price_by_the_day_with_its_tax(house: House) -> None:
    """16 of January's 31 days: 199.00 x 16 / 31 = 102.709..; 7.5 % of that are 7.703.."""
    plan = {**GLOW, "anchor": {"day": 1}, "tax": {"rate": "7.5"}}
    ledger, _ = house(date(2026, 1, 16), plan)
    ledger.charge_succeeded("ana", "ch_1", "110.41")
    found = ledger.explain_charge("ana", "ch_1")
    assert (found.figure, found.unit) == (11041, "USD")
    assert lines(found) == [
        (10271, "dues for 2026-01-16 to 2026-02-01", ("199.00 x 16 / 31 = 102.71",)),
        (770, "tax", ("102.71 x 7.5 % = 7.70",)),
    ]
    (bill,) = found.parts
    (dues, _) = bill.parts
    assert dues.rule is not None
    assert dues.rule.policy == "billing/1"
    assert dues.entry is not None
    assert (dues.entry.version, dues.entry.position) == (2, 4)


def test_tax_that_the_price_contains_is_taken_out_of_it(house: House) -> None:
    plan = {**GLOW, "price": "119.00", "tax": {"rate": 19, "included": True}}
    ledger, _ = house(date(2026, 1, 5), plan)
    ledger.charge_succeeded("ana", "ch_1", "119.00")
    (_, _, dues), (tax, _, _) = lines(ledger.explain_charge("ana", "ch_1"))
    assert dues == (
        "the price of a period = 119.00, tax included",
        "of it tax: 119.00 x 19 / 119 = 19.00",
        "119.00 - 19.00 = 100.00",
    )
    assert tax == 1900


def test_an_upgrade_costs_the_days_left_at_both_prices(house: House) -> None:
    """On 21 January 15 of 31 days are left: 299 x 15 / 31 = 144.68, 199 x 15 / 31 = 96.29."""
    ledger, clock = house(date(2026, 1, 5), GLOW, RADIANCE)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    clock.day = date(2026, 1, 21)
    ledger.change_plan("ana", "radiance")
    ledger.charge_succeeded("ana", "ch_2", "48.39")
    ((amount, says, how),) = lines(ledger.explain_charge("ana", "ch_2"))
    assert (amount, says) == (4839, "change from glow@1 to radiance@1")
    assert how == ("299.00 x 15 / 31 - 199.00 x 15 / 31 = 144.68 - 96.29 = 48.39",)


def test_a_charge_that_pays_a_part_leaves_the_rest_owed(house: House) -> None:
    ledger, _ = house(date(2026, 1, 5), GLOW)
    ledger.charge_succeeded("ana", "ch_1", "150.00")
    found = ledger.explain_charge("ana", "ch_1")
    assert [(amount, says) for amount, says, _ in lines(found)] == [
        (19900, "dues for 2026-01-05 to 2026-02-05"),
        (-4900, "still owed afterwards"),
    ]
    owed = ledger.explain_owed("ana")
    assert owed.figure == 4900
    assert [amount for amount, _, _ in lines(owed)] == [19900, -15000]


def test_what_is_more_than_owed_is_told_apart_and_so_is_a_refund(house: House) -> None:
    ledger, _ = house(date(2026, 1, 5), GLOW)
    ledger.charge_succeeded("ana", "ch_1", "209.00")
    ledger.refund("ana", amount="5.00", charge="ch_1")
    found = ledger.explain_charge("ana", "ch_1")
    assert [amount for amount, _, _ in lines(found)] == [19900, 1000]
    (note,) = found.notes
    assert "5.00" in note


def test_credit_is_what_a_downgrade_gave_back_less_what_dues_took(house: House) -> None:
    """On 21 January 15 of 31 days are left: 299 x 15 / 31 = 144.68, 199 x 15 / 31 = 96.29."""
    glow = {**GLOW, "downgrade": {"when": "now", "proration": "by_day"}}
    ledger, clock = house(date(2026, 1, 5), RADIANCE, glow)
    ledger.charge_succeeded("ana", "ch_1", "299.00")
    clock.day = date(2026, 1, 21)
    ledger.change_plan("ana", "glow")
    found = ledger.explain_credit("ana")
    assert found.figure == 4839
    ((_, _, how),) = lines(found)
    assert how == ("299.00 x 15 / 31 - 199.00 x 15 / 31 = 144.68 - 96.29 = 48.39",)
    clock.day = date(2026, 2, 5)
    ledger.advance()
    assert [amount for amount, _, _ in lines(ledger.explain_credit("ana"))] == [4839, -4839]


def test_what_credit_pays_is_taken_off_a_bill(house: House) -> None:
    """10.00 too much in January pay a part of February's dues."""
    ledger, clock = house(date(2026, 1, 5), GLOW)
    ledger.charge_succeeded("ana", "ch_1", "209.00")
    clock.day = date(2026, 2, 5)
    ledger.advance()
    owed = ledger.explain_owed("ana")
    assert owed.figure == 18900
    assert [(amount, says) for amount, says, _ in lines(owed)] == [
        (19900, "dues for 2026-02-05 to 2026-03-05"),
        (-1000, "paid with billing credit"),
    ]


def test_a_declined_charge_is_what_it_asked_for(house: House) -> None:
    ledger, _ = house(date(2026, 1, 5), GLOW)
    ledger.charge_failed("ana", "ch_1", "199.00", code="insufficient_funds")
    found = ledger.explain_charge("ana", "ch_1")
    assert "declined" in found.subject
    assert [amount for amount, _, _ in lines(found)] == [19900]


def test_a_balance_is_the_lots_that_are_left(house: House) -> None:
    """Two a month; three are used, so the lot of January is gone and February's has one."""
    ledger, clock = house(date(2026, 1, 5), GLOW)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    ledger.redeem("ana", "facial", quantity=2, key="v-1")
    clock.day = date(2026, 2, 6)
    ledger.charge_succeeded("ana", "ch_2", "199.00")
    ledger.redeem("ana", "facial", key="v-2")
    found = ledger.explain_balance("ana", "facial")
    assert (found.figure, found.unit) == (1, "facial")
    (lot,) = found.parts
    assert lot.says == "lot 2 of 2026-02-06, does not expire"
    assert [(part.amount, part.arithmetic) for part in lot.parts] == [
        (2, ("the terms glow@1 give 2 for 2026-02-05 to 2026-03-05",)),
        (-1, ()),
    ]
    assert found.notes == ("1 lot is used up or gone and comes to nothing.",)
    before = ledger.explain_balance("ana", "facial", as_of=date(2026, 1, 6))
    assert (before.figure, before.parts) == (0, ())


def test_a_month_earns_its_days(house: House) -> None:
    """Dues from 5 January: 27 of 31 days are January's, 199.00 x 27 / 31 = 173.32."""
    ledger, clock = house(date(2026, 1, 5), GLOW)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    clock.day = date(2026, 2, 10)
    january = ledger.explain_revenue(date(2026, 1, 1), "ana")
    assert january.figure == 17332
    assert lines(january) == [
        (17332, "27 days, 2026-01-05 until 2026-02-01, of bill 1", ("199.00 x 27 / 31 = 173.32",))
    ]
    (_, _, how), *_ = lines(ledger.explain_revenue(date(2026, 2, 1), "ana"))
    assert how == ("199.00 x 31 / 31 - 199.00 x 27 / 31 = 199.00 - 173.32 = 25.68",)


def test_a_use_earns_its_part_of_the_share_of_its_lot(house: House) -> None:
    """199.00 split by 180 : 20 leaves 179.10 for two facials, so the first earns 89.55."""
    plan = {**GLOW, "recognition": {"method": "allocated", "access": "20.00"}}
    ledger, clock = house(date(2026, 1, 1), plan)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    ledger.redeem("ana", "facial", key="v-1")
    clock.day = date(2026, 2, 1)
    found = ledger.explain_revenue(date(2026, 1, 15))
    assert found.figure == 8955 + 1990
    by_account = {part.says: part.amount for part in found.parts}
    assert by_account == {"Income:Dues:Access": 1990, "Income:Dues:Facial": 8955}
    (_, _, access), (_, _, facial) = lines(found)
    assert access == (
        "19.90 x 31 / 31 = 19.90",
        "its money: 199.00 split by 180.00 : 20.00, of which 20.00 = 19.90",
    )
    assert facial[0] == "179.10 x 1 / 2 = 89.55"
    assert facial[1] == (
        "its money: 199.00 split by 180.00 : 20.00, of which 180.00 = 179.10, "
        "recognition.allocated/2 in #4"
    )


def test_dues_over_several_grants_are_split_by_benefit_first(house: House) -> None:
    """99.99 by 5 x 180 : 20 leaves 97.82 for five grants, so that of the second week has 19.57."""
    facial = {**FACIAL, "quantity": 4, "grants": "1 week", "standalone_price": "180.00"}
    plan = {**GLOW, "price": "99.99", "cycle": "30 days", "benefits": [facial]}
    plan["recognition"] = {"method": "allocated", "access": "20.00"}
    ledger, clock = house(date(2026, 1, 1), plan)
    ledger.charge_succeeded("ana", "ch_1", "99.99")
    ledger.redeem("ana", "facial", quantity=4, key="v-1")
    clock.day = date(2026, 1, 9)
    ledger.redeem("ana", "facial", quantity=4, key="v-2")
    clock.day = date(2026, 1, 10)
    _, _, (_, _, second) = lines(ledger.explain_revenue(date(2026, 1, 1), "ana"))
    assert second[0] == "19.57 x 4 / 4 = 19.57"
    assert second[1].startswith(
        "its money: 99.99 split by 900.00 : 20.00, of which 900.00 = 97.82, over 5 grants, "
    )


def test_what_lapses_with_a_month_is_broken_in_it(house: House) -> None:
    """What ends on 1 February is January's: all that was paid, 19.90 by days, 179.10 broken."""
    facial = {**FACIAL, "rollover": "none"}
    earned = {"method": "allocated", "access": "20.00"}
    plan = {**GLOW, "benefits": [facial], "recognition": earned}
    ledger, clock = house(date(2026, 1, 1), plan)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    clock.day = date(2026, 2, 2)
    ledger.advance()
    found = ledger.explain_revenue(date(2026, 1, 1), "ana")
    assert {part.says: part.amount for part in found.parts} == {
        "Income:Breakage": 17910,
        "Income:Dues:Access": 1990,
    }
    assert lines(found)[0][2][0] == "179.10 x 2 / 2 = 179.10"
    assert ledger.explain_revenue(date(2026, 2, 1), "ana").figure == 0


def test_days_before_a_payment_are_earned_with_it(house: House) -> None:
    """Paid on 15 January for the period from the 5th: 10 of 31 days were over, 64.19."""
    ledger, clock = house(date(2026, 1, 5), GLOW)
    clock.day = date(2026, 1, 15)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    clock.day = date(2026, 2, 1)
    (_, _, caught_up), (_, _, days) = lines(ledger.explain_revenue(date(2026, 1, 1), "ana"))
    assert caught_up == ("199.00 x 10 / 31 = 64.19, for the days over before it was paid",)
    assert days == ("199.00 x 27 / 31 - 199.00 x 10 / 31 = 173.32 - 64.19 = 109.13",)


def test_days_that_a_change_took_back_are_not_told_twice(house: House) -> None:
    """Ana's dues end with her membership on the 21st: 16 of 31 days are earned, the rest broke."""
    plan = {**GLOW, "cancellation": {"effective": "immediately"}}
    ledger, clock = house(date(2026, 1, 5), plan)
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    clock.day = date(2026, 1, 21)
    ledger.cancel("ana")
    clock.day = date(2026, 2, 1)
    found = ledger.explain_revenue(date(2026, 1, 1), "ana")
    assert found.figure == 19900
    (broken, _, how), *_ = lines(found)
    assert broken == 9629
    assert how == (
        "199.00 x 31 / 31 - 199.00 x 16 / 31 = 199.00 - 102.71 = 96.29, for the days left",
    )
    days = [line for line in lines(found) if "days, " in line[1]]
    assert days == [
        (10271, "16 days, 2026-01-05 until 2026-01-21, of bill 1", ("199.00 x 16 / 31 = 102.71",))
    ]


def test_a_standing_is_the_run_of_a_decline(house: House) -> None:
    steps = [
        {"after": "0 days", "do": ["notify_email"]},
        {"after": "7 days", "do": ["flag_chart"]},
    ]
    ledger, clock = house(date(2026, 1, 5), {**GLOW, "dunning": steps})
    assert ledger.explain_standing("ana").notes == ("No card was ever declined.",)
    ledger.charge_failed("ana", "ch_1", "199.00", code="insufficient_funds")
    clock.day = date(2026, 1, 12)
    ledger.advance()
    found = ledger.explain_standing("ana")
    assert found.figure == "past_due"
    names = [type(part.entry.event).__name__ for part in found.parts if part.entry is not None]
    assert names == ["ChargeFailed", "DunningStarted", "DunningStepTaken", "DunningStepTaken"]
    assert found.parts[-1].arithmetic == ("2026-01-05 + 7 days = 2026-01-12",)
    ledger.charge_succeeded("ana", "ch_2", "199.00")
    over = ledger.explain_standing("ana")
    assert over.figure == "good"
    assert over.parts[-1].says.startswith("In good standing again")
    assert ledger.explain_standing("ana", as_of=date(2026, 1, 11)).figure == "past_due"


def test_a_standing_tells_of_dues_that_no_card_was_asked_for() -> None:
    """January's, declined for good, are written off; February's are asked of no card."""
    steps = [{"after": "0 days", "do": ["flag_chart"]}, {"after": "3 days", "do": ["write_off"]}]
    clock = SetClock("America/Denver", date(2026, 1, 5))
    cards = SimulatedCards()
    cards.decline("ana", "lost_card")
    with Ledger.open("sqlite:///:memory:", clock=clock, cards=cards) as ledger:
        ledger.open_practice("America/Denver", "USD", [{**GLOW, "dunning": steps}])
        ledger.enroll("ana", "glow")
        clock.day = date(2026, 2, 5)
        ledger.advance()
        found = ledger.explain_standing("ana")
    assert found.figure == "past_due"
    names = [type(part.entry.event).__name__ for part in found.parts if part.entry is not None]
    assert names == ["ChargeFailed", "DunningStarted", "DunningStepTaken"]
    assert [part.arithmetic for part in found.parts] == [
        (),
        ("bill 2 was not asked for: the card was refused for good and is not replaced",),
        ("2026-02-05 + 0 days = 2026-02-05",),
    ]


def test_the_credit_of_the_next_charge_is_what_fees_of_a_pause_leave(house: House) -> None:
    """20.00 on 10 January and again on 5 February, the date skipped: of 70.00 are left 30.00."""
    paused = {**GLOW, "pause": {"billing": "skip", "fee": "20.00"}}
    ledger, _ = house(date(2026, 1, 5), paused)
    ledger.charge_succeeded("ana", "dues and more", "269.00")
    ledger.pause("ana", from_on=date(2026, 1, 10), until=date(2026, 2, 20))
    found = ledger.explain_next_charge("ana")
    assert found.adds_up
    assert found.figure == 19900 - 3000
    assert [amount for amount, _, _ in lines(found)] == [19900, -7000, 4000]
    ledger.pause("ana", from_on=date(2026, 1, 10), until=date(2026, 5, 20))
    assert [amount for amount, _, _ in lines(ledger.explain_next_charge("ana"))] == [19900]


def test_what_is_not_there_can_not_be_explained(house: House) -> None:
    ledger, _ = house(date(2026, 1, 5), GLOW)
    for ask, code in (
        (lambda: ledger.explain_charge("ana", "ch_9"), "unknown_charge"),
        (lambda: ledger.explain_balance("ana", "sauna"), "unknown_benefit"),
        (lambda: ledger.explain_owed("bea"), "not_enrolled"),
        (lambda: ledger.explain_revenue(date(2026, 2, 1)), "invalid"),
        (lambda: ledger.explain_revenue(date(2026, 1, 1), "bea"), "not_enrolled"),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.reason == code
