"""Views of what happened: pure functions over events and states."""

from memberledger.projections.card import ChargeLine, LotLine, MemberCard, member_card
from memberledger.projections.mrr import MrrFigures, movements_of, mrr_between
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of

__all__ = [
    "ChargeLine",
    "LotLine",
    "MemberCard",
    "MemberRevenue",
    "MrrFigures",
    "RevenueFigures",
    "member_card",
    "movements_of",
    "mrr_between",
    "revenue_of",
]
