"""Scenarios: worked examples in a file, played through a real ledger and compared."""

from memberledger.scenarios.cards import SimulatedCards
from memberledger.scenarios.playing import Failure, Result, play
from memberledger.scenarios.reading import Scenario, ScenarioInvalid, read_scenario

__all__ = [
    "Failure",
    "Result",
    "Scenario",
    "ScenarioInvalid",
    "SimulatedCards",
    "play",
    "read_scenario",
]
