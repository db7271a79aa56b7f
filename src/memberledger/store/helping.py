"""Processes that work on one ledger at once: this one, and others that open it for themselves.

Work that reads a whole ledger is bound by one processor, because Python runs one thread at a time.
The others are started anew, as `multiprocessing` calls it (`spawn`), on every system: a process
that is split off would carry along connections that it must not use.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from memberledger.store.errors import StoreError
from memberledger.store.opening import open_store
from memberledger.store.store import Address, Store

__all__ = ["Asked", "HelperLost", "Helpers", "helpers"]

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


class Asked(Generic[Answer]):
    """A piece of work that waits, is being done, or is done. Made by `Helpers.ask`."""

    def __init__(
        self, here: Callable[[], Answer], others: Future[Answer] | None, work_on: Callable[[], bool]
    ) -> None:
        self._here = here
        self._others = others
        self._work_on = work_on

    @property
    def is_waiting(self) -> bool:
        """Whether it is not done yet."""
        return self._others is None or not self._others.done()

    def answer(self) -> Answer:
        """What came of it. Rather than waiting for others this process does some of their work."""
        if self._others is None:
            return self._here()
        is_busy = True
        while is_busy and not self._others.done():
            is_busy = self._work_on()
        return self._others.result()

    def take_back(self) -> bool:
        """Do it here, if nobody has begun; whether it was."""
        if self._others is None or not self._others.cancel():
            return False
        self._others = done = Future[Answer]()
        try:
            done.set_result(self._here())
        except Exception as error:  # noqa: BLE001 - it is told to who asks for the answer
            done.set_exception(error)
        return True

    def drop(self) -> None:
        """Nobody needs the answer any more."""
        if self._others is not None:
            self._others.cancel()


class Helpers(Generic[Keeps]):
    """Who does pieces of work, in any order: this process, and maybe others. Made by `helpers`."""

    def __init__(self, kept: Keeps, pool: ProcessPoolExecutor | None, processes: int) -> None:
        self._kept = kept
        self._pool = pool
        self._asked: list[Asked[Any]] = []
        self.processes = processes

    def ask(
        self, work: Callable[Concatenate[Keeps, P], Answer], *args: P.args, **kwargs: P.kwargs
    ) -> Asked[Answer]:
        """Have something done.

        Args:
            work: a function of a module; it is called with what each process keeps, then the rest.
            args, kwargs: values that can be sent to another process.
        """

        def here() -> Answer:
            return work(self._kept, *args, **kwargs)

        others = None if self._pool is None else self._pool.submit(_do, work, args, kwargs)
        asked = Asked(here, others, self._work_on)
        if others is not None:
            self._asked = [*(each for each in self._asked if each.is_waiting), asked]
        return asked

    def dismiss(self) -> None:
        """There is no more work for others: they end while this process goes on."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _work_on(self) -> bool:
        """Do the next piece here that nobody has begun; False when there is none."""
        return any(asked.take_back() for asked in self._asked)


@contextmanager
def helpers(
    store: Store, processes: int, keep: Callable[..., Keeps], given: Sequence[Any] = ()
) -> Iterator[Helpers[Keeps]]:
    """Start processes; they end with the block, once what they are at is done.

    Args:
        store: the ledger. One in memory is nobody else's, and this process works alone.
        processes: how many work, this one included; 1 or more.
        keep: called once in each, with its open store and what is given.
        given: values that can be sent to another process.

    Raises:
        HelperLost: one of them ended before its work was done.
    """
    kept = keep(store, *given)
    if processes == 1 or store.address is None:
        yield Helpers(kept, None, 1)
        return
    pool = ProcessPoolExecutor(
        processes - 1,
        get_context("spawn"),
        initializer=_start,
        initargs=(store.address, keep, given),
    )
    try:
        yield Helpers(kept, pool, processes)
    except BrokenProcessPool as error:
        raise HelperLost(processes) from error
    finally:
        pool.shutdown(cancel_futures=True)


_begun: tuple[Address, Callable[..., Any], Sequence[Any]] | None = None
_kept: Any = None


def _start(address: Address, keep: Callable[..., Any], given: Sequence[Any]) -> None:
    """In another process, before its first work: opening waits for that, where its errors go."""
    global _begun
    _begun = address, keep, given
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began the work ends it


def _do(work: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    global _kept
    if _kept is None:
        assert _begun is not None  # noqa: S101 - a process starts before it works
        address, keep, given = _begun
        _kept = keep(open_store(address.url, address.registry), *given)
        gc.freeze()  # what was imported stays, and need not be looked through for garbage
    return work(_kept, *args, **kwargs)
