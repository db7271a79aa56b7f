"""`memberledger advance`: everything that is due by a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.output import print_json, say
from memberledger.cli.telling import DEMONSTRATION, say_owed

__all__ = ["register"]

_AsOf = Annotated[
    date | None, o.date_option("--as-of", help="Due by the start of this day; today if left out.")
]


def advance(
    desk: FrontDesk,
    as_of: _AsOf = None,
    member: Annotated[
        str | None, typer.Option("--member", help="Only this member.", metavar="MEMBER")
    ] = None,
) -> None:
    """Make everything due by a day happen: dues, grants, lapses, dunning steps, endings.

    Run it every day; a day that was missed is made up for by the next run. Only members with
    something due are touched.
    """
    with _progress(desk) as progress:
        done = desk.ledger.advance(as_of, member=member, progress=progress)
    if desk.as_json:
        facts = {"as_of": done.as_of, "members": done.members, "events": done.events}
        print_json({**facts, "demonstration": desk.demo})
        return
    if desk.demo:
        say(DEMONSTRATION, "yellow")
    if not done.events:
        say(f"Nothing was due by {done.as_of}.")
        return
    who = member or f"{done.members} member{'' if done.members == 1 else 's'}"
    say(f"Advanced {who} to {done.as_of}: {done.events} event{'' if done.events == 1 else 's'}.")
    if member is not None:
        say_owed(desk, desk.ledger.member(member))
    elif not desk.demo:
        say("No card was asked. To see who owes what:")
        say(f"  {desk.place.command('members')}")


@contextmanager
def _progress(desk: FrontDesk) -> Iterator[Callable[[int], None] | None]:
    """A bar on standard error while a person watches; it is gone when all is done."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield None
        return
    columns = (TextColumn("Advancing"), BarColumn(), MofNCompleteColumn(), TextColumn("members"))
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=len(desk.ledger.members()))

        def show(members: int) -> None:
            bar.update(task, completed=members)

        yield show


def register(app: typer.Typer) -> None:
    """Add the clock."""
    app.command("advance", rich_help_panel="The practice")(
        changes(advance, keyed=False, asked=False, cards=True)
    )
