"""A practice: opening it, putting plans on sale, naming locations, saying what its services are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from memberledger import Plan, Refused, read_plan
from memberledger.aggregates.event import Event
from memberledger.aggregates.practice import (
    CatalogueSet,
    LocationsNamed,
    PlanPublished,
    PracticeOpened,
)
from memberledger.aggregates.practice.decide import (
    name_locations,
    open_practice,
    publish,
    set_catalogue,
    state_of,
)
from memberledger.terms import Service

DAY = date(2026, 1, 5)
STAMP: dict[str, Any] = {
    "recorded_at": datetime(2026, 1, 5, 12, tzinfo=UTC),
    "actor": "owner",
    "reason": "opening",
}
OPENED = PracticeOpened(
    effective_on=DAY,
    practice="hill",
    timezone="America/Denver",
    currency="USD",
    rung="live",
    **STAMP,
)


def plan(**facts: Any) -> Plan:
    return read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")


def opening(*events: Event, **facts: Any) -> list[Event]:
    wanted = {"timezone": "America/Denver", "currency": "USD", "rung": "live", **facts}
    return open_practice(state_of(events), practice="hill", on=DAY, **wanted, **STAMP)


def refused(act: Callable[[], object]) -> tuple[str, str, dict[str, Any]]:
    with pytest.raises(Refused) as told:
        act()
    return told.value.reason, told.value.message, told.value.facts


def test_a_practice_is_opened_once_with_its_facts_and_who_decided_it() -> None:
    assert opening() == [OPENED]
    assert opening(rung="observe")[0].rung == "observe"  # type: ignore[attr-defined]
    assert opening(OPENED) == []
    state = state_of([OPENED])
    assert (state.practice, state.timezone, state.currency) == ("hill", "America/Denver", "USD")
    assert (state.rung, state.version, state.is_open) == ("live", 1, True)
    assert not state_of([]).is_open


def test_a_practice_keeps_the_facts_it_was_opened_with() -> None:
    words = "hill keeps its books in America/Denver and USD; open another practice for others"
    for other in ({"timezone": "America/Boise"}, {"currency": "EUR"}):
        facts = {"timezone": "America/Denver", "currency": "USD"}
        assert refused(lambda o=other: opening(OPENED, **o)) == ("invalid", words, facts)
    assert refused(lambda: opening(OPENED, rung="observe")) == (
        "invalid",
        "hill is kept here as a live practice; give a mirror that only watches a ledger of its own",
        {"rung": "live"},
    )
    mirror = OPENED.model_copy(update={"rung": "observe"})
    assert refused(lambda: opening(mirror)) == (
        "invalid",
        "hill is kept here as a mirror that only watches; give a live practice a ledger of its own",
        {"rung": "observe"},
    )
    assert refused(lambda: opening(currency="XXX")) == (
        "invalid",
        "'XXX' is not an ISO 4217 currency code, such as USD",
        {},
    )


def publishing(*events: Event, plans: tuple[Plan, ...], on_sale: bool = True) -> list[Event]:
    return publish(state_of([OPENED, *events]), plans, on=DAY, on_sale=on_sale, **STAMP)


def published(terms: Plan, *, on_sale: bool | None = None) -> PlanPublished:
    return PlanPublished(effective_on=DAY, plan=terms, on_sale=on_sale, **STAMP)


def test_a_plan_is_put_on_sale_once_and_new_terms_are_a_new_version() -> None:
    glow, dearer = plan(), plan(price="249.00", version=2)
    assert publishing(plans=(glow, plan(id="b"))) == [published(glow), published(plan(id="b"))]
    assert publishing(published(glow), plans=(glow,)) == []
    assert publishing(published(glow), plans=(glow, dearer)) == [published(dearer)]
    state = state_of([OPENED, published(glow), published(dearer)])
    assert state.plans == {"glow": dearer}
    assert state.versions == {("glow", 1): glow, ("glow", 2): dearer}
    assert state.version == 3
    other = plan(price="249.00")
    assert refused(lambda: publishing(published(glow), plans=(other,))) == (
        "invalid",
        "plan glow version 1 is on record with other terms; give the new terms version 2",
        {"plan": "glow", "plan_version": 1},
    )


def test_a_version_that_is_only_on_record_is_not_what_is_sold() -> None:
    glow, own = plan(), plan(price="149.00", version=2)
    assert publishing(published(glow), plans=(own,), on_sale=False) == [
        published(own, on_sale=False)
    ]
    kept = [OPENED, published(glow), published(own, on_sale=False)]
    state = state_of(kept)
    assert (state.plans, state.off_sale) == ({"glow": glow}, {("glow", 2)})
    assert publish(state, [own], on=DAY, on_sale=False, **STAMP) == []
    assert publish(state, [own], on=DAY, **STAMP) == [published(own)]
    sold = state_of([*kept, published(own)])
    assert (sold.plans, sold.off_sale) == ({"glow": own}, set())
    # what is on sale stays so, though it is put on record again
    assert publish(sold, [own], on=DAY, on_sale=False, **STAMP) == []


def named(*places: str) -> LocationsNamed:
    return LocationsNamed(effective_on=DAY, locations=places, **STAMP)


def naming(*events: Event, places: tuple[str, ...]) -> list[Event]:
    return name_locations(state_of([OPENED, *events]), places, on=DAY, **STAMP)


def test_locations_are_added_and_never_left_out() -> None:
    assert naming(places=("north", "south")) == [named("north", "south")]
    assert naming(places=()) == []
    assert naming(named("north"), places=("north",)) == []
    assert naming(named("north"), places=("north", "lake")) == [named("north", "lake")]
    assert naming(named("north", "lake"), places=("lake", "north")) == [named("lake", "north")]
    tail = "was left out or named twice; name every location once, new ones too"
    for places, told in (
        (("lake",), "locations: north, south"),
        (("north", "north", "south"), "locations: one"),
    ):
        act = lambda p=places: naming(named("north", "south"), places=p)  # noqa: E731
        assert refused(act) == ("invalid", f"{told} {tail}", {"locations": places})


def test_a_plan_names_only_locations_that_there_are() -> None:
    lake = plan(sold_at=["north", "lake"])
    assert publishing(plans=(lake,)) == [published(lake)]
    assert publishing(named("north", "lake"), plans=(lake,)) == [published(lake)]
    assert refused(lambda: publishing(named("north", "south"), plans=(lake,))) == (
        "invalid",
        "plan glow names the location 'lake'; there are: north, south",
        {"plan": "glow", "location": "lake"},
    )


def test_a_catalogue_takes_the_place_of_the_one_before() -> None:
    peel, mask = Service(id="peel", price=10000), Service(id="mask", category="skin")
    told = CatalogueSet(effective_on=DAY, services=(peel, mask), **STAMP)
    assert set_catalogue(state_of([OPENED]), (peel, mask), on=DAY, **STAMP) == [told]
    state = state_of([OPENED, told])
    assert state.catalogue == {"peel": peel, "mask": mask}
    assert set_catalogue(state, (peel, mask), on=DAY, **STAMP) == []
    assert len(set_catalogue(state, (mask, peel), on=DAY, **STAMP)) == 1


def test_an_event_of_somebody_else_is_none_of_a_practice() -> None:
    class Other(Event):
        pass

    other = Other(effective_on=DAY, **STAMP)
    with pytest.raises(TypeError, match=r"^Other is no event of a practice$"):
        state_of([OPENED, other])
