"""Every block of Python and every `$ memberledger` line of the documentation does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .pages import PAGES, README, ROOT, examples, name_of

_RUN = [page for page in PAGES if examples(page)]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("page", _RUN, ids=name_of)
def test_a_page_runs_from_its_top_to_its_end(
    page: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "postgresql" in page.stem:
        monkeypatch.setenv("MEMBERLEDGER_LEDGER", request.getfixturevalue("postgres").url())
    if page.stem == "move-a-ledger":
        monkeypatch.setenv("NEW_PLACE", request.getfixturevalue("postgres").url())
    for example in examples(page):
        example.evaluate()


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/tutorial.md",
        "docs/how-to/write-a-plan.md",
        "docs/how-to/write-a-policy.md",
        "docs/how-to/check-a-plan.md",
        "docs/how-to/play-a-scenario.md",
        "docs/how-to/take-charges-from-a-processor.md",
        "docs/how-to/ask-about-the-past.md",
        "docs/how-to/read-the-views.md",
        "docs/how-to/run-the-clock.md",
        "docs/how-to/forget-a-person.md",
        "docs/how-to/prove-that-nothing-was-changed.md",
        "docs/how-to/keep-a-ledger-in-postgresql.md",
        "docs/how-to/move-a-ledger.md",
        "docs/how-to/take-figures-to-a-spreadsheet.md",
        "docs/how-to/export-to-your-accounting-tool.md",
        "docs/how-to/mirror-your-exports.md",
        "docs/explanation/how-it-works.md",
        "docs/explanation/money.md",
    ],
)
def test_a_page_that_shows_code_has_code_to_run(name: str) -> None:
    assert re.search(r"^```(python|console)$", (ROOT / name).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_block_is_of_a_kind_that_is_run_or_says_that_it_is_text(page: Path) -> None:
    kinds = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)[::2]
    assert set(kinds) <= {"python", "console", "yaml", "csv", "text"}


def test_the_readme_names_the_two_commands_word_for_word() -> None:
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    assert "pip install . && memberledger mirror examples/lumen" in lines
    assert 'pip install -e ".[test]" && pytest' in lines


@pytest.mark.usefixtures("reader")
def test_the_readmes_example_prints_the_lots_and_the_card(
    capsys: pytest.CaptureFixture[str],
) -> None:
    python = next(example for example in examples(README) if "Ledger.open" in str(example.parsed))
    python.evaluate()
    lots, card = capsys.readouterr().out.splitlines()
    assert lots.startswith("(LotUse(lot=1, quantity=1, granted_on=")
    assert lots.endswith(", expires_on=None),) 0")
    assert re.fullmatch(r"\{'facial': 0\} 0 \(datetime\.date\(.*\), 12900\)", card)
    found = python.namespace
    assert found["again"].repeated
    assert found["again"].lots == found["receipt"].lots
    assert len(str(python.parsed).strip().splitlines()) <= 15
