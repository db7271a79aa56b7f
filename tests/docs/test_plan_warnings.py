"""The page of warnings tells each code there is."""

from __future__ import annotations

import ast
import re

from .pages import ROOT


def _codes() -> set[str]:
    """The first word of each pair in the tables of `found`."""
    codes = set()
    for name in ("doubts_of_plans.py", "doubts_of_benefits.py"):
        text = (ROOT / "src/memberledger/agreement" / name).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                code, value = node.elts
                if isinstance(code, ast.Constant) and isinstance(value, ast.Call):
                    codes.add(str(code.value))
    return codes


def test_the_warnings_told_are_the_warnings_there_are() -> None:
    page = (ROOT / "docs/how-to/check-a-plan.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == _codes()
