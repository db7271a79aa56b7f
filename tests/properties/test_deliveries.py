"""What a processor delivers late, twice or out of order ends in the same state."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from memberledger.testing.delivering import deliver
from memberledger.testing.lives import Table, at_table
from memberledger.testing.strategies import Deliveries, deliveries

SOME = settings(max_examples=12)


def ends(table: Table) -> dict[str, Any]:
    """What money and lots come to, however they came there."""
    card = table.ledger.member("ana")
    return {
        "owed": card.owed,
        "standing": card.standing,
        "credit": card.billing_credit,
        "charges": sorted((c.charge, c.amount, c.outcome) for c in card.charges),
        "balance": card.balance,
    }


@SOME
@given(deliveries())
def test_refunds_and_disputes_in_any_order_and_doubled_end_the_same(news: Deliveries) -> None:
    ends_the_same(news)


@SOME
@given(deliveries(money_back=False))
def test_successes_and_declines_in_any_order_and_doubled_end_the_same(news: Deliveries) -> None:
    ends_the_same(news)


def ends_the_same(news: Deliveries) -> None:
    """What is told in order and as it was sent, nothing lost."""
    with at_table(news.life) as in_order, at_table(news.life) as as_sent:
        in_order.play()
        as_sent.play()
        assert deliver(in_order.ledger, news.told) == []
        assert deliver(as_sent.ledger, news.sent) == []
        assert ends(as_sent) == ends(in_order)


@SOME
@given(deliveries(lossy=True))
def test_what_was_lost_and_is_delivered_at_last_ends_the_same(news: Deliveries) -> None:
    with at_table(news.life) as in_order, at_table(news.life) as at_last:
        in_order.play()
        at_last.play()
        deliver(in_order.ledger, news.told)
        waiting = deliver(at_last.ledger, news.sent)
        assert deliver(at_last.ledger, (*news.lost, *waiting)) == []
        assert ends(at_last) == ends(in_order)


@SOME
@given(deliveries(lossy=True))
def test_what_is_delivered_again_changes_nothing(news: Deliveries) -> None:
    with at_table(news.life) as table:
        table.play()
        waiting = deliver(table.ledger, news.sent)
        before = table.records()
        deliver(table.ledger, [d for d in news.sent if d not in waiting])
        assert table.records() == before
