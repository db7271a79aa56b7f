"""What survived, as a change that a person can read, and why that is right."""

from __future__ import annotations

import ast
import difflib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = [
    "changed_lines",
    "explained",
    "functions_of",
    "place_of",
    "reasons",
    "shown",
]

_LISTS = Path(__file__).parent / "reasons"


def explained() -> dict[str, str]:
    """The changes that may survive, as `shown` gives them, with their class."""
    return {change: kind for change, kind, _ in _listed()}


def reasons() -> dict[str, str]:
    """The same changes, with why they may survive."""
    return {change: why for change, _, why in _listed()}


def _listed() -> Iterator[tuple[str, str, str]]:
    """Change, class and reason of each survivor in the lists."""
    for file in sorted(_LISTS.glob("*.toml")):
        for kind, some in tomllib.loads(file.read_text("utf-8")).items():
            yield from ((each["change"].strip(), kind, each["why"]) for each in some)


def shown(place: Path, name: str) -> str:
    """A mutant as the function it is in and the lines it takes and gives."""
    module, _, mutant = name.rpartition(".")
    lines = difflib.unified_diff(*_both(place, name), n=0)
    changed = [f"{line[0]} {line[1:].strip()}" for line in list(lines)[3:] if line[0] in "+-"]
    where = mutant.partition("__mutmut_")[0].removeprefix("x_").removeprefix("xǁ")
    return "\n".join(
        [f"{module.removeprefix('memberledger.')}.{where.replace('ǁ', '.')}", *changed]
    )


def changed_lines(place: Path, name: str) -> list[int]:
    """The lines of its function that a mutant changes, counted from 0."""
    same = difflib.SequenceMatcher(None, *_both(place, name), autojunk=False).get_opcodes()
    return [line for kind, low, high, *_ in same if kind != "equal" for line in range(low, high)]


def place_of(place: Path, name: str) -> tuple[Path, str]:
    """The file a mutant is in, and how the function as it was is called there."""
    module, _, mutant = name.rpartition(".")
    file = place / "src" / Path(*module.split("."))
    path = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    return path, re.sub(r"\d+$", "orig", mutant)


@cache
def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    """Every function of a file by its name."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def _both(place: Path, name: str) -> tuple[list[str], list[str]]:
    """The lines of a mutant's function before and after, without its name."""
    path, plain = place_of(place, name)
    mutant = name.rpartition(".")[2]
    lines, functions = _lines_of(path), functions_of(path)
    before, after = (
        [line.replace(each, "") for line in lines[node.lineno - 1 : node.end_lineno]]
        for each in (plain, mutant)
        for node in [functions[each]]
    )
    return before, after


@cache
def _lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()
