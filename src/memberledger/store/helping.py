"""Processes that help with one ledger: each opens it for itself and does what it is given.

Work that reads a whole ledger is bound by one processor, because Python runs one thread at a time.
Helpers are started anew, as `multiprocessing` calls it (`spawn`), on every system: a process that
is split off would carry along connections that it must not use.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from memberledger.store.errors import StoreError
from memberledger.store.opening import open_store
from memberledger.store.store import Address

__all__ = ["HelperLost", "Helpers", "helpers"]

Keeps = TypeVar("Keeps")
Answer = TypeVar("Answer")
P = ParamSpec("P")


class HelperLost(StoreError):
    """A process that helped ended before its work was done: killed, out of memory, or not begun.

    What was written stands and is whole.
    """

    code = "helper_lost"
    processes: int

    def __init__(self, processes: int) -> None:
        super().__init__(
            f"one of {processes} processes ended before its work was done; ask again with one "
            'process, and see that the program starts under `if __name__ == "__main__":`',
            processes=processes,
        )


class Helpers(Generic[Keeps]):
    """Some processes that wait for work. Made by `helpers`."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def ask(
        self, work: Callable[Concatenate[Keeps, P], Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Future[Answer]:
        """Give work to one of them.

        Args:
            work: a function of a module; it is called with what the process keeps, then the rest.
            args, kwargs: values that can be sent to another process.
        """
        return self._pool.submit(_do, work, args, kwargs)


@contextmanager
def helpers(
    address: Address, processes: int, keep: Callable[..., Keeps], given: Sequence[Any] = ()
) -> Iterator[Helpers[Keeps]]:
    """Start processes; they end with the block, once what they are at is done.

    Args:
        address: of the ledger.
        processes: how many, 1 or more.
        keep: called once in each, when it is first asked, with its open store and what is given.
        given: values that can be sent to another process.

    Raises:
        HelperLost: one of them ended before its work was done.
    """
    pool = ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_start, initargs=(address, keep, given)
    )
    try:
        yield Helpers(pool)
    except BrokenProcessPool as error:
        raise HelperLost(processes) from error
    finally:
        pool.shutdown(cancel_futures=True)


_begun: tuple[Address, Callable[..., Any], Sequence[Any]] | None = None
_kept: Any = None


def _start(address: Address, keep: Callable[..., Any], given: Sequence[Any]) -> None:
    """In a helper, before its first work: opening waits for that, where its errors are told."""
    global _begun
    _begun = address, keep, given
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began the work ends it


def _do(work: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    global _kept
    if _kept is None:
        assert _begun is not None  # noqa: S101 - a helper starts before it works
        address, keep, given = _begun
        _kept = keep(open_store(address.url, address.registry), *given)
    return work(_kept, *args, **kwargs)
