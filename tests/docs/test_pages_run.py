"""Every block of Python and every `$ memberledger` line of the documentation does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import PAGES, README, examples, name_of

_RUN = [page for page in PAGES if examples(page)]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("page", _RUN, ids=name_of)
def test_a_page_runs_from_its_top_to_its_end(page: Path) -> None:
    for example in examples(page):
        example.evaluate()


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/tutorial.md",
        "docs/how-to/write-a-plan.md",
        "docs/how-to/play-a-scenario.md",
        "docs/how-to/take-charges-from-a-processor.md",
        "docs/how-to/ask-about-the-past.md",
        "docs/how-to/run-the-clock.md",
        "docs/how-to/mirror-your-exports.md",
        "docs/explanation/how-it-works.md",
        "docs/explanation/money.md",
    ],
)
def test_a_page_that_shows_code_has_code_to_run(name: str) -> None:
    assert name in {name_of(page) for page in _RUN}


def test_the_readme_names_the_two_commands_word_for_word() -> None:
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines()]
    assert "pip install . && memberledger mirror examples/lumen" in lines
    assert 'pip install -e ".[test]" && pytest' in lines
