"""Running mutmut in a copy of the tree, and reading what became of each mutant."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["GROUPS", "Mutant", "mutants", "prepare", "run"]

ROOT = Path(__file__).parent.parent.parent
CORE = ("values", "policies", "terms", "aggregates")
GROUPS = {
    "values": ("values",),
    "policies": ("policies",),
    "practice": ("aggregates/practice",),
    "member": ("aggregates/member",),
    "terms": ("terms",),
}
"""What is run together, and its folders below src/memberledger."""

_TESTS = ("tests/mutation/examples.py", *(f"tests/{part}" for part in CORE))
_SLOW = ("tests/terms/test_garbage.py", "tests/values/test_examples_in_docstrings.py")
_TOLD = {
    None: "not run",
    0: "survived",
    1: "killed",
    3: "killed",
    5: "no tests",
    33: "no tests",
    **dict.fromkeys((36, 24, -24, 152, 255), "timeout"),
}


class Mutant(NamedTuple):
    """One small change, and what became of it.

    `verdict` is killed, timeout, crashed, survived, no tests or not run; the first three are seen.
    """

    module: str
    name: str
    verdict: str


def prepare(place: Path, parts: Sequence[str], more: Sequence[str] = ()) -> None:
    """Copy the tree anew, keeping what mutmut remembers there; set what is mutated and tested.

    Args:
        place: where the copy is made.
        parts: folders below src/memberledger.
        more: tests to run beside the fast ones.
    """
    place.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.db")
    for name in ("src", "tests", "examples"):
        shutil.rmtree(place / name, ignore_errors=True)
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    only = [f"src/memberledger/{part}/*" for part in parts]
    ignore = [f"--ignore={file}" for file in _SLOW]
    table = {
        "source_paths": ["src"],
        "only_mutate": only,
        "also_copy": ["examples"],
        "pytest_add_cli_args_test_selection": [*_TESTS, *more],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "few_examples", *ignore],
        "track_dependencies": False,
        "use_git_change_detection": False,
        "timeout_constant": 30.0,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    settings = "\n".join(["", "[tool.mutmut]", *lines, ""])
    (place / "pyproject.toml").write_text(text + settings, "utf-8")


def run(place: Path, names: Sequence[str] = ()) -> int:
    """Try the mutants that were not tried yet, or those named; resumes where it was stopped."""
    here = str(place / "tests" / "mutation")
    return subprocess.run(
        ["nice", "-n", "10", sys.executable, "-m", "mutmut", "run", *names],
        cwd=place,
        env={**os.environ, "PYTHONPATH": here},
        check=False,
    ).returncode


def mutants(place: Path) -> Iterator[Mutant]:
    """Every mutant there is, by module."""
    source = place / "mutants" / "src" / "memberledger"
    for meta in sorted(source.rglob("*.py.meta")):
        module = str(meta.relative_to(source)).removesuffix(".py.meta")
        for name, code in json.loads(meta.read_text("utf-8"))["exit_code_by_key"].items():
            yield Mutant(module, name, _TOLD.get(code, "crashed"))
