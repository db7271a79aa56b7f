"""Trying faults: each by itself in a copy of the tree, its test seen green and then red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from .catalogue import ROOT, Fault, NoLongerFits

__all__ = ["Outcome", "Verdict", "a_copy", "green", "try_fault"]

_COPIED = ("src", "tests", "docs", "examples", "pyproject.toml", "README.md", "CHANGELOG.md")
_SECONDS = 120

Verdict = Literal["seen", "survives", "breaks", "no longer fits", "red without it"]
"""`seen`: the test fails by an assertion. `breaks`: it fails by another error, or does not end."""


@dataclass(frozen=True)
class Outcome:
    """What became of one fault; `why` is the first line of what the test said."""

    fault: Fault
    verdict: Verdict
    why: str
    seconds: float


@contextmanager
def a_copy() -> Iterator[Path]:
    """A copy of the tree as it is, compiled, thrown away afterwards."""
    with TemporaryDirectory(prefix="faults-") as place:
        root = Path(place) / "tree"
        root.mkdir()
        ignored = shutil.ignore_patterns("__pycache__", ".*", "*.db")
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=ignored)
            else:
                shutil.copy2(ROOT / name, root / name)
        if (ROOT.parent / "shared").is_dir():
            (Path(place) / "shared").symlink_to((ROOT.parent / "shared").resolve())
        subprocess.run([sys.executable, "-m", "compileall", "-q", "src", "tests"], cwd=root)
        yield root


def _run(root: Path, nodes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Run tests; by node id without brackets, (outcome, why) of the worst case of each."""
    report = root.parent / "report.xml"
    report.unlink(missing_ok=True)
    quiet = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "junit_family=xunit1"]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-m", "pytest", *quiet, f"--junitxml={report}", *nodes],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    found: dict[str, tuple[str, str]] = {}
    if not report.exists():
        return found
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('file')}::{(case.get('name') or '').partition('[')[0]}"
        told = _outcome(case)
        if name not in found or found[name][0] == "passed":
            found[name] = told
    return found


def _outcome(case: ET.Element) -> tuple[str, str]:
    for kind in ("error", "failure"):
        part = case.find(kind)
        if part is not None:
            why = (part.get("message") or "").splitlines() or [""]
            return kind, why[0][:160]
    return ("skipped", "") if case.find("skipped") is not None else ("passed", "")


def _bare(node: str) -> str:
    return node.partition("[")[0]


def green(root: Path, nodes: Iterable[str]) -> set[str]:
    """Which of these tests pass in the tree as it is; an id that is none spoils only its file."""
    found = set()
    for _, some in groupby(sorted(set(nodes)), key=lambda node: node.partition("::")[0]):
        wanted = list(some)
        ran = _run(root, wanted)
        found |= {node for node in wanted if ran.get(_bare(node), ("", ""))[0] == "passed"}
    return found


def try_fault(root: Path, fault: Fault) -> Outcome:
    """Put a fault into a copy, run its test, and take the fault out again."""
    began = time.monotonic()
    path = fault.path_in(root)
    sound, stamp = path.read_text("utf-8"), path.stat()
    try:
        broken = fault.applied_to(sound)
    except NoLongerFits as error:
        return Outcome(fault, "no longer fits", str(error), 0.0)
    path.write_text(broken, "utf-8")
    os.utime(path, (stamp.st_atime + 60, stamp.st_mtime + 60))  # not the compiled file
    try:
        outcome, why = _run(root, [fault.test]).get(_bare(fault.test), ("error", "it did not run"))
    finally:
        path.write_text(sound, "utf-8")
        os.utime(path, (stamp.st_atime, stamp.st_mtime))
    return Outcome(fault, _verdict(outcome, why), why, time.monotonic() - began)


def _verdict(outcome: str, why: str) -> Verdict:
    if outcome == "passed":
        return "survives"
    asserted = why.startswith(
        ("AssertionError", "assert ", "Failed:", "failed on", "Exception Group")
    )
    return "seen" if outcome == "failure" and asserted else "breaks"
