"""`--processes`: how many work at once where a whole ledger is read."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from memberledger.store import Store

__all__ = ["Processes", "how_many"]

_WORTH_IT = 50_000
"""Events; with fewer, starting processes takes longer than they save."""

_MOST = 4

Processes = Annotated[
    int | None,
    typer.Option(
        help="How many processes work at once; as many as are of use, unless given.",
        metavar="N",
        min=1,
        max=32,
    ),
]


def how_many(asked: int | None, store: Store) -> int:
    """As many as were asked for; else one for each processor, up to four, of a large ledger."""
    if asked is not None:
        return asked
    if store.last_position() < _WORTH_IT:
        return 1
    return min(os.cpu_count() or 1, _MOST)
