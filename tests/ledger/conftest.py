"""Where a ledger can be kept so that it is still there when it is opened again."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place, in a file or on a server."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url()
        return url
    return f"sqlite:///{tmp_path / 'spa.db'}"
