"""`python -m benchmarks [--only NAME] [--json] [--quick] [--place DIRECTORY]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.timing import Figure

_ALL = ("redemption", "folding", "billing-day", "long-member", "memory", "audit", "views")


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for and print it; a missed target is told, not an error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=sorted(_ALL), action="append", help="just this one")
    parser.add_argument("--json", action="store_true", help="figures as JSON, one object a line")
    parser.add_argument("--quick", action="store_true", help="smaller and rougher")
    parser.add_argument("--place", help="a directory on the disk to measure; default temporary")
    options = parser.parse_args(arguments)
    if not options.json:
        print(f"Python {platform.python_version()}; the ledger against a floor, medians of rounds")
    for name in options.only or _ALL:
        with tempfile.TemporaryDirectory(prefix="benchmark-", dir=options.place) as place:
            figures = _run(name, Path(place), quick=options.quick)
        for figure in figures:
            if options.json:
                print(json.dumps(figure.plain()), flush=True)
            else:
                print(f"{name:<12} {figure.line()}", flush=True)
    return 0


def _run(name: str, place: Path, *, quick: bool) -> list[Figure]:
    """One benchmark, loaded now: a process that helps loads this module too, and none of them."""
    module = import_module(f"benchmarks.{name.replace('-', '_')}")
    figures: list[Figure] = module.run(place, quick=quick)
    return figures


if __name__ == "__main__":
    sys.exit(main())
