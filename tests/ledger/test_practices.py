"""Two practices in one ledger: each answers everything as it would if it were alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from memberledger import ChargeRequest, Item, Ledger, Refused
from memberledger.ledger import PracticeLine

from .house import House, day, plan

EARLIER = date(2026, 2, 6)
ROOMS = {
    "hill": {"timezone": "America/Denver", "currency": "USD"},
    # a day ahead, without minor units
    "lake": {"timezone": "Pacific/Auckland", "currency": "JPY"},
}
PRICES = {"hill": ("199.00", "299.00", "50.00"), "lake": ("19900", "29900", "5000")}


def open_at(at: str | Path, practice: str) -> House:
    """The same plan ids with other terms, the same catalogue ids with other prices."""
    price, dearer, credit = PRICES[practice]
    benefits = [
        {"id": "facial", "kind": "service_credit", "quantity": 2, "transferable": True},
        {"id": "credit", "kind": "value_credit", "amount": credit},
    ]
    glow = plan(price=price, benefits=benefits, pause={}, sharing={})
    radiance = plan(id="radiance", price=dearer)
    house = House(glow, radiance, at=at, practice=practice, reported=True, **ROOMS[practice])
    house.ledger.open_practice(
        **ROOMS[practice],
        locations=[f"{practice}-north"],
        catalogue=[{"id": "peel", "category": f"{practice}-peels", "price": price}],
    )
    return house


def life(house: House) -> Iterator[None]:
    """The same members, plans, keys and charge ids; in `lake`, ana and bea change places."""
    ledger = house.ledger
    price = PRICES[ledger.practice][0]
    ana, bea = ("ana", "bea") if ledger.practice == "hill" else ("bea", "ana")
    for member in ("ana", "bea", "cleo"):
        ledger.enroll(member, "glow", key=f"join-{member}")
        yield
    ledger.charge_succeeded(ana, "ch_1", price)
    yield
    ledger.charge_failed(bea, "ch_2", price, code="insufficient_funds")
    yield
    ledger.redeem(ana, "facial", key="visit-1")
    yield
    ledger.charge_succeeded("cleo", "ch_3", price)
    ledger.reserve("cleo", "facial", for_on=day("2026-01-20"), key="appt-1")
    yield
    for text in ("2026-01-19", "2026-02-05", "2026-02-20"):
        house.on(text)
        yield
    ledger.charge_succeeded(ana, "ch_4", price)
    ledger.transfer(ana, "cleo", "facial", key="gift-1")
    yield
    ledger.charge_succeeded("cleo", "ch_5", price)
    ledger.pause("cleo", until=day("2026-04-01"))
    yield
    if ledger.practice == "hill":
        ledger.change_plan(ana, "radiance", key="up-1")
        ledger.refund(ana, charge="ch_4", amount="9.00", key="back-1")
        ledger.publish([plan(price="219.00", version=2)])
        ledger.amend_all("glow", version=2, from_on=day("2026-05-01"), notified_on=house.clock.day)
    else:
        ledger.cancel(bea, key="leave-1")
    yield
    house.on("2026-03-15")


def moments() -> Iterator[dict[str, date]]:
    yield {}
    yield {"as_of": EARLIER}
    yield {"known_on": EARLIER}
    yield {"as_of": day("2026-01-12"), "known_on": EARLIER}


def everything(house: House) -> dict[str, Any]:
    """What a practice can be asked, at several moments."""
    ledger, told = house.ledger, {}
    january = day("2026-01-01")
    members = ledger.members()
    for at in moments():
        last = at.get("as_of")
        known = {"known_on": at["known_on"]} if "known_on" in at else {}
        told[str(at)] = [
            [ledger.member(member, **at) for member in members],
            ledger.revenue(**at),
            ledger.mrr(january, last, **known),
            ledger.rates(january, last, **known),
            ledger.retention(last, **known),
            ledger.delinquent(last, **known),
            ledger.utilisation(january, last, **known),
        ]
    told["members"] = members
    told["history"] = [ledger.history(member) for member in members]
    told["movements"] = [ledger.movements(member) for member in members]
    told["quote"] = [ledger.quote(m, [Item("facial", 9000), Item("peel", 9000)]) for m in members]
    told["sold"] = (ledger.plans, ledger.locations, ledger.catalogue)
    told["place"] = (ledger.practice, ledger.currency, ledger.timezone, ledger.today())
    return told


def alone(practice: str) -> dict[str, Any]:
    house = open_at("sqlite:///:memory:", practice)
    for _ in life(house):
        pass
    return everything(house)


@pytest.fixture
def hill(place: str) -> Iterator[House]:
    house = open_at(place, "hill")
    yield house
    house.ledger.close()


@pytest.fixture
def lake(place: str) -> Iterator[House]:
    house = open_at(place, "lake")
    yield house
    house.ledger.close()


def test_two_practices_never_see_each_other(hill: House, lake: House) -> None:
    """Their commands alternate; every answer is the one of a ledger of one's own."""
    for _ in zip(life(hill), life(lake), strict=True):
        """One step of each."""
    for house in (hill, lake):
        found, wanted = everything(house), alone(house.ledger.practice)
        for question, answer in wanted.items():
            assert found[question] == answer, question
    # and the questions had something to tell apart
    assert hill.ledger.revenue() != lake.ledger.revenue()
    assert "bea" in [row.member for row in hill.ledger.delinquent()]
    assert "ana" in [row.member for row in lake.ledger.delinquent()]
    assert hill.ledger.today() == lake.ledger.today() == day("2026-03-15")
    assert list(hill.ledger._desk.store.verify_chain()) == []


def test_the_clock_of_one_practice_bills_nobody_of_another(hill: House, lake: House) -> None:
    for house in (hill, lake):
        house.ledger.enroll("ana", "glow")
    hill.clock.day = lake.clock.day = day("2026-02-05")
    # dues of the second period, and the first dunning steps of the first are on their way
    assert hill.ledger.advance().members == 1
    before = lake.ledger.history("ana")
    hill.ledger.advance()
    assert lake.ledger.history("ana") == before
    assert lake.ledger.advance().members == 1
    assert lake.ledger.member("ana").owed == 2 * 19900


def test_a_member_of_one_practice_is_nobody_in_another(hill: House, lake: House) -> None:
    hill.ledger.enroll("ana", "glow")
    ledger = lake.ledger
    assert ledger.members() == []
    for ask in (
        lambda: ledger.member("ana"),
        lambda: ledger.history("ana"),
        lambda: ledger.movements("ana"),
        lambda: ledger.quote("ana", [Item("facial", 9000)]),
        lambda: ledger.advance(member="ana"),
        lambda: ledger.redeem("ana", "facial"),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.reason == "not_enrolled"


def test_nothing_is_given_to_a_member_of_another_practice(hill: House, lake: House) -> None:
    hill.ledger.enroll("ana", "glow")
    hill.ledger.charge_succeeded("ana", "ch_1", "199.00")
    lake.ledger.enroll("bea", "glow")
    with pytest.raises(Refused) as refused:
        hill.ledger.transfer("ana", "bea", "facial")
    assert refused.value.reason == "not_enrolled"


def test_names_that_run_together_stay_apart(place: str) -> None:
    """`a/b` and `c` against `a` and `b/c`, in streams as in what a card is asked."""
    asked: list[ChargeRequest] = []
    for practice, member in (("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c")):
        house = House(at=place, practice=practice, reported=True)
        with Ledger.open(place, practice, clock=house.clock, cards=_noting(asked)) as ledger:
            ledger.enroll(member, "glow")
            assert ledger.members() == [member]
    assert len({request.key for request in asked}) == 3


def _noting(asked: list[ChargeRequest]) -> Any:
    from memberledger import Answer

    def cards(request: ChargeRequest) -> Answer:
        asked.append(request)
        return Answer("ch_1")

    return cards


def test_the_practices_of_a_ledger_are_listed(hill: House, lake: House) -> None:
    hill.ledger.enroll("ana", "glow")
    hill.ledger.enroll("bea", "glow")
    found = [
        PracticeLine("hill", "USD", "America/Denver", "live", 2),
        PracticeLine("lake", "JPY", "Pacific/Auckland", "live", 0),
    ]
    assert hill.ledger.practices() == lake.ledger.practices() == found


def test_a_ledger_without_a_practice_lists_none(place: str) -> None:
    with Ledger.open(place, "nobody") as ledger:
        assert ledger.practices() == []
