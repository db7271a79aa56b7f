"""`memberledger migrate`: a whole ledger, all its practices, to another place."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from memberledger.cli import options as o
from memberledger.cli.output import print_json, say
from memberledger.cli.place import require_ledger
from memberledger.store import copy_ledger, without_password

__all__ = ["migrate"]


def migrate(
    source: Annotated[
        str, typer.Argument(help="The ledger: a file or a URL; it is only read.", metavar="FROM")
    ],
    target: Annotated[
        str, typer.Argument(help="An empty place, or a copy that was begun.", metavar="TO")
    ],
    *,
    as_json: o.Json = False,
) -> None:
    """Copy a ledger with all its practices to another place, the same to the byte.

    From a file to PostgreSQL, back, or to another file. Stop whoever writes to it first. Run it
    again to go on where it ended; until it is finished and compared, nobody can open the copy.
    """
    require_ledger(source)
    with _progress() as progress:
        done = copy_ledger(source, target, progress=progress)
    old, new = without_password(source), without_password(target)
    if as_json:
        counts = {"events": done.events, "copied": done.copied}
        kept = {"claims": done.claims, "members": done.members}
        print_json({"from": old, "to": new, **counts, **kept, "verified": True})
        return
    say(f"Copied {_many(done.copied, 'event')} from {old} to {new}.")
    say(
        f"Compared: {_many(done.events, 'event')} with their digests, "
        f"{_many(done.claims, 'key')} and {_many(done.members, 'member')} are the same."
    )
    say()
    say("To use it:")
    say(f"  {shlex.join(['memberledger', 'members', '--ledger', new])}")


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error while a person watches; it is gone when all is done."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield None
        return
    columns = (TextColumn("Copying"), BarColumn(), MofNCompleteColumn(), TextColumn("events"))
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(there: int, of: int) -> None:
            bar.update(task, completed=there, total=of)

        yield show
