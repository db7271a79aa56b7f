"""`memberledger migrate`: a whole ledger, all its practices, to another place."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.output import print_json, say
from memberledger.cli.place import require_ledger
from memberledger.cli.progress import bar
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
    with bar("Copying", "events") as progress:
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
