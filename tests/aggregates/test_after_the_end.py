"""What becomes of each lot when a membership ends, and from which day a while is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import afterwards, changing, leaving, pausing, redeeming
from memberledger.aggregates.member import events as e

from .spec import Card, History, day, enrolled, facial, given, joins, plan


def ended(*benefits: dict[str, Any], asked: str = "2026-02-20", **cancellation: Any) -> History:
    """Ana has left on 5 March, the end of her second period, as she asked before."""
    terms = plan(
        benefits=list(benefits) or [facial(rollover="unlimited")], cancellation=cancellation
    )
    return enrolled(terms).on(asked).and_(leaving.cancel).on("2026-03-06")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (None, "2026-04-14"),
        ("end", "2026-04-14"),
        ("request", "2026-04-01"),
        ("last_payment", "2026-03-17"),
        ("last_billing", "2026-03-17"),
    ],
)
def test_a_while_is_counted_from_the_day_that_the_terms_name(since: str | None, until: str) -> None:
    # 40 days from the end, 5 March; from the request, 20 February; from the dues of 5 February
    terms = {"usable_for": "40 days"} if since is None else {"usable_for": "40 days", "from": since}
    over = ended(after_end=terms).of(e.Cancelled)[0]
    assert (over.after_end, over.usable_until) == ("usable_for", day(until))
    assert over.expiries == ((1, day(until)), (2, day(until)))
    assert (over.benefits, over.void) == (None, None)


def test_the_last_payment_may_be_later_than_the_dues_it_pays() -> None:
    card = Card()
    terms = plan(
        benefits=[facial(rollover="unlimited")],
        dunning=[{"after": "3 days", "do": ["retry"]}],
        cancellation={
            "effective": "immediately",
            "after_end": {"usable_for": "40 days", "from": "last_payment"},
        },
    )
    life = enrolled(terms, card=card)
    card.code = "insufficient_funds"
    life = life.on("2026-02-06")
    card.code = None
    life = life.on("2026-02-10").and_(leaving.cancel)
    # declined on 5 February, paid on the 8th: 40 days from then are 20 March
    assert life.of(e.Cancelled)[0].usable_until == date(2026, 3, 20)


def test_what_was_never_paid_counts_from_the_end() -> None:
    late = {"usable_for": "40 days", "from": "last_payment"}
    terms = plan(benefits=[], cancellation={"effective": "immediately", "after_end": late})
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-20").and_(leaving.cancel)
    # nothing was paid, so 40 days from 20 January
    assert life.of(e.Cancelled)[0].usable_until == date(2026, 3, 1)


def test_cycles_after_the_end_are_the_members_own() -> None:
    whole = {"usable_for": "2 cycles"}
    over = ended(after_end=whole).of(e.Cancelled)[0]
    assert over.usable_until == date(2026, 5, 5)
    mixed = ended(facial(after_end=whole, rollover="unlimited"), facial(id="peel"))
    over = mixed.of(e.Cancelled)[0]
    assert over.benefits == (("facial", "usable_for", date(2026, 5, 5)),)
    # 1 and 3 are facials, usable until then; of the peels the second ends with the membership
    assert over.expiries == ((1, date(2026, 5, 5)), (3, date(2026, 5, 5)))
    assert (over.after_end, over.usable_until, over.void) == ("forfeit", None, (2, 4))


def test_a_benefit_of_its_own_word_is_told_and_which_lots_are_gone() -> None:
    kept = facial(after_end="keep", rollover="unlimited")
    over = ended(kept, facial(id="peel", rollover="unlimited")).of(e.Cancelled)[0]
    assert (over.after_end, over.benefits) == ("forfeit", (("facial", "keep", None),))
    assert (over.void, over.expiries) == ((2, 4), ())
    gone = facial(after_end="forfeit", rollover="unlimited")
    over = ended(gone, facial(id="peel", rollover="unlimited"), after_end="keep").of(e.Cancelled)[0]
    assert (over.after_end, over.benefits) == ("keep", (("facial", "forfeit", None),))
    assert over.void == (1, 3)


def test_where_all_goes_one_way_no_lot_is_told() -> None:
    for word in ("forfeit", "keep"):
        over = ended(after_end=word).of(e.Cancelled)[0]
        assert (over.after_end, over.benefits, over.void) == (word, None, None)


def test_a_promotional_lot_is_gone_where_the_others_are_kept() -> None:
    terms = plan(
        benefits=[facial(rollover="unlimited")],
        cancellation={"effective": "immediately", "after_end": "keep"},
    )
    life = enrolled(terms).and_(redeeming.adjust, "facial", 2)
    assert afterwards.fate_now(life.state, life.state.lots[1], day("2026-01-20")).word == "keep"
    assert afterwards.fate_now(life.state, life.state.lots[2], day("2026-01-20")).word == "forfeit"
    life = life.and_(leaving.cancel)
    over = life.of(e.Cancelled)[0]
    assert (over.after_end, over.benefits, over.void) == ("keep", None, (2,))
    assert life.held() == {"facial": 1}


def test_a_benefit_that_the_terms_lost_goes_by_those_that_had_it() -> None:
    peel = {"id": "peel", "kind": "service_credit", "quantity": 1, "rollover": "unlimited"}
    first = plan(benefits=[facial(), {**peel, "after_end": "keep"}])
    second = plan(
        id="gold",
        price="299.00",
        benefits=[facial()],
        upgrade={"when": "now", "proration": "difference"},
        cancellation={"effective": "immediately"},
    )
    life = enrolled(first).on("2026-01-21").and_(changing.change_plan, second)
    life = life.and_(leaving.cancel)
    over = life.of(e.Cancelled)[0]
    assert over.benefits == (("peel", "keep", None),)
    assert life.held() == {"peel": 1}
    assert life.and_(redeeming.redeem, "peel", 1).held() == {}


def test_until_when_a_lot_can_be_used_if_the_end_comes() -> None:
    terms = plan(benefits=[facial(rollover={"max_balance": 9, "periods": 2}), facial(id="peel")])
    s = enrolled(terms).state
    # a facial lives until 5 April; an end forfeits it, and never makes it live longer
    assert afterwards.usable_until(s, s.lots[1], None) == date(2026, 4, 5)
    assert afterwards.usable_until(s, s.lots[1], day("2026-03-05")) == date(2026, 3, 5)
    assert afterwards.usable_until(s, s.lots[1], day("2026-05-05")) == date(2026, 4, 5)
    longer = plan(
        benefits=[facial(rollover={"max_balance": 9, "periods": 2})],
        cancellation={"after_end": {"usable_for": "1 cycle"}},
    )
    s = enrolled(longer).state
    assert afterwards.usable_until(s, s.lots[1], day("2026-02-05")) == date(2026, 3, 5)
    assert afterwards.usable_until(s, s.lots[1], day("2026-03-20")) == date(2026, 4, 5)
    asked = plan(
        benefits=[facial(rollover="unlimited")],
        cancellation={"after_end": {"usable_for": "1 cycle"}},
    )
    s = enrolled(asked).state
    assert afterwards.usable_until(s, s.lots[1], day("2026-02-05")) == date(2026, 3, 5)


def test_dues_paid_after_the_end_give_what_each_benefit_has_left() -> None:
    card = Card()
    terms = plan(
        benefits=[facial(after_end="keep", rollover="unlimited"), facial(id="peel")],
        cancellation={"effective": "immediately"},
    )
    life = given(card=card).and_(joins(terms))
    card.code = "insufficient_funds"
    life = life.on("2026-02-06").and_(leaving.cancel)
    bill = life.state.bills[2]
    assert afterwards.fate_of_dues(life.state, "facial", bill) == afterwards.Fate("keep")
    assert afterwards.fate_of_dues(life.state, "peel", bill) == afterwards.Fate("forfeit")
    back = life.and_(joins(terms))
    assert afterwards.fate_of_dues(back.state, "facial", bill) == afterwards.Fate("keep")
    assert afterwards.fate_of_dues(back.state, "peel", bill) == afterwards.Fate("forfeit")
    new = back.state.bills[3]
    assert afterwards.fate_of_dues(back.state, "facial", new) is None


def test_a_while_from_the_last_payment_counts_one_of_the_day_of_the_end() -> None:
    late = {"usable_for": "40 days", "from": "last_payment"}
    terms = plan(cancellation={"effective": "immediately", "after_end": late})
    life = enrolled(terms).on("2026-02-05").and_(leaving.cancel)
    # paid on 5 January and, on the very day, 5 February: 17 March
    assert life.of(e.Cancelled)[0].usable_until == date(2026, 3, 17)


def test_a_while_from_the_last_billing_is_counted_from_the_end_where_nothing_was_billed() -> None:
    late = {"usable_for": "40 days", "from": "last_billing"}
    terms = plan(cancellation={"effective": "immediately", "after_end": late})
    life = given().and_(joins(terms, starts=day("2026-02-01"))).and_(leaving.cancel)
    assert life.of(e.Cancelled)[0].usable_until == date(2026, 2, 14)


def test_cycles_from_a_day_before_a_pause_count_the_period_it_made_longer() -> None:
    whole = {"usable_for": "2 cycles", "from": "last_billing"}
    terms = plan(
        pause={"billing": "shift"},
        cancellation={"effective": "immediately", "after_end": whole},
    )
    life = enrolled(terms).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
    life = life.on("2026-01-25").and_(leaving.cancel)
    # the period billed on 5 January ends on 15 February, the next one on 15 March
    assert life.of(e.Cancelled)[0].usable_until == date(2026, 3, 15)


def test_what_dunning_would_leave_is_no_matter_to_who_asks_to_leave() -> None:
    terms = plan(
        benefits=[facial(rollover="unlimited")],
        cancellation={"after_end": "forfeit", "involuntary": {"after_end": "keep"}},
    )
    s = enrolled(terms).state
    assert afterwards.usable_until(s, s.lots[1], day("2026-02-05")) == date(2026, 2, 5)
