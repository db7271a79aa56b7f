"""The commands and what they have in common: options, errors in one line, exit statuses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Annotated

import typer

from memberledger.cli import (
    advancing,
    amending,
    analysing,
    asking,
    books,
    check,
    deciding,
    explaining,
    exporting,
    money,
    movements,
    owning,
    paying,
    plans,
    practice,
    recurring,
    replaying,
    rostering,
    sealing,
    staying,
    using,
    viewing,
    watching,
)
from memberledger.cli.migrating import migrate
from memberledger.cli.mirror import mirror_command
from memberledger.cli.output import complain, say
from memberledger.errors import LedgerError

__all__ = ["app", "main"]

_HELP = "A membership ledger: what each member owes and is owed, at every moment."

app = typer.Typer(
    name="memberledger",
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_QUESTIONS = (
    asking,
    replaying,
    rostering,
    movements,
    explaining,
    watching,
    money,
    books,
    recurring,
    analysing,
    owning,
    exporting,
    sealing,
)
for commands in (
    practice,
    plans,
    advancing,
    *_QUESTIONS,
    staying,
    amending,
    using,
    deciding,
    paying,
    viewing,
):
    commands.register(app)
app.command("migrate", rich_help_panel="The practice")(migrate)
app.command("mirror")(mirror_command)
app.command("check")(check.check)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - Typer gives it so
    if asked:
        say(f"memberledger {version('memberledger')}")
        raise typer.Exit


@app.callback(help=_HELP)
def _begin(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """What may be said before a command."""


@cache
def _command() -> Callable[[], None]:
    """The whole command line, made once: that takes longer than most commands."""
    return typer.main.get_command(app)


def main() -> None:
    """Run the command line; an error of the ledger is one line and exit status 2."""
    try:
        _command()()
    except LedgerError as error:
        complain(error)
        sys.exit(2)
