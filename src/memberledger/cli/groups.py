"""A group of commands that is a question itself, where none of them is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import asks

__all__ = ["question_group"]


def question_group(question: Callable[..., Any], name: str) -> typer.Typer:
    """A group that asks `question` (a table) by itself; its help is the question's.

    Args:
        question: takes a front desk and nothing else.
        name: of the group.
    """
    asked = asks(question, table=True)

    def ask_or_go_on(
        ctx: typer.Context,
        *,
        ledger: o.LedgerAt = o.DEFAULT_LEDGER,
        practice: o.PracticeName = "main",
        as_json: o.Json = False,
        as_csv: o.Csv = False,
    ) -> None:
        if ctx.invoked_subcommand is None:
            asked(ledger=ledger, practice=practice, as_json=as_json, as_csv=as_csv)
            return
        for parameter in ctx.params:
            source = ctx.get_parameter_source(parameter)
            if source is not None and source.name == "COMMANDLINE":
                raise typer.BadParameter(f"write options after {name} {ctx.invoked_subcommand}")

    ask_or_go_on.__doc__ = question.__doc__
    group = typer.Typer(invoke_without_command=True)
    group.callback()(ask_or_go_on)
    return group
