"""Other people's programs reading a ledger's journal, each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.timing import timed
from memberledger.exports import as_beancount, as_hledger, books_of
from memberledger.ledger import Ledger

__all__ = ["seconds_of_others"]


def seconds_of_others(ledger: Ledger, place: Path) -> Iterator[tuple[str, float]]:
    """What bean-check and hledger take to read the books and to check them, start and all.

    hledger is left out where it is not installed.

    Args:
        ledger: the books go up to its today. The views of revenue are built, to write them from.
        place: a folder for the two files.

    Raises:
        CalledProcessError: one of them found an error in the books.
    """
    books = books_of(ledger)
    file = _written(place / "books.beancount", as_beancount(books))
    check = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(file)]
    yield "bean-check", _seconds(check)
    hledger = shutil.which("hledger")
    if hledger is not None:
        file = _written(place / "books.journal", as_hledger(books))
        yield "hledger check", _seconds([hledger, "-f", str(file), "check"])


def _written(file: Path, pieces: Iterable[str]) -> Path:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(pieces)
    return file


def _seconds(command: list[str]) -> float:
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603
