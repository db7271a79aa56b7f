from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.testing

from .desk import Desk


@pytest.fixture(autouse=True, scope="session")
def _one_command_line() -> Iterator[None]:
    """The command line is made once; Typer's runner would make it anew for every command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.testing, "_get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEMBERLEDGER_LEDGER", raising=False)
    return Desk(tmp_path)
