"""Views of a large ledger: `python -m benchmarks.large [EVENTS] [--processes N]`.

Builds all views of so many events (a million), rebuilds them, and tells how long it took, what is
on the disk, and the peak memory of each; each has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.folding import fill_elsewhere
from benchmarks.lives import World
from benchmarks.memory import peak_rss

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Fill a file, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("events", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=1, help="how many work at once")
    parser.add_argument("--place", help="a directory on the disk to measure; default temporary")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=options.place) as place:
        path = Path(place) / "large.db"
        events = fill_elsewhere(path, options.events)
        print(f"{events:,} events, {_size(path) / 1e6:,.0f} MB without views", flush=True)
        for verb in ("build", "rebuild"):
            seconds, peak = _elsewhere(path, verb, options.processes)
            print(
                f"{verb}: {seconds:,.1f} s, {events / seconds:,.0f} events a second, "
                f"{peak / 1e6:,.0f} MB at most in memory, {_size(path) / 1e6:,.0f} MB on the disk",
                flush=True,
            )
    return 0


def _size(path: Path) -> int:
    return sum(each.stat().st_size for each in path.parent.iterdir())


def _elsewhere(path: Path, verb: str, processes: int) -> tuple[float, int]:
    measure = ["--measure", str(path), verb, str(processes)]
    command = [sys.executable, "-m", "benchmarks.large", *measure]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def _measure(path: str, verb: str, processes: str) -> None:
    world = World.open(Path(path))
    began = perf_counter()
    if verb == "build":
        world.ledger.views.catch_up(processes=int(processes))
    else:
        world.ledger.views.rebuild(processes=int(processes))
    print(json.dumps([perf_counter() - began, peak_rss()]))
    world.ledger.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        _measure(*sys.argv[2:])
    else:
        sys.exit(main())
