from __future__ import annotations

from pathlib import Path

import pytest

from .pages import ROOT


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader sits: an empty folder with the project's examples, and a plain terminal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.syspath_prepend(ROOT / "examples" / "host")
    monkeypatch.setenv("COLUMNS", "80")
    for name in (
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "MEMBERLEDGER_LEDGER",
        "MEMBERLEDGER_POLICIES",
        "TTY_COMPATIBLE",
    ):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
