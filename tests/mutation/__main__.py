"""Mutation testing: `python -m tests.mutation [PART...]` makes mutants, tries them and counts.

PART is a file or a folder below src/memberledger, such as policies or aggregates/member/redeeming;
the whole pure core unless named. What was tried is kept at `--at`, and another call goes on there,
as long as the source is the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .making import PARTS, RESULTS, make, names_in
from .survivors import explained, shown

FAST = ("tests/mutation/examples.py", *(f"tests/{part}" for part in PARTS))
_SLOW = ("tests/terms/test_garbage.py", "tests/values/test_examples_in_docstrings.py")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, metavar="PART")
    place = Path(tempfile.gettempdir()) / "memberledger-mutation"
    parser.add_argument("--at", type=Path, default=place, help="where the mutants are")
    parser.add_argument("--mutants", default="*", help="only those with such names")
    parser.add_argument("--again", default="", help="anew those that survived, or timeout")
    parser.add_argument("--sample", default="0", help="so many of them, drawn with seed 1")
    parser.add_argument("--seconds", default="60", help="of tests for one mutant, at most")
    parser.add_argument("--tests", nargs="*", default=[], help="tests to run beside the fast ones")
    parser.add_argument("--show", action="store_true", help="only show what survived")
    asked = parser.parse_args()
    if not asked.show:
        print(f"{make(asked.at, asked.parts)} mutants", flush=True)
        code = _try(asked.at, asked)
        if code:
            return code
    return _count(asked.at, show=asked.show)


def _try(place: Path, asked: argparse.Namespace) -> int:
    ignored = [f"--ignore={file}" for file in _SLOW]
    command = ["nice", "-n", "10", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-o", "addopts="]  # one process forks for each mutant
    plugin = ["-p", "tests.mutation.loop", f"--mutants={asked.mutants}", f"--again={asked.again}"]
    plugin += [f"--sample={asked.sample}", f"--seconds={asked.seconds}"]
    environment = {
        **os.environ,
        "PYTHONPATH": f"{place / 'src'}{os.pathsep}{place}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "MEMBERLEDGER_PROFILE": "mutation",
        "PYTHONHASHSEED": "0",
    }
    tests = [*FAST, *asked.tests]
    ran = subprocess.run([*command, *plugin, *ignored, *tests], cwd=place, env=environment)
    return ran.returncode


def _count(place: Path, *, show: bool) -> int:
    """Print the totals by module; 1 if a mutant survived that nobody has explained."""
    results = json.loads((place / RESULTS).read_text("utf-8"))
    known = explained()
    by_module: dict[str, Counter[str]] = {}
    unexplained = []
    for name in names_in(place):
        verdict = results.get(name, ["not tried"])[0]
        if verdict in ("survived", "no tests"):
            change = shown(place, name)
            reason = known.get(change)
            if reason is None:
                unexplained.append(f"{change}\n")
            verdict = verdict if reason is None else reason
        by_module.setdefault(name.rpartition(".")[0], Counter())[verdict] += 1
    total: Counter[str] = Counter()
    for module, counts in sorted(by_module.items()):
        print(f"{module:55} {sum(counts.values()):5}  {_told(counts)}")
        total += counts
    print(f"{'all':55} {sum(total.values()):5}  {_told(total)}")
    if show:
        print("\n".join(unexplained))
    return 1 if unexplained else 0


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
