"""Events of forgetting."""

from __future__ import annotations

from memberledger.aggregates.event import Event

__all__ = ["MemberErased"]


class MemberErased(Event):
    """What was kept about the person is erased; what happened stays, under a mere reference."""
