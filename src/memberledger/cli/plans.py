"""`memberledger plans`: what is on sale; and what the plans of a file mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from memberledger.agreement import GROUPS, Doubt, doubts, plan_file_schema, told
from memberledger.cli.differing import diff
from memberledger.cli.groups import question_group
from memberledger.cli.output import JSON, print_json, print_rows, say
from memberledger.cli.practice import plans as list_plans
from memberledger.files import read_yaml
from memberledger.scenarios.reading import Practice, read_practice
from memberledger.terms import Plan

__all__ = ["register"]


def check(
    files: Annotated[list[Path], typer.Argument(help="Files with `practice` and `plans`.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit status 1 if there is a warning.")
    ] = False,
) -> None:
    """Tell what the plans of a file mean for a member, and warn of what is doubtful in them.

    Warnings are about a valid plan: something that can never count, or a fact to check with
    counsel. A scenario is such a file too.
    """
    read = [(file, read_practice(read_yaml(file), str(file))) for file in files]
    found = [_as_json(str(file), facts) for file, facts in read]
    warnings = sum(len(plan["warnings"]) for file in found for plan in file["plans"])
    if as_json:
        print_json({"warnings": warnings, "files": found})
    else:
        for file, facts in read:
            say(str(file), "bold")
            for plan in facts.plans:
                _show(plan, facts.currency)
        say(f"{warnings} warning{'' if warnings == 1 else 's'}")
    if strict and warnings:
        raise typer.Exit(1)


def _show(plan: Plan, currency: str) -> None:
    say()
    say(_title(plan), "bold")
    lines = told(plan, currency)
    rows = []
    for group, heading in GROUPS.items():
        between = "\n" if group in ("get", "declined") else " "
        text = between.join(line.text for line in lines if line.group == group)
        if text:
            rows.append((heading, text))
    print_rows(rows)
    for doubt in doubts(plan, currency):
        say(f"warning: {_warning(doubt)}", "yellow")


def _title(plan: Plan) -> str:
    name = plan.id if plan.name is None else f"{plan.name} ({plan.id})"
    return name if plan.version == 1 else f"{name}, version {plan.version}"


def _warning(doubt: Doubt) -> str:
    about = f"{doubt.about}: " if doubt.about else ""
    return f"{doubt.code}: {about}{doubt.text}"


def _as_json(file: str, facts: Practice) -> dict[str, Any]:
    return {
        "file": file,
        "currency": facts.currency,
        "plans": [
            {
                "plan": plan.id,
                "version": plan.version,
                "name": plan.title,
                "agreement": [
                    {"group": line.group, "about": line.about, "text": line.text}
                    for line in told(plan, facts.currency)
                ],
                "warnings": [
                    {"code": doubt.code, "benefit": doubt.about, "text": doubt.text}
                    for doubt in doubts(plan, facts.currency)
                ],
            }
            for plan in facts.plans
        ],
    }


def schema() -> None:
    """Write the JSON Schema of a plan file to standard output, for editors."""
    print_json(plan_file_schema())


def register(app: typer.Typer) -> None:
    """Add `plans` and what is under it."""
    group = question_group(list_plans, "plans")
    group.command("check")(check)
    group.command("diff")(diff)
    group.command("schema")(schema)
    app.add_typer(group, name="plans", rich_help_panel="The practice")
