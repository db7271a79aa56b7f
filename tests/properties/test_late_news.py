"""Late facts are honoured: what was done on the 8th and told on the 12th counts on the 8th."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memberledger.projections import MemberCard
from memberledger.testing.asking import MONEY, UNITS
from memberledger.testing.lives import Act, Life, Table, at_table
from memberledger.testing.strategies import lives, plans, starts


@st.composite
def visits(draw: st.DrawFn) -> tuple[Life, dict[str, Any]]:
    """A life, and a visit at its end that uses one of its plan's benefits."""
    life = draw(lives(frozenset({"cancel", "reserve"}), tiers=2))
    menu = [b["id"] for b in life.plans[0]["benefits"] if b["id"] in UNITS + MONEY]
    benefit = draw(st.sampled_from(menu or ["facial"]))
    quantity = draw(st.sampled_from([1, 999, 5_000] if benefit in MONEY else [1, 1, 2, 3]))
    return life, {"benefit": benefit, "quantity": quantity, "key": "visit"}


@given(visits(), st.sampled_from([10, 1, 35, 3, 70]), st.sampled_from([0, 20]))
def test_a_redemption_told_late_ends_as_one_told_on_its_day(
    visit: tuple[Life, dict[str, Any]], late: int, later: int
) -> None:
    """Nothing else happens in between but the clock."""
    life, told = visit
    with at_table(life) as on_time, at_table(life) as told_late:
        on_time.play()
        if on_time.perform(Act(0, "redeem", told)).word != "done":
            return
        on_time.wait(late + later)
        told_late.play()
        told_late.wait(late)
        assert told_late.perform(Act(0, "redeem", {**told, "ago": late})).word == "done"
        told_late.wait(later)
        one, other = on_time.ledger.member("ana"), told_late.ledger.member("ana")
        assert balances(one) == balances(other)
        assert one.redeemed_from == other.redeemed_from


@st.composite
def capped(draw: st.DrawFn) -> Life:
    """A plan of one service under caps, and a few visits told on their days."""
    rollover = draw(
        st.fixed_dictionaries(
            {"carryover_limit": st.integers(0, 6)}, optional={"max_balance": st.integers(1, 8)}
        )
    )
    service = {"id": "facial", "kind": "service_credit", "quantity": draw(st.integers(1, 5))}
    plan = {
        "id": "p0",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [{**service, "rollover": rollover}],
    }
    days = st.sampled_from([2, 9, 33, 64])
    visits = draw(st.lists(st.tuples(days, st.integers(1, 3)), max_size=3))
    told = [Act(n, "redeem", {"benefit": "facial", "quantity": q}) for n, q in visits]
    return Life((plan,), (Act(0, "enroll", {"plan": "p0"}), *told))


@given(capped(), st.integers(1, 3), st.sampled_from([10, 35, 70]))
def test_a_cap_takes_no_more_because_a_visit_was_told_late(
    life: Life, quantity: int, late: int
) -> None:
    visit = {"benefit": "facial", "quantity": quantity}
    with at_table(life) as on_time, at_table(life) as told_late:
        on_time.play()
        if on_time.perform(Act(0, "redeem", visit)).word != "done":
            return
        on_time.wait(late)
        told_late.play()
        assert told_late.perform(Act(late, "redeem", {**visit, "ago": late})).word == "done"
        assert balances(told_late.ledger.member("ana")) == balances(on_time.ledger.member("ana"))


def balances(card: MemberCard) -> dict[str, Any]:
    return {"balance": card.balance, "reserved": card.reserved, "owed": card.owed}


_CALM = ("notify_email", "flag_chart")


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[Life, list[Act], list[Act]]:
    """A member whose processor charges, and its news in two orders, the second with doubles.

    What a chase does in between (a fee, a suspension) is a fact of its own, so its steps only
    notify and flag.
    """
    plan = draw(plans("p0", "USD"))
    plan["dunning"] = [{"after": "0 days", "do": list(_CALM)}]
    life = Life(
        (plan,),
        (Act(0, "enroll", {"plan": "p0"}), Act(draw(st.sampled_from([0, 3, 33, 65])), "wait")),
        start=draw(starts()),
        manual=True,
    )
    news: list[Act] = []
    for n in range(draw(st.integers(1, 4))):
        details = {"charge": f"c{n}", "amount": draw(st.sampled_from([19_900, 5_000, 100, 30_000]))}
        details["ago"] = draw(st.sampled_from([0, 1, 2]))
        outcome = draw(st.sampled_from(["succeeded", "failed", "failed then succeeded"]))
        if outcome != "succeeded":
            news.append(Act(0, "failed", {**details, "code": "insufficient_funds"}))
        if outcome != "failed":
            news.append(Act(0, "succeeded", details))
    again = news + draw(st.lists(st.sampled_from(news), max_size=3))
    return life, news, draw(st.permutations(again))


def deliver(table: Table, news: list[Act]) -> None:
    table.play()
    for told in news:
        details = dict(told.details)
        charge, amount, on = details["charge"], details["amount"], table.day(details["ago"])
        if told.verb == "failed":
            table.ledger.charge_failed("ana", charge, amount, details["code"], on=on)
        else:
            table.ledger.charge_succeeded("ana", charge, amount, on=on)


def money_of(table: Table) -> dict[str, Any]:
    card = table.ledger.member("ana")
    return {
        "owed": card.owed,
        "standing": card.standing,
        "flagged": card.flagged,
        "billing_credit": card.billing_credit,
        "charges": sorted((c.charge, c.amount, c.outcome) for c in card.charges),
        "balance": card.balance,
    }


@given(deliveries())
def test_what_the_processor_tells_twice_and_out_of_order_ends_the_same(
    told: tuple[Life, list[Act], list[Act]],
) -> None:
    life, news, shuffled = told
    with at_table(life) as in_order, at_table(life) as mixed:
        deliver(in_order, news)
        deliver(mixed, shuffled)
        assert money_of(mixed) == money_of(in_order)


@given(deliveries())
def test_a_delivery_that_is_repeated_at_once_changes_nothing(
    told: tuple[Life, list[Act], list[Act]],
) -> None:
    life, news, _ = told
    with at_table(life) as table:
        deliver(table, news)
        before = table.records()
        deliver(_same_day(table), news)
        assert table.records() == before


def _same_day(table: Table) -> Table:
    table.life = replace(table.life, acts=(), rest=0)
    return table
