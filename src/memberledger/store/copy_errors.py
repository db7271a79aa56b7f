"""What can go wrong with a copy of a whole ledger, beside what can go wrong with any store."""

from __future__ import annotations

from memberledger.store.errors import StoreError, StoreUnreadable

__all__ = ["CopyDiverged", "UnfinishedCopy"]


class CopyDiverged(StoreError):
    """What is at the target is not a copy of the source, nor the beginning of one.

    `position` is the first one that differs; None where the events agree and something else
    doesn't. What was there before stays as it was.
    """

    code = "copy_diverged"
    target: str
    position: int | None
    why: str

    def __init__(self, target: str, position: int | None, why: str) -> None:
        where = "" if position is None else f" at position {position}"
        super().__init__(
            f"{target!r} is no copy of that ledger{where}: {why}; copy to an empty place",
            target=target,
            position=position,
            why=why,
        )


class UnfinishedCopy(StoreUnreadable):
    """A place where a copy of a ledger was begun and not finished; it can't be used as one."""

    code = "unfinished_copy"

    def __init__(self, path: str) -> None:
        super().__init__(
            path,
            "it is an unfinished copy of another; finish it with: memberledger migrate FROM TO",
        )
