"""The figures of a practice, as pure functions over the rows that views keep of its members."""

from memberledger.projections.metrics.breakage import (
    Breakage,
    BreakageCohort,
    breakage_of,
)
from memberledger.projections.metrics.margins import Costs, PlanMargin, margins_of
from memberledger.projections.metrics.recovery import (
    MemberBills,
    Recovery,
    RecoveryMonth,
    recovery_of,
)
from memberledger.projections.metrics.tiers import MemberTerms, TierShare, tier_mix_of
from memberledger.projections.metrics.trend import TrendMonth, trend_of

__all__ = [
    "Breakage",
    "BreakageCohort",
    "Costs",
    "MemberBills",
    "MemberTerms",
    "PlanMargin",
    "Recovery",
    "RecoveryMonth",
    "TierShare",
    "TrendMonth",
    "breakage_of",
    "margins_of",
    "recovery_of",
    "tier_mix_of",
    "trend_of",
]
