"""What is paid where, and when a dearer price may come; refusals in the words a person reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Plan, read_plan
from memberledger.policies import places, price_change, substituting, tax, visits
from memberledger.policies.eligibility import barred_by, permits
from memberledger.policies.pricing import lowered
from memberledger.terms import (
    Benefit,
    MissedFee,
    MissedVisit,
    PriceChange,
    Substitution,
    Tax,
)
from memberledger.terms.using import UseWhile
from memberledger.values import Duration, Schedule


def d(text: str) -> date:
    return date.fromisoformat(text)


def plan(**facts: Any) -> Plan:
    return read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")


def test_a_plan_is_on_sale_from_its_first_day_until_the_day_before_its_last() -> None:
    lake = plan(sold={"from": "2026-03-01", "until": "2026-06-01"})
    told = {day: places.not_on_sale(lake, None, d(day)) for day in SALE}
    assert told == SALE


SALE = {
    "2026-02-28": "glow is on sale from 2026-03-01",
    "2026-03-01": None,
    "2026-05-31": None,
    "2026-06-01": "glow was on sale until 2026-06-01; choose another plan",
}


def test_a_plan_is_sold_at_the_locations_it_names() -> None:
    lake = plan(sold_at=["north", "lake"])
    day = d("2026-03-01")
    assert places.not_on_sale(lake, "north", day) is None
    assert places.not_on_sale(lake, "south", day) == "glow is sold at north, lake, not at south"
    assert places.not_on_sale(lake, None, day) == "glow is sold at north, lake, not at no location"
    assert places.not_on_sale(plan(), None, day) is None


def test_a_benefit_says_where_it_is_used_and_else_its_plan_does() -> None:
    def usable(rule: Any, of_plan: Any, place: str) -> bool:
        facial = {"id": "facial", "kind": "service_credit", "quantity": 1}
        own = {"redeem_at": rule} if rule is not None else {}
        terms = plan(benefits=[{**facial, **own}], **({"redeem_at": of_plan} if of_plan else {}))
        return places.can_be_used_at(terms, terms.benefits[0], place, "north")

    assert usable(None, None, "south")
    assert not usable(None, "home", "south")
    assert usable("any", "home", "south")
    assert not usable("home", None, "south")
    assert usable("home", ["south"], "north")
    assert usable(["south"], "home", "south")
    assert not usable(["south"], "home", "north")


@pytest.mark.parametrize(
    ("price", "day", "waits"),
    [
        ("249.00", "2026-06-30", True),
        ("249.00", "2026-07-01", False),  # the term is over
        ("199.00", "2026-06-30", False),  # no dearer
        ("149.00", "2026-06-30", False),
    ],
)
def test_only_a_dearer_price_waits_and_only_until_the_terms_end(
    price: str, day: str, waits: bool
) -> None:
    new = plan(price=price)
    assert price_change.waits_for_term(plan(), new, d("2026-07-01"), d(day)) is waits
    assert not price_change.waits_for_term(plan(), new, None, d(day))


def test_the_days_of_each_states_law() -> None:
    told = {s: (w.at_least, w.at_most) for s, w in price_change.WINDOWS.items()}
    assert told == {"US-CA": (7, 30), "US-NY": (5, 30), "US-MA": (5, 30)}


SWAPS = Benefit(
    id="facial",
    kind="service_credit",
    quantity=1,
    services=("facial", "skin"),
    substitution=(
        Substitution(fee=2500, services=("peels", "ipl"), **{"except": ("deep",)}),
        Substitution(value=9000, **{"except": ("botox",)}),
    ),
)


@pytest.mark.parametrize(
    ("service", "category", "fee", "value"),
    [
        ("ipl", None, 2500, None),
        ("gel", "peels", 2500, None),  # by its category
        ("deep", "peels", None, 9000),  # left out of the first, so the next one holds
        ("gel", "deep", None, 9000),
        ("botox", None, None, None),
        ("nails", "botox", None, None),
        ("nails", "hands", None, 9000),
    ],
)
def test_a_unit_pays_for_another_service_by_the_first_terms_that_name_it(
    service: str, category: str | None, fee: int | None, value: int | None
) -> None:
    found = substituting.substitution_for(SWAPS, service, category)
    told = (found.fee, found.value) if found is not None else (None, None)
    assert told == (fee, value)


def test_a_service_that_is_covered_by_its_category_needs_no_substitution() -> None:
    assert substituting.substitution_for(SWAPS, "mask", "skin") is None
    assert substituting.substitution_for(SWAPS, "mask", "other") is not None


def test_a_unit_pays_at_most_the_price_and_a_fee_needs_none() -> None:
    worth = Substitution(value=15000)
    assert substituting.pays(worth, 2, 15000) == substituting.Paid(30000, 0)
    assert substituting.pays(worth, 2, 15001) == substituting.Paid(30000, 2)
    assert substituting.pays(worth, 1, 0) == substituting.Paid(0, 0)
    assert substituting.pays(Substitution(value=0), 1, 9000) == substituting.Paid(0, 9000)
    assert substituting.pays(Substitution(fee=2500), 3, 9000) == substituting.Paid(fee=7500)
    with pytest.raises(ValueError, match=r"^the price of the other service is needed$"):
        substituting.pays(worth, 1, None)


@pytest.mark.parametrize(
    ("on", "line", "taxed"),
    [
        (None, "dues", True),
        (None, "late_fee", True),
        (["dues"], "dues", True),
        (["dues"], "rest_of_dues", True),
        (["dues"], "change", True),
        (["dues"], "enrollment_fee", False),
        (["dues"], "annual_fee", False),
        (["dues"], "late_fee", False),
        (["enrollment_fee"], "enrollment_fee", True),
        (["enrollment_fee"], "dues", False),
        (["annual_fee"], "annual_fee", True),
        (["annual_fee"], "late_fee", False),
        (["fees"], "late_fee", True),
        (["fees"], "no_show_fee", True),
        (["fees"], "annual_fee", False),
        (["fees"], "enrollment_fee", False),
    ],
)
def test_tax_is_on_the_lines_that_a_plan_names(
    on: list[str] | None, line: str, taxed: bool
) -> None:
    terms = Tax(rate="10", on=tuple(on) if on else None)
    assert tax.tax_is_on(terms, line) is taxed
    assert tax.parts(terms, line, 1000) == (1000, 100 if taxed else 0)


def test_tax_in_the_price_is_taken_out_half_up() -> None:
    included = Tax(rate="7.5", included=True)
    # 199.00 x 7.5 / 107.5 = 13.8837..
    assert tax.parts(included, "dues", 19900) == (18512, 1388)
    assert tax.parts(included, "dues", 0) == (0, 0)
    assert tax.parts(Tax(rate="19", included=True), "dues", 119_000_000) == (
        100_000_000,
        19_000_000,
    )


def test_tax_goes_back_with_the_gross_and_never_more_than_there_was() -> None:
    assert tax.given_back(1493, 21393, 0) == 0
    assert tax.given_back(1493, 21393, 10697) == 747  # 746.53..
    assert tax.given_back(1493, 21393, 30000) == 1493
    assert tax.given_back(5, 0, 10) == 0


def test_a_missed_visit_costs_what_the_benefit_says_before_the_plan() -> None:
    strict, mild = MissedVisit(units="forfeit", fee=5000), MissedVisit(fee=1000)
    glow = plan().model_copy(update={"no_show": strict, "late_cancel": None})
    own = Benefit(id="peel", kind="service_credit", quantity=1, no_show=mild)
    bare = Benefit(id="mask", kind="service_credit", quantity=1)
    assert visits.terms_of(glow, own, "no_show") is mild
    assert visits.terms_of(glow, bare, "no_show") is strict
    assert visits.terms_of(glow, None, "no_show") is strict
    assert visits.terms_of(glow, own, "late_cancel") == MissedVisit()


def test_the_fee_of_a_missed_visit_is_an_amount_or_half_the_price() -> None:
    half = MissedVisit(fee=MissedFee(percent=50))
    assert visits.fee(half, 12505) == 6253  # 62.525
    assert visits.fee(half, 0) == 0
    assert visits.fee(half, None) is None
    assert visits.fee(MissedVisit(fee=5000), 12505) == 5000
    assert visits.fee(MissedVisit(), 12505) == 0


def test_a_list_allows_by_kind_or_by_id_and_the_first_state_that_forbids_is_told() -> None:
    assert permits(("service_credit",), "facial", "service_credit")
    assert not permits(("service_credit",), "facial", None)
    terms = UseWhile(paused=("service_credit",), past_due="none", suspended="all")
    states = ("suspended", "past_due", "paused", "in_notice")
    assert barred_by(terms, states, "facial", "service_credit") == "past_due"
    assert barred_by(terms, ("suspended", "paused"), "facial", "service_credit") is None
    assert barred_by(terms, ("paused", "in_notice"), "tea", "perk") == "paused"
    assert barred_by(terms, ("in_notice",), "tea", "perk") is None
    never = UseWhile(notice="none")
    assert barred_by(never, ("in_notice",), "tea", "perk") == "in_notice"
    assert barred_by(never, ("suspended",), "tea", "perk") == "suspended"


def test_a_plan_of_one_price_is_taken_as_it_is() -> None:
    glow = plan()
    assert places.terms_at(glow, "south") is glow
    dearer = plan(prices={"south": "219.00"})
    assert places.terms_at(dearer, "south").price == 21900
    assert places.terms_at(dearer, "north").price == 19900


def test_a_notice_of_a_new_price_may_be_counted_in_periods() -> None:
    fifth = Schedule(d("2026-01-05"), Duration.parse("1 month"))
    terms = PriceChange.model_validate({"notice": "1 cycle"})

    def problem(takes_effect: str) -> object:
        return price_change.problem_with_notice(
            terms, None, d("2026-01-20"), d(takes_effect), fifth
        )

    assert problem("2026-03-04") == ("notice_too_short", d("2026-03-05"))
    assert problem("2026-03-05") is None


def test_nothing_off_lowers_nothing() -> None:
    none = Benefit(id="none", kind="discount", amount_off=0)
    assert lowered([none], 100, 1, stackable=False) == (100, ())
    assert lowered([none], 100, 1, stackable=True) == (100, ())
