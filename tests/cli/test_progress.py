"""Where a person watches, a question that waits for the views says how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from memberledger.cli import desk as front_desk

Tell = Callable[[int, int], None]

QUESTIONS = [
    ["roster"],
    ["balances"],
    ["expiring"],
    ["delinquent"],
    ["utilisation"],
    ["movements", "ana"],
    ["mrr"],
    ["retention"],
    ["recovery"],
    ["breakage"],
    ["tiers"],
    ["trend"],
    ["accounts"],
    ["roll-forward"],
    ["export", "csv"],
]


def test_a_question_that_builds_views_says_how_far_they_are(
    desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.with_ana()
    asked: list[str] = []
    told: list[tuple[int, int]] = []

    @contextmanager
    def bar(doing: str, _what: str, *, quiet: bool = False) -> Iterator[Tell | None]:
        asked.append(doing)
        yield None if quiet else lambda done, of: told.append((done, of))

    monkeypatch.setattr(front_desk, "bar", bar)
    for number, words in enumerate(QUESTIONS, 1):
        desk.say(*words)
        assert asked == ["Catching up"] * number, words
    assert told  # by the first of them; the others found the views as they should be
    assert {of for _, of in told} == {8}


def test_a_program_is_told_nothing(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.with_ana()
    asked: list[bool] = []

    @contextmanager
    def bar(doing: str, what: str, *, quiet: bool = False) -> Iterator[Tell | None]:
        asked.append(quiet)
        yield None

    monkeypatch.setattr(front_desk, "bar", bar)
    desk.ask("mrr")
    assert asked == [True]
