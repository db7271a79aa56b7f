"""Files that a command writes: new ones, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from memberledger.errors import LedgerError

__all__ = ["FileTrouble", "new_file"]


class FileTrouble(LedgerError):
    """A file that can't be read or written."""

    code = "file_trouble"


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write; it is gone again when writing it fails.

    Raises:
        FileTrouble: there is a file already, or it can't be written.
    """
    try:
        out = path.open("xb")
    except OSError as error:
        raise FileTrouble(f"{path}: {error.strerror}", file=str(path)) from None
    try:
        with out:
            yield out
    except OSError as error:
        path.unlink(missing_ok=True)
        raise FileTrouble(f"{path}: {error.strerror}", file=str(path)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
