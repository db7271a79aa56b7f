"""A law: a promise of the ledger with a name, and a check that says with facts where it is broken.

A law is checked of a `Table`: a ledger with its clock, and what came of the acts so far. Most laws
hold of a ledger as it stands, after any life, and take a table at any moment. A law with `lives`
set is about how a life is lived (asked twice, advanced daily, restarted): it takes a table on which
nothing was asked, and lives the life itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random

from memberledger.testing.laws.named import LawBroken, require, same
from memberledger.testing.lives import Life, Opens, Pace, Table, at_table

__all__ = ["Law", "LawBroken", "again", "chance", "law", "require", "same"]

Check = Callable[[Table], None]


@dataclass(frozen=True)
class Law:
    """A promise that every ledger keeps, whatever its plans say and whatever is asked of it.

    Attributes:
        name: a few words, each law's own.
        promise: what is promised, in plain words.
        judge: raises `LawBroken` of a table of which it does not hold.
        lives: whether it takes a table on which nothing was asked, and lives the life itself.
        without: verbs that are not asked in the lives it speaks of; of others it says nothing.
        members: who lives in them; more than one where it is about several.
    """

    name: str
    promise: str
    judge: Check
    lives: bool = False
    without: frozenset[str] = frozenset()
    members: tuple[str, ...] = ("ana",)

    def check(self, table: Table) -> None:
        """Hold the law against a table: as it stands or, for one that `lives`, not yet played.

        Raises:
            LawBroken: it does not hold; says where, with the facts.
        """
        __tracebackhide__ = True
        asked = table.life.acts if self.lives else [outcome.act for outcome in table.outcomes]
        if any(act.verb in self.without for act in asked):
            return
        try:
            self.judge(table)
        except LawBroken as broken:
            broken.law = self
            raise

    def check_life(self, life: Life, opens: Opens | None = None) -> None:
        """Live a life and hold the law against it.

        Args:
            life: what is asked.
            opens: opens an empty ledger; one in memory by default.

        Raises:
            LawBroken: it does not hold; says where, with the facts.
        """
        __tracebackhide__ = True
        with at_table(life, opens=opens) as table:
            if not self.lives:
                table.play()
            self.check(table)

    def __str__(self) -> str:
        return self.name


def law(
    *,
    lives: bool = False,
    without: frozenset[str] = frozenset(),
    members: tuple[str, ...] = ("ana",),
) -> Callable[[Check], Law]:
    """Make a law of a check: its name is the function's, its promise the docstring."""

    def made(check: Check) -> Law:
        name = getattr(check, "__name__", "").replace("_", " ")
        promise = " ".join((check.__doc__ or "").split())
        return Law(name, promise, check, lives, without, members)

    return made


def again(
    table: Table, pace: Pace = "jump", *, reloading: bool = False, life: Life | None = None
) -> AbstractContextManager[Table]:
    """Another table for the same life, opened as this one was, on which nothing was asked yet."""
    return at_table(life or table.life, pace, reloading=reloading, opens=table.opens)


def chance(table: Table) -> Random:
    """Where a law has to choose, it chooses by the life: the same life, the same choices."""
    return Random(repr(table.life))
