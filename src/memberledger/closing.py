"""What is opened and has to be closed: with `with`, or by hand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

__all__ = ["Closes"]


class Closes(ABC):
    """A context manager that is itself what was opened, and closes at the end of the block."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is held; doing it twice is fine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
