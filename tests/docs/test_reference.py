"""The reference says what the code says: generated pages are fresh, lists of words are whole."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

from memberledger.ledger.ledger import registry
from memberledger.scenarios.comparing import _READERS
from memberledger.scenarios.reading import VERBS
from memberledger.store import chain
from memberledger.views import VIEWS

from .pages import ROOT

SOURCE = ROOT / "src" / "memberledger"
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_are_what_the_code_says(
    generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_every_event_has_a_heading() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (\w+\.v\d+)$", text, re.MULTILINE)) == registry().names


# Refusals


def _trees() -> Iterator[ast.Module]:
    for path in SOURCE.rglob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def refusal_codes() -> set[str]:
    """Every code the source gives to a refusal, and those a policy hands to one."""
    codes = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("refuse", "Refused"):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes.add(first.value)
            elif isinstance(node, ast.FunctionDef) and node.name == "problem_with_notice":
                codes |= {
                    part.value.elts[0].value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Return)
                    and isinstance(part.value, ast.Tuple)
                    and isinstance(part.value.elts[0], ast.Constant)
                }
    return codes


def error_codes() -> set[str]:
    """Every `code = "..."` in the body of a class."""
    codes = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                if isinstance(line, ast.Assign):
                    names, value = [_name(target) for target in line.targets], line.value
                elif isinstance(line, ast.AnnAssign):
                    names, value = [_name(line.target)], line.value
                else:
                    continue
                if names == ["code"] and isinstance(value, ast.Constant):
                    codes |= {value.value} - {None, ""}
    return codes


def told(page: str, section: str) -> list[str]:
    """The words in the first column of a section's tables."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(section)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{page} has no section {section}"
    return re.findall(r"^\| `([^`]+)` \|", found[1], re.MULTILINE)


def test_the_refusals_told_are_the_refusals_there_are() -> None:
    words = told("refusals.md", "Refusals")
    assert len(words) == len(set(words))
    assert set(words) == refusal_codes()


def test_the_errors_told_are_the_errors_there_are() -> None:
    words = told("refusals.md", "Other errors")
    assert len(words) == len(set(words))
    assert set(words) == error_codes() - {"refused"}


def test_a_refusal_is_raised_nowhere_with_a_code_that_is_not_a_word() -> None:
    """A code in a variable would slip past the list; the few there are hand on a code known."""
    variables = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or _name(node.func) not in ("refuse", "Refused"):
                continue
            if not node.args or not isinstance(node.args[0], ast.Constant):
                variables.add(path.relative_to(SOURCE).as_posix())
    assert variables <= {
        "aggregates/member/amending.py",  # the codes of policies/price_change.py
        "aggregates/member/work.py",  # refuse itself
        "cli/desk.py",  # the same refusal with more advice
        "errors.py",  # unpickling
    }


# Scenario files


def test_the_verbs_told_are_the_verbs_there_are_with_their_details() -> None:
    text = (REFERENCE / "scenario-file.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", text, re.MULTILINE)
    details = {verb: set(re.findall(r"`(\w+)`", cell)) for verb, cell in rows if verb in VERBS}
    assert details == {verb: set(names) for verb, names in VERBS.items()}


def test_the_expectations_told_are_the_expectations_there_are() -> None:
    assert set(told("scenario-file.md", "What can be expected of a member")) == set(_READERS)


def test_the_faults_of_a_chain_are_told() -> None:
    rules = set(re.findall(r"^    - `(\w+)`:", chain.ChainFault.__doc__ or "", re.MULTILINE))
    page = (ROOT / "docs" / "explanation" / "how-it-works.md").read_text(encoding="utf-8")
    assert rules
    assert {rule for rule in rules if f"`{rule}`" not in page} == set()


def test_no_page_speaks_of_the_paths_of_a_machine() -> None:
    pages: list[Path] = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/(?:work|home|root|Users|tmp)/", text), page


def test_every_column_of_every_view_is_explained(generate: ModuleType) -> None:
    for view in VIEWS.values():
        for rows in view.rows.tables:
            told = generate.attributes(rows.row)
            assert set(get_type_hints(rows.row)) - set(told) == set(), rows.name
