"""The catalogue: small patches of the library, each with the sentence of a test that turns red.

A fault is a piece of text in one source file and what stands there instead. The piece has to occur
exactly once, so a patch that no longer fits is told, and is never applied to another place.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Fault", "NoLongerFits", "faults", "names_a_test"]

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SOURCE = Path("src") / "memberledger"


class NoLongerFits(Exception):
    """A patch whose old text is not in its file exactly once."""


@dataclass(frozen=True)
class Fault:
    """A bug somebody could write.

    Attributes:
        name: of plain words.
        says: what the library does wrong with it, in a sentence of the trade.
        file: below src/memberledger.
        old, new: the piece of text that stands there, and the bug.
        test: the node id of the test that must turn red.
        theme: the file of the catalogue it is in.
    """

    name: str
    says: str
    file: str
    old: str
    new: str
    test: str
    theme: str

    def applied_to(self, text: str) -> str:
        """The text of the file with the bug in it.

        Raises:
            NoLongerFits: the old text is not there once, or the result is no Python.
        """
        found = text.count(self.old)
        if found != 1:
            raise NoLongerFits(f"{self.name}: its text is {found} times in {self.file}, not once")
        broken = text.replace(self.old, self.new)
        try:
            ast.parse(broken)
        except SyntaxError as error:
            raise NoLongerFits(f"{self.name}: {self.file} would be no Python: {error}") from None
        return broken

    def path_in(self, root: Path) -> Path:
        """The file, in a tree of the project."""
        return root / SOURCE / self.file


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault there is, by theme."""
    return tuple(
        Fault(theme=file.stem, **facts)
        for file in sorted(HERE.glob("*.toml"))
        for facts in tomllib.loads(file.read_text("utf-8"))["fault"]
    )


@cache
def _tests_of(file: Path) -> frozenset[str]:
    body = ast.parse(file.read_text("utf-8")).body
    return frozenset(each.name for each in body if isinstance(each, ast.FunctionDef))


def names_a_test(node: str) -> bool:
    """Whether a node id names a test there is; what stands in brackets is not looked at."""
    file, _, rest = node.partition("::")
    path = ROOT / file
    return path.is_file() and rest.partition("[")[0] in _tests_of(path)
