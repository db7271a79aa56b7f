"""Who owes and who uses, by lives short enough to work by hand."""

from __future__ import annotations

from memberledger.projections.rates import Ratio

from .books import Books, day, plan

DUNNING = [{"after": "0 days", "do": ["flag_chart"]}, {"after": "3 days", "do": ["retry"]}]


def test_a_declined_card_is_told_with_its_reason_and_the_next_step() -> None:
    books = Books(plan(dunning=DUNNING))
    books.cards.decline("ana", "insufficient_funds")
    books.on("2026-02-05")
    (row,) = books.ledger.delinquent()
    assert (row.member, row.owed, row.owed_since) == ("ana", 19_900, day("2026-02-05"))
    assert (row.code, row.declined_on, row.attempts) == (
        "insufficient_funds",
        day("2026-02-05"),
        1,
    )
    assert (row.standing, row.flagged, row.can_retry) == ("past_due", True, True)
    assert row.next_step == (day("2026-02-08"), ("retry",))
    books.on("2026-02-08")
    (row,) = books.ledger.delinquent()
    assert (row.attempts, row.next_step) == (2, None)


def test_dues_that_a_refused_card_was_not_asked_for_are_told_with_the_next_step() -> None:
    """Those of February are given up on the 9th; those of March were asked of no card."""
    last = [*DUNNING, {"after": "4 days", "do": ["write_off"]}]
    books = Books(plan(dunning=last))
    books.cards.decline("ana", "lost_card")
    books.on("2026-02-09")
    assert books.ledger.delinquent() == []
    books.on("2026-03-05")
    (row,) = books.ledger.delinquent()
    assert (row.standing, row.owed, row.owed_since) == ("past_due", 19_900, day("2026-03-05"))
    assert (row.attempts, row.code, row.declined_on) == (0, "lost_card", day("2026-02-05"))
    assert (row.flagged, row.can_retry) == (True, False)
    assert row.next_step == (day("2026-03-08"), ("retry",))
    assert books.ledger.roster()["ana"].standing == "past_due"
    assert books.ledger.agenda() == [(day("2026-03-08"), "ana")]


def test_who_owes_nothing_is_not_told() -> None:
    books = Books(plan(dunning=DUNNING))
    assert books.ledger.delinquent() == []
    books.cards.decline("ana", "lost_card")
    books.on("2026-02-05")
    assert [row.can_retry for row in books.ledger.delinquent()] == [False]
    books.cards.approve("ana")
    books.ledger.update_card("ana")
    assert books.ledger.delinquent() == []
    assert len(books.ledger.delinquent(as_of=day("2026-02-05"))) == 0
    assert books.ledger.delinquent(as_of=day("2026-02-04")) == []


def test_use_is_of_what_was_granted_in_the_stretch_whenever_it_was_redeemed() -> None:
    books = Books(plan(benefits=[{**FACIAL, "quantity": 2, "rollover": "unlimited"}]))
    books.ledger.redeem("ana", "facial", key="a")
    books.on("2026-02-10").ledger.redeem("ana", "facial", key="b")
    books.ledger.redeem("ana", "facial", key="c")
    books.ledger.reverse("ana", "c")
    books.ledger.adjust("ana", "facial", quantity=5)
    first, february, march = day("2026-01-01"), day("2026-02-01"), day("2026-03-01")
    assert books.ledger.utilisation(first, february).benefits == {"facial": Ratio(2, 2)}
    books.on("2026-03-01")
    both = books.ledger.utilisation(first, march)
    assert both.benefits == {"facial": Ratio(2, 4)}
    assert both.benefits["facial"].percent == "50.00"
    assert both.engagement == Ratio(1, 1)
    assert books.ledger.utilisation(day("2026-02-20"), march).engagement == Ratio(0, 1)


FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
