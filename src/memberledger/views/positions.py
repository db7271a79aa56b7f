"""How far each view is, in the database, beside its rows and changed with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memberledger.store.beside import Beside, Session
from memberledger.views.catalogue import View

__all__ = ["Building", "Positions", "Standing"]


@dataclass(frozen=True, slots=True)
class Building:
    """Tables being built beside: `target` is the last event they will know.

    `shape` names the views that are built together, and their shapes. `done` is the last (practice,
    member) they hold, in order of code points; None once they hold everybody.
    """

    shape: str
    target: int
    done: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one view stands.

    Attributes:
        view: its name.
        shape: of the rows that its tables hold.
        position: the last event they know.
        state: `new` before its tables were built, `live`, or `failed`.
        failed_at, failure: the event it could not take, and why.
        building: what is being built beside, if anything is.
    """

    view: str
    shape: str
    position: int
    state: Literal["new", "live", "failed"]
    failed_at: int | None = None
    failure: str | None = None
    building: Building | None = None


_COLUMNS = """view, shape, position, state, failed_at, failure,
build_shape, build_target, build_practice, build_member"""


class Positions:
    """The table `view_positions` of one database."""

    def __init__(self, beside: Beside) -> None:
        table, mark = beside.named("view_positions"), beside.mark
        lock = " FOR UPDATE" if beside.dialect == "postgresql" else ""
        self._all = f"SELECT {_COLUMNS} FROM {table} ORDER BY view"  # noqa: S608
        self._locked = f"SELECT {_COLUMNS} FROM {table} ORDER BY view{lock}"  # noqa: S608
        self._add = f"""INSERT INTO {table} (view, shape, position, state)
VALUES ({mark}, {mark}, 0, 'new') ON CONFLICT (view) DO NOTHING"""  # noqa: S608
        self._move = f"UPDATE {table} SET position = {mark} WHERE view = {mark}"  # noqa: S608
        self._fail = f"""UPDATE {table} SET state = 'failed', shape = {mark}, failed_at = {mark},
failure = {mark} WHERE view = {mark}"""  # noqa: S608
        self._new = f"""UPDATE {table} SET state = 'new', position = 0 WHERE view = {mark}"""  # noqa: S608
        self._build = f"""UPDATE {table} SET build_shape = {mark}, build_target = {mark},
build_practice = {mark}, build_member = {mark} WHERE view = {mark}"""  # noqa: S608
        self._live = f"""UPDATE {table} SET shape = {mark}, position = {mark}, state = 'live',
failed_at = NULL, failure = NULL, build_shape = NULL, build_target = NULL,
build_practice = NULL, build_member = NULL WHERE view = {mark}"""  # noqa: S608

    def read(self, session: Session, *, lock: bool = False) -> dict[str, Standing]:
        """Every view's standing; `lock` keeps it so until the transaction ends."""
        found = session.rows(self._locked if lock else self._all)
        return {row[0]: _standing(*row) for row in found}

    def add(self, session: Session, view: View) -> None:
        """A view nobody has asked for before."""
        session.run(self._add, (view.name, view.shape))

    def move(self, session: Session, views: list[str], position: int) -> None:
        """Views have taken every event up to a position."""
        session.run_many(self._move, [(position, view) for view in views])

    def fail(self, session: Session, view: View, position: int, why: str) -> None:
        """A view of this shape could not take the event at a position."""
        plain = why.encode("utf-8", "replace").decode().replace("\0", " ")
        session.run(self._fail, (view.shape, position, plain[:500], view.name))

    def begin_anew(self, session: Session, view: str) -> None:
        """A view's tables are gone."""
        session.run(self._new, (view,))

    def build(self, session: Session, views: list[str], building: Building | None) -> None:
        """How far the tables built beside are; None when they are given up."""
        parts = (
            (building.shape, building.target, *(building.done or (None, None)))
            if building is not None
            else (None, None, None, None)
        )
        session.run_many(self._build, [(*parts, view) for view in views])

    def live(self, session: Session, view: View, position: int) -> None:
        """The tables built beside have taken their place."""
        session.run(self._live, (view.shape, position, view.name))


def _standing(
    view: str,
    shape: str,
    position: int,
    state: Literal["new", "live", "failed"],
    failed_at: int | None,
    failure: str | None,
    build_shape: str | None,
    target: int | None,
    practice: str | None,
    member: str | None,
) -> Standing:
    building = None
    if build_shape is not None and target is not None:
        done = (practice, member) if practice is not None and member is not None else None
        building = Building(build_shape, target, done)
    return Standing(view, shape, position, state, failed_at, failure, building)
