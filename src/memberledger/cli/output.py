"""How the command line speaks: tables for people, JSON for programs, errors in one line."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from rich.console import Console

from memberledger.errors import LedgerError, Refused

__all__ = ["JSON", "complain", "console", "print_json"]

console = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)

JSON = "Print JSON instead of a table."


def print_json(value: Any) -> None:
    """Print plain JSON, dates as ISO 8601."""
    sys.stdout.write(json.dumps(value, indent=2, default=_plain, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    return str(value)


def complain(error: LedgerError) -> None:
    """One line on standard error: the code and what to do."""
    code = error.reason if isinstance(error, Refused) else error.code
    _errors.print(f"[bold red]{code}[/]: ", end="")
    _errors.print(error.message, markup=False)
