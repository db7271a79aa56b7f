"""What happens to a practice."""

from __future__ import annotations

from typing import Literal

from memberledger.aggregates.event import Event
from memberledger.terms import Plan, Service

__all__ = ["PRACTICE_EVENTS", "CatalogueSet", "LocationsNamed", "PlanPublished", "PracticeOpened"]


class PracticeOpened(Event):
    """A practice keeps its memberships here.

    Attributes:
        practice: a reference.
        timezone: IANA name; every local date of the practice is one of it.
        currency: ISO 4217.
        rung: how far it has gone live; `observe` is a mirror that only watches.
    """

    practice: str
    timezone: str
    currency: str
    rung: Literal["observe", "live"] = "live"


class PlanPublished(Event):
    """A plan, or a new version of one, is on sale; it touches no existing member.

    Attributes:
        plan: the terms, word for word.
        on_sale: `false` for a version that is only on record, such as one member's new price.
    """

    plan: Plan
    on_sale: bool | None = None


class LocationsNamed(Event):
    """The practice's locations, all of them; a later list takes the place of an earlier one."""

    locations: tuple[str, ...]


class CatalogueSet(Event):
    """What the practice's services are, instead of what was said of them before."""

    services: tuple[Service, ...]


PRACTICE_EVENTS: tuple[type[Event], ...] = (
    PracticeOpened,
    PlanPublished,
    LocationsNamed,
    CatalogueSet,
)
