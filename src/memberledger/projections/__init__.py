"""Views of what happened: pure functions over events and states."""

from memberledger.projections.card import ChargeLine, LotLine, MemberCard, member_card
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of

__all__ = [
    "ChargeLine",
    "LotLine",
    "MemberCard",
    "MemberRevenue",
    "RevenueFigures",
    "member_card",
    "revenue_of",
]
