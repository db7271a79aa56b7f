"""Opening a practice and putting plans on sale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from memberledger.aggregates.event import Event
from memberledger.aggregates.practice.events import (
    CatalogueSet,
    LocationsNamed,
    PlanPublished,
    PracticeOpened,
)
from memberledger.aggregates.practice.state import PracticeState
from memberledger.errors import Refused
from memberledger.terms import Plan, Service
from memberledger.values import is_currency

__all__ = ["name_locations", "open_practice", "publish", "set_catalogue", "state_of"]


_RUNGS = {"observe": "a mirror that only watches", "live": "a live practice"}


def state_of(events: Iterable[Event]) -> PracticeState:
    """Fold a practice's events.

    Raises:
        TypeError: an event that is not a practice's.
    """
    state = PracticeState()
    for event in events:
        if isinstance(event, PracticeOpened):
            state.practice, state.timezone = event.practice, event.timezone
            state.currency, state.rung = event.currency, event.rung
        elif isinstance(event, PlanPublished):
            name = event.plan.id, event.plan.version
            state.versions[name] = event.plan
            if event.on_sale is False:
                state.off_sale.add(name)
            else:
                state.plans[event.plan.id] = event.plan
                state.off_sale.discard(name)
        elif isinstance(event, LocationsNamed):
            state.locations = event.locations
        elif isinstance(event, CatalogueSet):
            state.catalogue = {service.id: service for service in event.services}
        else:
            raise TypeError(f"{type(event).__name__} is no event of a practice")
        state.version += 1
    return state


def open_practice(
    state: PracticeState,
    *,
    practice: str,
    timezone: str,
    currency: str,
    rung: Literal["observe", "live"],
    on: date,
    **stamp: Any,
) -> list[Event]:
    """Open a practice; asking again with the same facts changes nothing.

    Raises:
        Refused: `invalid` for an unknown currency, or other facts than it was opened with.
    """
    if not is_currency(currency):
        raise Refused("invalid", f"{currency!r} is not an ISO 4217 currency code, such as USD")
    if state.is_open:
        if (state.timezone, state.currency) != (timezone, currency):
            raise Refused(
                "invalid",
                f"{practice} keeps its books in {state.timezone} and {state.currency}; "
                "open another practice for others",
                timezone=state.timezone,
                currency=state.currency,
            )
        if state.rung != rung:
            raise Refused(
                "invalid",
                f"{practice} is kept here as {_RUNGS[state.rung]}; "
                f"give {_RUNGS[rung]} a ledger of its own",
                rung=state.rung,
            )
        return []
    return [
        PracticeOpened(
            effective_on=on,
            practice=practice,
            timezone=timezone,
            currency=currency,
            rung=rung,
            **stamp,
        )
    ]


def publish(
    state: PracticeState,
    plans: Iterable[Plan],
    *,
    on: date,
    on_sale: bool = True,
    **stamp: Any,
) -> list[Event]:
    """Put plans on sale. The same plan again changes nothing; other terms need a new version.

    With `on_sale` false they are put on record only, and what is on sale stays.

    Raises:
        Refused: `invalid` where a version is on record with other terms, or a plan names a
            location that the practice does not have.
    """
    events: list[Event] = []
    for plan in plans:
        known = state.versions.get((plan.id, plan.version))
        if known == plan and not (on_sale and (plan.id, plan.version) in state.off_sale):
            continue
        if known is not None and known != plan:
            raise Refused(
                "invalid",
                f"plan {plan.id} version {plan.version} is on record with other terms; "
                f"give the new terms version {plan.version + 1}",
                plan=plan.id,
                plan_version=plan.version,
            )
        _must_know_places(state, plan)
        kept = None if on_sale else False
        events.append(PlanPublished(effective_on=on, plan=plan, on_sale=kept, **stamp))
    return events


def name_locations(
    state: PracticeState, locations: Iterable[str], *, on: date, **stamp: Any
) -> list[Event]:
    """Name the practice's locations; the same again, or none, changes nothing.

    Raises:
        Refused: `invalid` where a location is left out or named twice: members live there.
    """
    named = tuple(locations)
    if not named or named == state.locations:
        return []
    gone = [place for place in state.locations if place not in named]
    if gone or len(set(named)) < len(named):
        raise Refused(
            "invalid",
            f"locations: {', '.join(gone) or 'one'} was left out or named twice; "
            "name every location once, new ones too",
            locations=named,
        )
    return [LocationsNamed(effective_on=on, locations=named, **stamp)]


def _must_know_places(state: PracticeState, plan: Plan) -> None:
    if not state.locations:
        return
    for place in plan.places:
        if place not in state.locations:
            raise Refused(
                "invalid",
                f"plan {plan.id} names the location {place!r}; "
                f"there are: {', '.join(state.locations)}",
                plan=plan.id,
                location=place,
            )


def set_catalogue(
    state: PracticeState, services: tuple[Service, ...], *, on: date, **stamp: Any
) -> list[Event]:
    """Say what the practice's services are; the same again changes nothing."""
    if tuple(state.catalogue.values()) == services:
        return []
    return [CatalogueSet(effective_on=on, services=services, **stamp)]
