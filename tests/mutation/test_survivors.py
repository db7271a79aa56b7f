"""The survivors listed are of the code there is; `python -m tests.mutation` finds new ones."""

from __future__ import annotations

from pathlib import Path

from .survivors import explained, reasons

SOURCE = Path(__file__).parent.parent.parent / "src" / "memberledger"


def test_every_survivor_is_of_a_line_there_is() -> None:
    gone = []
    for change in explained():
        where, *lines = change.splitlines()
        parts = where.split(".")
        files = [SOURCE.joinpath(*parts[:n]).with_suffix(".py") for n in range(1, len(parts))]
        text = next(file for file in files if file.is_file()).read_text("utf-8")
        there = {line.strip() for line in text.splitlines()}
        gone += [change for line in lines if line[0] == "-" and line[2:] not in there]
    assert gone == []


def test_every_survivor_has_a_reason() -> None:
    assert [change for change, reason in reasons().items() if len(reason) < 10] == []
