"""What survived, as a change that a person can read, and why that is right."""

from __future__ import annotations

import ast
import difflib
import re
import tomllib
from functools import cache
from pathlib import Path

__all__ = ["LIST", "explained", "reasons", "shown"]

LIST = Path(__file__).parent / "survivors.toml"


def explained() -> dict[str, str]:
    """The changes that may survive, as `shown` gives them, with their class."""
    if not LIST.exists():
        return {}
    found = tomllib.loads(LIST.read_text("utf-8"))
    return {each["change"].strip(): kind for kind, some in found.items() for each in some}


def reasons() -> dict[str, str]:
    """The same changes, with why they may survive."""
    found = tomllib.loads(LIST.read_text("utf-8"))
    return {each["change"].strip(): each["why"] for some in found.values() for each in some}


def shown(place: Path, name: str) -> str:
    """A mutant as the function it is in and the lines it takes and gives."""
    module, _, mutant = name.rpartition(".")
    file = place / "src" / Path(*module.split("."))
    path = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    functions = _functions_of(path)
    plain = re.sub(r"\d+$", "orig", mutant)
    before, after = functions[plain], functions[mutant]
    lines = difflib.unified_diff(
        before.replace(plain, "").splitlines(), after.replace(mutant, "").splitlines(), n=0
    )
    changed = [f"{line[0]} {line[1:].strip()}" for line in list(lines)[3:] if line[0] in "+-"]
    where = mutant.partition("__mutmut_")[0].removeprefix("x_").removeprefix("xǁ")
    return "\n".join(
        [f"{module.removeprefix('memberledger.')}.{where.replace('ǁ', '.')}", *changed]
    )


@cache
def _functions_of(path: Path) -> dict[str, str]:
    text = path.read_text("utf-8")
    lines = text.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
