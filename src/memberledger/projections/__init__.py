"""Views of what happened: pure functions over events and states."""

from memberledger.projections.card import ChargeLine, LotLine, MemberCard, member_card
from memberledger.projections.delinquency import Delinquent, delinquent_of
from memberledger.projections.entitlements import EntitlementMovement, entitlement_movements
from memberledger.projections.mrr import MrrFigures, movements_of, mrr_between
from memberledger.projections.rates import MrrRates, Ratio, rates_of
from memberledger.projections.retention import Cohort, CohortMonth, cohorts_of
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of
from memberledger.projections.usage import is_engaged, utilisation_of

__all__ = [
    "ChargeLine",
    "Cohort",
    "CohortMonth",
    "Delinquent",
    "EntitlementMovement",
    "LotLine",
    "MemberCard",
    "MemberRevenue",
    "MrrFigures",
    "MrrRates",
    "Ratio",
    "RevenueFigures",
    "cohorts_of",
    "delinquent_of",
    "entitlement_movements",
    "is_engaged",
    "member_card",
    "movements_of",
    "mrr_between",
    "rates_of",
    "revenue_of",
    "utilisation_of",
]
