"""A bar for what takes long, on standard error, while a person watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

__all__ = ["bar"]


@contextmanager
def bar(
    doing: str, what: str, *, quiet: bool = False
) -> Iterator[Callable[[int, int], None] | None]:
    """A bar to be told (done, of how many); gone when all is done, None where nobody watches.

    Args:
        doing: such as `Copying`.
        what: is counted, such as `events`.
        quiet: whether nobody is to be told.
    """
    errors = Console(stderr=True)
    if quiet or not errors.is_terminal:
        yield None
        return
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn(what))
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("", total=None)

        def show(there: int, of: int) -> None:
            progress.update(task, completed=there, total=of)

        yield show
