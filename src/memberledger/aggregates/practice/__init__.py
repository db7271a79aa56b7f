"""The practice: its time zone, its currency, and every version of every plan it sold."""

from memberledger.aggregates.practice.decide import (
    name_locations,
    open_practice,
    publish,
    set_catalogue,
    state_of,
)
from memberledger.aggregates.practice.events import (
    PRACTICE_EVENTS,
    CatalogueSet,
    LocationsNamed,
    PlanPublished,
    PracticeOpened,
)
from memberledger.aggregates.practice.state import PracticeState

__all__ = [
    "PRACTICE_EVENTS",
    "CatalogueSet",
    "LocationsNamed",
    "PlanPublished",
    "PracticeOpened",
    "PracticeState",
    "name_locations",
    "open_practice",
    "publish",
    "set_catalogue",
    "state_of",
]
