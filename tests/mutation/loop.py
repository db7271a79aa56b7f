"""A plugin for pytest that runs the tests once for each mutant, instead of once.

First every test runs without a mutant, and what it calls is noted: a mutant is tried by the tests
that call its function until one is red, those first that saw most other mutants for the time they
take, then those of its own part of the core, the quickest first. Each has a forked process to
itself, which ends a test that takes ten times as long as it should.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import signal
import time
from collections import Counter, defaultdict
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from .making import RESULTS, names_in
from .reached import Line, Reached, lines_of
from .survivors import place_of

_AT_ONCE = 2
_MEMORY = 4 << 30
_LEAST_S = 5.0

Tests = dict[str, list["Test"]]
"""By function, the tests that call it."""


class Test(NamedTuple):
    """A test with the seconds it takes and the lines it reaches."""

    seconds: float
    item: pytest.Item
    lines: frozenset[Line]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", default="*", help="the mutants to try, as a pattern of names")
    parser.addoption("--again", default="", help="try those anew that have this verdict")
    parser.addoption("--sample", type=int, default=0, help="so many of them, drawn with seed 1")
    parser.addoption("--seconds", type=float, default=60.0, help="of tests for one mutant")


def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed:
        raise session.Interrupted("the tests could not be collected")
    tests = _sound(session.items, Path.cwd())
    option = session.config.option
    trial = _Trial(Path.cwd(), tests, option.seconds)
    names = [name for name in names_in(Path.cwd()) if fnmatch(name, option.mutants)]
    if option.sample:
        names = random.Random(1).sample(names, len(names))[: option.sample]
    trial.run(names, option.again)
    return True


def _sound(items: list[pytest.Item], place: Path) -> Tests:
    """Run every test twice without a mutant: note what it reaches, then how long it takes."""
    found: Tests = defaultdict(list)
    reached = Reached({str(place_of(place, name)[0]) for name in names_in(place)})
    for item, following in zip(items, [*items[1:], None], strict=True):
        set_mutant_under_test("stats")
        with reached.watching() as lines:
            reports = runtestprotocol(item, log=False, nextitem=item)
        calls = set(state()._stats)
        state()._stats.clear()
        set_mutant_under_test("")
        if any(report.failed for report in reports):
            raise pytest.UsageError(f"{item.nodeid} is red without a mutant")
        began = time.process_time()
        runtestprotocol(item, log=False, nextitem=following)
        test = Test(time.process_time() - began, item, frozenset(lines))
        for function in calls:
            found[function].append(test)
    return found


class _Trial:
    def __init__(self, place: Path, tests: Tests, seconds: float) -> None:
        self._place = place
        self._file = place / RESULTS
        self._tests = tests
        self._seconds = seconds
        self._running: dict[int, tuple[str, int]] = {}
        self._saw: dict[str, Counter[str]] = defaultdict(Counter)
        known = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}
        self.results: dict[str, list[str]] = known

    def run(self, names: list[str], again: str) -> None:
        """Try the mutants that were not tried yet, and those with the verdict `again`."""
        waiting = [n for n in names if n not in self.results or self.results[n][0] == again]
        gc.collect()
        gc.freeze()  # a forked process shares what nobody touches
        for count, name in enumerate(waiting, 1):
            some = self._tests_for(name)
            if not some:
                self.results[name] = ["no tests", ""]
                continue
            while len(self._running) >= _AT_ONCE:
                self._wait()
            self._start(name, some)
            if count % 50 == 0:
                self._save()
                print(f"{count} of {len(waiting)}", flush=True)
        while self._running:
            self._wait()
        self._save()

    def _tests_for(self, name: str) -> list[Test]:
        """The tests that saw most for their time first, as many as there is time for."""
        function = name.rpartition("__mutmut_")[0]
        own = f"tests/{name.split('.')[1]}/"
        saw, lines = self._saw[function], lines_of(self._place, name)
        ordered = sorted(
            (
                each
                for each in self._tests.get(function, [])
                if lines is None or not lines.isdisjoint(each.lines)
            ),
            key=lambda each: (
                -saw[each.item.nodeid] / (each.seconds + 0.01),
                not each.item.nodeid.startswith(own),
                each.seconds,
            ),
        )
        spent = accumulate(each.seconds for each in ordered)
        return [each for each, so_far in zip(ordered, spent, strict=True) if so_far < self._seconds]

    def _start(self, name: str, some: list[Test]) -> None:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _try(name, some, write)
        os.close(write)
        self._running[child] = name, read

    def _wait(self) -> None:
        child, status = os.wait()
        name, read = self._running.pop(child)
        with os.fdopen(read, "rb") as told:
            by = told.read().decode()
        if by:
            self._saw[name.rpartition("__mutmut_")[0]][by] += 1
        if os.WIFSIGNALED(status):
            self.results[name] = ["timeout", by]
        else:
            self.results[name] = ["survived" if os.WEXITSTATUS(status) == 0 else "killed", by]

    def _save(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self.results, indent=0, sort_keys=True), "utf-8")
        beside.replace(self._file)


def _try(name: str, some: list[Test], told: int) -> None:
    """In a process of its own: run the tests until one is red; never returns."""
    try:
        gc.disable()
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        some[0].item.config.pluginmanager.register(_FirstRed(told))
        set_mutant_under_test(name)
        for seconds, item, _ in some:
            signal.setitimer(signal.ITIMER_PROF, _LEAST_S + 10 * seconds)
            runtestprotocol(item, log=False, nextitem=None)
        os._exit(0)
    finally:  # an error is a red test as well
        os._exit(1)


class _FirstRed:
    """Ends the process at the first error, before pytest makes a report of it."""

    def __init__(self, told: int) -> None:
        self._told = told

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        if call.excinfo is not None:
            os.write(self._told, item.nodeid.encode())
            os._exit(1)
        return None
