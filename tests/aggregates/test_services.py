"""What the event of a use keeps of the service it was for."""

from __future__ import annotations

from memberledger.aggregates.member import Work, redeeming
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.serving import Visit

from .spec import enrolled, facial, plan

SUBSTITUTES = plan(
    benefits=[
        facial(
            quantity=4,
            substitution=[{"fee": "25.00", "services": ["ipl"]}, {"value": "150.00"}],
        )
    ]
)


def used_for(visit: Visit, quantity: int = 1) -> e.Redeemed:
    def act(work: Work) -> None:
        redeeming.redeem(work, "facial", quantity, visit=visit)

    return enrolled(SUBSTITUTES).when(act).of(e.Redeemed)[0]


def test_the_member_pays_what_the_units_leave_of_the_price() -> None:
    done = used_for(Visit("peel", price=22500), 2)
    assert (done.service, done.price, done.value, done.rest) == ("peel", 22500, 30000, 15000)


def test_nothing_comes_back_of_a_cheaper_service() -> None:
    done = used_for(Visit("wax", price=9000))
    assert (done.value, done.rest, done.fee) == (9000, 0, None)


def test_a_fee_covers_the_service_whatever_its_price() -> None:
    done = used_for(Visit("ipl"), 2)
    assert (done.value, done.rest, done.fee) == (None, None, 5000)


def test_its_own_service_costs_nothing() -> None:
    done = used_for(Visit("facial", price=12000))
    assert (done.service, done.price, done.value, done.fee) == ("facial", None, None, None)


def test_a_part_of_a_price_that_is_not_known_is_refused() -> None:
    visit = Visit("peel")
    enrolled(SUBSTITUTES).when(
        lambda work: redeeming.redeem(work, "facial", 1, visit=visit)
    ).then_refused("invalid", service="peel")
