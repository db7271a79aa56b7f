"""`memberledger check`: play scenario files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from memberledger.cli.loading import load_policies
from memberledger.cli.options import PoliciesAt
from memberledger.cli.output import JSON, console, print_json
from memberledger.errors import LedgerError
from memberledger.scenarios import Result, play, read_scenario

__all__ = ["check"]


def check(
    files: Annotated[list[Path], typer.Argument(help="Scenario files.")],
    on_disk: Annotated[
        Path | None,
        typer.Option("--on-disk", help="Keep the ledgers in this folder instead of in memory."),
    ] = None,
    policies: PoliciesAt = None,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
) -> None:
    """Play scenarios and compare every expectation; exit status 1 if any fails."""
    own = load_policies(policies)
    results: list[dict[str, Any]] = []
    for file in files:
        try:
            results.append(_as_json(play(read_scenario(file), _url(file, on_disk), own)))
        except LedgerError as error:
            results.append(
                {
                    "file": str(file),
                    "passed": False,
                    "error": error.message,
                    "code": error.code,
                    "failures": [],
                }
            )
        if not as_json:
            _show(results[-1])
    failed = sum(not result["passed"] for result in results)
    if as_json:
        print_json({"passed": len(results) - failed, "failed": failed, "scenarios": results})
    else:
        console.print(f"{len(results) - failed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _url(file: Path, folder: Path | None) -> str:
    if folder is None:
        return "sqlite:///:memory:"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file.stem}.db"
    for old in (path, path.with_suffix(".db-wal"), path.with_suffix(".db-shm")):
        old.unlink(missing_ok=True)
    return f"sqlite:///{path}"


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "file": result.path,
        "scenario": result.title,
        "passed": result.passed,
        "steps": result.steps,
        "expectations": result.expectations,
        "failures": [
            {
                "step": failure.step,
                "date": failure.date,
                "member": failure.member,
                "field": failure.field,
                "expected": failure.expected,
                "got": failure.got,
            }
            for failure in result.failures
        ],
    }


def _show(result: dict[str, Any]) -> None:
    if result["passed"]:
        console.print(f"[green]ok[/]    {result['file']}", soft_wrap=True)
        return
    console.print(f"[red]FAIL[/]  {result['file']}", soft_wrap=True)
    if "error" in result:
        console.print(f"      {result['code']}: {result['error']}", markup=False, soft_wrap=True)
    for failure in result["failures"]:
        who = failure["member"] or "the practice"
        head = f"      step {failure['step']}, {failure['date']}, {who}: {failure['field']}"
        console.print(head, markup=False, soft_wrap=True)
        console.print(
            f"        expected {_word(failure['expected'])}", markup=False, soft_wrap=True
        )
        console.print(f"        got      {_word(failure['got'])}", markup=False, soft_wrap=True)


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_word(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_word(v) for v in value) + "]"
    return "null" if value is None else str(value)
