"""The host project's own tests find the host's own bug, and pass once it is mended."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .runs import run

HOST = Path(__file__).parents[2] / "examples" / "host"
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "test-your-practice-in-an-hour.md"
BLOCK = re.compile(r"^```(?:python|text)\n# (\S+\.py)\n(.*?)```$", re.MULTILINE | re.DOTALL)
"""A block of the page that names the file it is from."""
SOME = ("tests/test_plans.py", "tests/test_visits.py", "tests/test_webhooks.py")
"""Its own tests; `python -m tests.proofs.host` runs them with its laws and its machine."""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A copy of the host project."""
    return Path(shutil.copytree(HOST, tmp_path / "host"))


def test_the_hosts_bug_is_found_and_made_small(host: Path) -> None:
    away = "postgresql://nobody@127.0.0.1:1/none"
    said = run(host, "-q", "-k", "not postgres", *SOME, MEMBERLEDGER_TEST_POSTGRES=away)
    assert re.search(r"^1 failed, 7 passed", said.stdout, re.MULTILINE), said.stdout
    assert "FAILED tests/test_webhooks.py" in said.stdout
    assert "refunds=[1, 1]" in said.stdout
    shutil.copy(host / "mended" / "webhooks.py", host / "frontdesk" / "webhooks.py")
    said = run(host, "-q", "tests/test_webhooks.py")
    assert "1 passed" in said.stdout, said.stdout


def test_the_code_on_the_page_is_the_projects() -> None:
    shown = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(shown) >= 5
    for name, code in shown:
        text = (HOST / name).read_text("utf-8")
        assert [part for part in code.split("\n\n\n") if part not in text] == [], name
