"""A command that is sent twice, as a desk does when the line broke: done once, and told twice."""

from __future__ import annotations

from collections.abc import Callable

from memberledger import Refused

from .house import House, plan


def refusal(act: Callable[[], object]) -> str | None:
    try:
        act()
    except Refused as refused:
        return refused.reason
    return None


def test_a_redemption_sent_twice_is_one() -> None:
    house = House(plan(benefits=[{"id": "facial", "kind": "service_credit", "quantity": 2}]))
    house.ledger.enroll("ana", "glow")
    first = house.ledger.redeem("ana", "facial", key="v-1")
    again = house.ledger.redeem("ana", "facial", key="v-1")
    assert house.balance() == {"facial": 1}
    assert (first.repeated, again.repeated, again.lots) == (False, True, first.lots)


def test_a_key_of_one_verb_is_free_for_another() -> None:
    house = House()
    house.ledger.enroll("ana", "glow", key="k")
    assert refusal(lambda: house.ledger.pause("ana", key="k")) is None
    assert refusal(lambda: house.ledger.cancel("ana", key="k")) is None
    assert house.ledger.member("ana").ends_on is not None
