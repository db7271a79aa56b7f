"""The plan a practice writes, as frozen and strict models; one file per group of terms."""

from memberledger.terms.benefit import Benefit, Rollover
from memberledger.terms.billing import AnchorDay, Introductory, Recognition
from memberledger.terms.collecting import DunningAction, DunningStep
from memberledger.terms.leaving import Cancellation, Commitment, EarlyTerminationFee, UsableFor
from memberledger.terms.plan import Plan
from memberledger.terms.reading import read_plan, read_plans
from memberledger.terms.using import Pause, PauseLimit, PriceChange, Sharing, TierChange, UseWhile

__all__ = [
    "AnchorDay",
    "Benefit",
    "Cancellation",
    "Commitment",
    "DunningAction",
    "DunningStep",
    "EarlyTerminationFee",
    "Introductory",
    "Pause",
    "PauseLimit",
    "Plan",
    "PriceChange",
    "Recognition",
    "Rollover",
    "Sharing",
    "TierChange",
    "UsableFor",
    "UseWhile",
    "read_plan",
    "read_plans",
]
