"""Which lines of the mutated modules a test reaches: no other test can see a mutant of a line."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from .survivors import changed_lines, functions_of, place_of

__all__ = ["Reached", "lines_of"]

Line = tuple[str, int]
"""A file's path and the number of a line of it."""


class Reached:
    """Notes the lines of some files that run while it watches."""

    def __init__(self, files: set[str]) -> None:
        self._files = files
        self._names: dict[str, bool] = {}
        self.lines: set[Line] = set()

    @contextmanager
    def watching(self) -> Iterator[set[Line]]:
        """The lines that run meanwhile."""
        self.lines = set()
        sys.settrace(self._call)
        try:
            yield self.lines
        finally:
            sys.settrace(None)

    def _call(self, frame: FrameType, _event: str, _arg: object) -> Any:
        return self._line if frame.f_code.co_filename in self._files else None

    def _line(self, frame: FrameType, _event: str, _arg: object) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


def lines_of(place: Path, name: str) -> set[Line] | None:
    """The lines of the statement that a mutant changes, in the function as it was.

    Returns:
        None where it changes what a call of the function always sees, such as a default.
    """
    path, plain = place_of(place, name)
    node = functions_of(path)[plain]
    own = _statements(path, plain)
    changed = [own.get(node.lineno + offset) for offset in changed_lines(place, name)]
    if not changed or None in changed:
        return None
    return {(str(path), line) for lines in changed if lines is not None for line in lines}


@cache
def _statements(path: Path, plain: str) -> dict[int, frozenset[int]]:
    """By line, the lines of the innermost statement it is of, without those within that one."""
    found: dict[int, int] = {}
    function = functions_of(path)[plain]
    for number, node in enumerate(ast.walk(function)):  # from the outside to the inside
        if isinstance(node, ast.stmt) and node is not function:
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), number)
    lines: dict[int, set[int]] = defaultdict(set)
    for line, number in found.items():
        lines[number].add(line)
    return {line: frozenset(lines[number]) for line, number in found.items()}
