"""A run of pytest of its own, in a folder of a test's making, as a host would have it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

__all__ = ["run"]

SOURCE = Path(__file__).parents[2] / "src"


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, with strict settings and warnings as errors."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MEMBERLEDGER"))}
    path = os.pathsep.join([str(SOURCE), known.get("PYTHONPATH", "")])
    if not any((folder / name).exists() for name in ("pytest.ini", "pyproject.toml")):
        (folder / "pytest.ini").write_text(
            "[pytest]\naddopts = --strict-markers --strict-config\nfilterwarnings = error\n"
        )
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *_plugin(), *words],
        cwd=folder,
        env={**known, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _plugin() -> tuple[str, ...]:
    """It is there by itself where memberledger is installed, and named where it is not."""
    installed = entry_points(group="pytest11", name="memberledger")
    return () if installed else ("-p", "_memberledger_pytestplugin")
