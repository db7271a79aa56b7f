"""Locations: where a plan is sold, at what price, and where its benefits are used."""

from __future__ import annotations

from tests.aggregates.spec import Asking, History, day, facial, given, happened, plan

from memberledger import Plan
from memberledger.aggregates.member import Work, changing, enrolling, redeeming, reserving
from memberledger.aggregates.member import events as e


def joins(terms: Plan, home: str | None) -> Asking:
    def act(work: Work) -> None:
        enrolling.enroll(work, practice="main", member="ana", plan=terms, currency="USD", home=home)

    return act


def at_home(terms: Plan, home: str | None = "north") -> History:
    return given().and_(joins(terms, home))


def uses(at: str | None = None, key: str | None = None) -> Asking:
    return lambda work: redeeming.redeem(work, "facial", 1, at=at, key=key)


def test_a_use_keeps_where_it_was_done() -> None:
    life = at_home(plan())
    life.when(uses("south")).then(happened(e.Redeemed, at="south"))


def test_a_use_without_a_place_is_at_home() -> None:
    at_home(plan()).when(uses()).then(happened(e.Redeemed, at="north"))


def test_without_a_home_no_place_is_kept() -> None:
    at_home(plan(redeem_at="home"), None).when(uses()).then(happened(e.Redeemed, at=None))


def test_a_benefit_for_home_is_not_used_elsewhere() -> None:
    life = at_home(plan(redeem_at="home"))
    life.when(uses("south")).then_refused("wrong_location", at="south", home="north")


def test_a_benefit_says_where_before_its_plan_does() -> None:
    life = at_home(plan(redeem_at="home", benefits=[facial(redeem_at=["south"])]))
    life.when(uses("south")).then(happened(e.Redeemed, at="south"))
    life.when(uses()).then_refused("wrong_location")


def test_a_reservation_is_used_where_it_was_made() -> None:
    def books(work: Work) -> None:
        reserving.reserve(work, "facial", 1, key="a1", for_on=day("2026-01-09"), at="south")

    life = at_home(plan()).and_(books)
    life.when(uses(key="a1")).then(happened(e.Redeemed, at="south"))
    at_home(plan(redeem_at="home")).when(books).then_refused("wrong_location")


def test_the_price_of_the_home_location_is_what_the_member_agrees_to() -> None:
    terms = plan(prices={"south": "219.00"})
    assert at_home(terms, "south").of(e.DuesBilled)[0].dues == 21900
    assert at_home(terms, "north").of(e.DuesBilled)[0].dues == 19900
    assert at_home(terms, "south").state.plan.monthly_price == 21900


def test_a_change_is_up_or_down_by_the_prices_of_the_home_location() -> None:
    """Silk costs less than glow in the north and more in the south."""
    silk = plan(id="silk", price="149.00", prices={"south": "249.00"})

    def moves(work: Work) -> None:
        changing.change_plan(work, silk, "now")

    for home, kind in (("north", e.Downgraded), ("south", e.Upgraded)):
        made = at_home(plan(), home).when(moves).made
        assert type(made[0]) is kind


def test_a_plan_is_not_sold_outside_its_days_and_places() -> None:
    spring = plan(sold={"from": "2026-03-01", "until": "2026-06-01"})
    given(on="2026-02-28").when(joins(spring, None)).then_refused("not_on_sale")
    given(on="2026-06-01").when(joins(spring, None)).then_refused("not_on_sale")
    assert given(on="2026-05-31").when(joins(spring, None)).made
    lake = plan(id="lake", sold_at=["north"])
    given().when(joins(lake, "south")).then_refused("not_on_sale", at="south")
    life = at_home(plan(), "south")
    life.when(lambda work: changing.change_plan(work, lake)).then_refused("not_on_sale")
