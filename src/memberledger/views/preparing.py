"""The table of positions, and whether the tables it speaks of are there."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.store.beside import Beside, Session
from memberledger.views.catalogue import View
from memberledger.views.positions import Positions, Standing
from memberledger.views.statements import alone, create, tables_there
from memberledger.views.tables import POSITIONS, name_of

__all__ = ["prepare"]


def prepare(beside: Beside, views: Sequence[View]) -> bool:
    """Make the table of positions where there is none; views whose tables are gone are new again.

    Nothing is written where nothing is missing: so who may only read can ask.

    Returns:
        Whether anything was missing: of a ledger without views, or one somebody removed them from.
    """
    positions = Positions(beside)
    with beside.reading() as session:
        there = tables_there(session, beside)
        known = POSITIONS.name in there
        if known and not any(_gone(session, beside, positions, views)):
            return False
    with beside.writing() as session:
        alone(session, beside)
        create(session, beside, POSITIONS)
        positions.read(session, lock=True)
        in_place, being_built = _gone(session, beside, positions, views)
        for standing in in_place:
            positions.begin_anew(session, standing.view)
        positions.build(session, [standing.view for standing in being_built], None)
    return not known or bool(in_place or being_built)


def _gone(
    session: Session, beside: Beside, positions: Positions, views: Sequence[View]
) -> tuple[list[Standing], list[Standing]]:
    """The views whose tables are gone: those in place, and those being built."""
    now, there = positions.read(session), tables_there(session, beside)
    known = [(view, now[view.name]) for view in views if view.name in now]
    return (
        [at for view, at in known if at.state == "live" and not _are_there(view, there)],
        [
            at
            for view, at in known
            if at.building is not None and not _are_there(view, there, beside=True)
        ],
    )


def _are_there(view: View, there: set[str], *, beside: bool = False) -> bool:
    return all(name_of(rows, beside=beside) in there for rows in view.rows.tables)
