"""Peak memory of walking a ledger member by member, for N events and for ten times as many."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tracemalloc
from pathlib import Path

from benchmarks.folding import fill_elsewhere, fold_all
from benchmarks.lives import World
from benchmarks.timing import Figure

__all__ = ["peak_rss", "run"]


def run(place: Path, *, quick: bool) -> list[Figure]:
    """About 1.0 is flat. Each walk has a process of its own."""
    small = 2_000 if quick else 20_000
    walks = []
    for events in (small, 10 * small):
        path = place / f"memory-{events}.db"
        made = fill_elsewhere(path, events)
        walks.append((made, _walk(path, "rss"), _walk(path, "traced")))
    (less, rss, traced), (more, rss_10, traced_10) = walks
    sizes = f"{less:,} and {more:,} events"
    return [
        Figure("memory", "peak memory of the process, ten times the events", rss_10 / rss, 1.1,
               at_most=True, detail=f"{sizes}: {rss / 1e6:.1f} and {rss_10 / 1e6:.1f} MB"),
        Figure("memory", "peak of what the walk itself allocates", traced_10 / traced, None,
               at_most=True, detail=f"{sizes}: {traced / 1e3:.0f} and {traced_10 / 1e3:.0f} kB"),
    ]  # fmt: skip


def _walk(path: Path, kind: str) -> int:
    command = [sys.executable, "-m", "benchmarks.memory", str(path), kind]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    peak: int = json.loads(done.stdout)
    return peak


def peak_rss() -> int:
    """Bytes; by /proc where there is one: getrusage counts the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024)


def _main(path: str, kind: str) -> None:
    world = World.open(Path(path))
    if kind == "traced":
        tracemalloc.start()
        fold_all(world)
        print(tracemalloc.get_traced_memory()[1])
    else:
        fold_all(world)
        print(peak_rss())
    world.ledger.close()


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
