"""What every client needs before its first command, done once for all: imported by their server."""

from __future__ import annotations

from memberledger.aggregates.member import MemberState, snapshot
from memberledger.views import rosters

__all__ = ["READY"]

snapshot.schema()
READY = snapshot.load(snapshot.dump(MemberState())) is not None and rosters.roster is not None
