"""Sentences about visits that did not take place."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names
from memberledger.history.table import Table

__all__ = ["VISITS"]


def _visit_missed(event: e.VisitMissed, names: Names) -> str:
    what = "Did not come" if event.cause == "no_show" else "Cancelled late"
    told = f"{what} ({event.reservation})"
    if event.forfeited:
        told += f"; forfeited {names.takes(event.forfeited, event.effective_on)}"
    if event.released:
        told += f"; {names.takes(event.released, event.effective_on)} free again"
    if event.fee:
        told += f"; a fee of {names.amount(event.fee)}"
    return told


def _miss_excused(event: e.MissExcused, names: Names) -> str:
    told = f"The missed visit {event.reservation} was excused"
    if event.takes:
        told += f": {names.takes(event.takes, event.effective_on)} came back"
    return told


VISITS: Table = {e.VisitMissed: _visit_missed, e.MissExcused: _miss_excused}
