"""The parts of a member's state; each is changed in place by `evolve` only."""

from memberledger.aggregates.member.parts.membership import (
    Ending,
    Keyed,
    PastEnd,
    PauseSpell,
    Period,
    PlannedPause,
)
from memberledger.aggregates.member.parts.money import (
    Bill,
    Charge,
    DunningRun,
    PlannedGrant,
    PlannedStep,
)
from memberledger.aggregates.member.parts.units import (
    Cadence,
    Delayed,
    Gift,
    Lot,
    Missed,
    Redemption,
    Reservation,
)

__all__ = [
    "Bill",
    "Cadence",
    "Charge",
    "Delayed",
    "DunningRun",
    "Ending",
    "Gift",
    "Keyed",
    "Lot",
    "Missed",
    "PastEnd",
    "PauseSpell",
    "Period",
    "PlannedGrant",
    "PlannedPause",
    "PlannedStep",
    "Redemption",
    "Reservation",
]
