"""Sentences about units handed on."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names
from memberledger.history.table import Table

__all__ = ["HANDING_ON"]


def _converted(event: e.UnitsConverted, names: Names) -> str:
    units = names.quantity(event.benefit, sum(part.units for part in event.lots))
    money = names.quantity(event.to, sum(part.quantity for part in event.lots))
    end = ", as the period ended" if event.cause == "period_end" else ""
    return f"{units} became {money}{end}"


HANDING_ON: Table = {e.UnitsConverted: _converted}
