"""How units handed on change the state."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.evolve_entitlements import close
from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.state import MemberState

__all__: list[str] = []


def converted(s: MemberState, event: e.UnitsConverted) -> None:
    for part in event.lots:
        source = s.lots[part.source]
        source.converted += part.units
        source.share -= part.share
        close(s, source)
        lot = Lot(
            part.lot,
            event.to,
            source.plan,
            part.quantity,
            event.effective_on,
            part.expires_on,
            part.start,
            part.end,
            part.priority,
            source.bill,
            part.carryover_limit,
            part.max_balance,
            source.promotional,
            share=part.share,
        )
        lot.rollover = part.rollover
        s.lots[lot.id] = s.open_lots[lot.id] = lot
        s.last_lot = lot.id
