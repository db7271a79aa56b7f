"""The plan a practice writes, as frozen and strict models; one file per group of terms."""

from memberledger.terms.benefit import Benefit
from memberledger.terms.billing import AnchorDay, AnnualFee, Introductory, Recognition, Sold, Tax
from memberledger.terms.changing import PriceChange, TierChange
from memberledger.terms.collecting import DunningAction, DunningStep
from memberledger.terms.granting import GrantEvery, GrantOn
from memberledger.terms.handing_on import Conversion, Transferable
from memberledger.terms.leaving import (
    Cancellation,
    Commitment,
    EarlyTerminationFee,
    Involuntary,
    Reenrollment,
    UsableFor,
)
from memberledger.terms.limiting import (
    LateCancel,
    MissedFee,
    MissedVisit,
    RedemptionLimit,
    Substitution,
)
from memberledger.terms.own import OwnPolicy
from memberledger.terms.pausing import Pause, PauseFee, PauseLimit
from memberledger.terms.plan import Plan
from memberledger.terms.practice import Service
from memberledger.terms.reading import read_catalogue, read_plan, read_plans
from memberledger.terms.rollover import Rollover
from memberledger.terms.using import Sharing, UseWhile

__all__ = [
    "AnchorDay",
    "AnnualFee",
    "Benefit",
    "Cancellation",
    "Commitment",
    "Conversion",
    "DunningAction",
    "DunningStep",
    "EarlyTerminationFee",
    "GrantEvery",
    "GrantOn",
    "Introductory",
    "Involuntary",
    "LateCancel",
    "MissedFee",
    "MissedVisit",
    "OwnPolicy",
    "Pause",
    "PauseFee",
    "PauseLimit",
    "Plan",
    "PriceChange",
    "Recognition",
    "RedemptionLimit",
    "Reenrollment",
    "Rollover",
    "Service",
    "Sharing",
    "Sold",
    "Substitution",
    "Tax",
    "TierChange",
    "Transferable",
    "UsableFor",
    "UseWhile",
    "read_catalogue",
    "read_plan",
    "read_plans",
]
