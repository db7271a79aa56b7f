"""The member: events, the state they fold to, and a file per kind of command."""

from memberledger.aggregates.member.events import MEMBER_EVENTS
from memberledger.aggregates.member.evolve import apply, evolve, fold
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Answer, Ask, ChargeRequest, Conduct, Stamp, Work

__all__ = [
    "MEMBER_EVENTS",
    "Answer",
    "Ask",
    "ChargeRequest",
    "Conduct",
    "MemberState",
    "Stamp",
    "Work",
    "apply",
    "evolve",
    "fold",
]
