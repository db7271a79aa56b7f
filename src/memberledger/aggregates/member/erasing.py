"""Erasing a person: the membership's history stays, and stands for nobody."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, refuse

__all__ = ["erase", "must_be_over"]


def erase(work: Work) -> None:
    """Record that the person was erased; once is enough.

    Raises:
        Refused: `invalid` while there is a running membership, or something is owed.
    """
    s = work.state
    must_be_over(s, s.member)
    if s.owed:
        raise refuse("invalid", f"{s.member} owes money; collect it or write it off before erasing")
    if s.erased_on is None:
        work.record(e.MemberErased, work.today)


def must_be_over(s: MemberState, member: str) -> None:
    """Nobody is erased whose membership runs.

    Raises:
        Refused: `not_enrolled` for who never was; `invalid` while there is a running membership.
    """
    if s.status == "none":
        raise refuse("not_enrolled", f"{member} was never enrolled here", member=member)
    if s.is_member:
        raise refuse("invalid", f"{member} is a member; end the membership before erasing")
