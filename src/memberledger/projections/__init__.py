"""Views of what happened: pure functions over events and states."""

from memberledger.projections.card import ChargeLine, LotLine, MemberCard, member_card
from memberledger.projections.mrr import MrrFigures, movements_of, mrr_between
from memberledger.projections.rates import MrrRates, Ratio, rates_of
from memberledger.projections.retention import Cohort, CohortMonth, cohorts_of
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of

__all__ = [
    "ChargeLine",
    "Cohort",
    "CohortMonth",
    "LotLine",
    "MemberCard",
    "MemberRevenue",
    "MrrFigures",
    "MrrRates",
    "Ratio",
    "RevenueFigures",
    "cohorts_of",
    "member_card",
    "movements_of",
    "mrr_between",
    "rates_of",
    "revenue_of",
]
