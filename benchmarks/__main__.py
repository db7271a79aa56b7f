"""`python -m benchmarks [--only NAME] [--json] [--quick] [--place DIRECTORY]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import audit, billing_day, folding, long_member, memory, redemption, views
from benchmarks.timing import Figure

_ALL: dict[str, Callable[..., list[Figure]]] = {
    "redemption": redemption.run,
    "folding": folding.run,
    "billing-day": billing_day.run,
    "long-member": long_member.run,
    "memory": memory.run,
    "audit": audit.run,
    "views": views.run,
}


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
            figures = _ALL[name](Path(place), quick=options.quick)
        for figure in figures:
            if options.json:
                print(json.dumps(figure.plain()), flush=True)
            else:
                print(f"{name:<12} {figure.line()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
