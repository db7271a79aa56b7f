"""What tests of every folder may ask for, and how hard they try."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.postgres_server import Server, a_server

import _memberledger_pytestplugin as plugin
from memberledger.testing import profiles


def pytest_configure(config: pytest.Config) -> None:
    """The kit's plugin, also where it is read from the source and not installed; profile `ci`."""
    if not config.pluginmanager.has_plugin("memberledger"):
        config.pluginmanager.register(plugin, "memberledger")
    if not config.getoption("--memberledger-profile", None):
        profiles.use(os.environ.get("MEMBERLEDGER_PROFILE", "ci"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for all tests that ask for it; each takes a schema of its own."""
    with a_server() as server:
        yield server
